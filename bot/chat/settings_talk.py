"""Talk about settings: everybody's own language, and the rules of a place for administrators."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from bot.chat.preferences import Preferences, Rule
from bot.chat.voice import Voice
from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.model import Block, Choice, Choices, Heading, Reply
from knowledge.fold import fold
from knowledge.model import Language
from knowledge.speak import Speaker

AUTO = "auto"
HERE, NOWHERE = "here", "none"

_LONGEST_WORD = 40


class SettingsTalk:
    """Shows and changes what people and places have chosen.

    ``admins`` are ids of people and groups, whole or as the platform calls them.
    """

    def __init__(
        self, preferences: Preferences, voice: Voice, speaker: Speaker, admins: frozenset[str]
    ) -> None:
        self._preferences = preferences
        self._voice = voice
        self._admins = admins
        said = (speaker.plain("chats.words.settings", language) for language in Language)
        self._words = frozenset(fold(" ".join(said)).split())

    def concerns(self, heard: Heard) -> bool:
        """Whether somebody asks for settings, or picks one of a place."""
        if heard.way is Way.PICK:
            return heard.text.startswith(("rule:", "desk:"))
        if heard.way in (Way.FORM, Way.WATCHED) or len(heard.text) > _LONGEST_WORD:
            return False
        return fold(heard.text).strip(" \t\n.!。") in self._words

    def shown(self, heard: Heard, language: Language) -> Answer:
        """The settings, each with what it can be."""
        return Answer(self._page(heard, language))

    def languages(self, who: Who, language: Language) -> Choices:
        """Buttons for the language of a person's answers; what they chose has a mark."""
        chosen = self._preferences.language(who.id) or AUTO
        choices = (
            self._option(f"language.{code}", f"language:{code}", language, chosen=code == chosen)
            for code in (*Language, AUTO)
        )
        return Choices(self._voice.spans("language.lead", language), tuple(choices))

    def language(self, heard: Heard, value: str, language: Language) -> Answer:
        """``language:ja``: from now on."""
        if value not in (*Language, AUTO):
            return self.shown(heard, language)
        wanted = None if value == AUTO else Language(value)
        spoken = wanted or language

        async def save() -> None:
            await self._preferences.set_language(heard.who.id, wanted)

        return self._saving(save, heard, spoken)

    def rule(self, heard: Heard, value: str, language: Language) -> Answer:
        """``rule:mention``: for this place, by an administrator."""
        if value not in list(Rule) or heard.where.direct:
            return self.shown(heard, language)
        if not self.is_admin(heard.who):
            return Answer(self._voice.reply("rule.not_allowed", language))

        async def save() -> None:
            await self._preferences.set_rule(heard.where.id, value, by=heard.who.id)

        return self._saving(save, heard, language)

    def desk(self, heard: Heard, value: str, language: Language) -> Answer:
        """``desk:here``: cases of this workspace are posted in this place."""
        if value not in (HERE, NOWHERE) or heard.where.direct:
            return self.shown(heard, language)
        if not self.is_admin(heard.who):
            return Answer(self._voice.reply("rule.not_allowed", language))

        async def save() -> None:
            place = heard.where.id if value == HERE else ""
            await self._preferences.set_desk(heard.where.workspace, place, by=heard.who.id)

        return self._saving(save, heard, language)

    def is_admin(self, who: Who) -> bool:
        """Whether the platform or the operator says so; nobody from outside is."""
        if who.outside:
            return bool(_named(who.id) & self._admins)
        return who.admin or any(_named(one) & self._admins for one in (who.id, *who.groups))

    def _page(self, heard: Heard, language: Language) -> Reply:
        blocks: list[Block] = [
            Heading(self._voice.spans("home.settings", language), 1),
            self.languages(heard.who, language),
        ]
        if self.is_admin(heard.who) and not heard.where.direct:
            blocks += [self._rules(heard.where, language), self._desk(heard.where, language)]
        return Reply(tuple(blocks), language, private=True)

    def _rules(self, where: Where, language: Language) -> Choices:
        now = self._preferences.rule(where.id)
        choices = (
            self._option(f"rule.{rule}", f"rule:{rule}", language, chosen=rule == now)
            for rule in Rule
        )
        return Choices(self._voice.spans("rule.lead", language), tuple(choices))

    def _desk(self, where: Where, language: Language) -> Choices:
        here = self._preferences.desk(where.workspace) == where.id
        choices = (
            self._option("desk.here", f"desk:{HERE}", language, chosen=here),
            self._option("desk.none", f"desk:{NOWHERE}", language, chosen=False),
        )
        return Choices(self._voice.spans("desk.lead", language), choices)

    def _option(self, key: str, message: str, language: Language, *, chosen: bool) -> Choice:
        choice = self._voice.choice(key, message, language)
        return replace(choice, label=f"✓ {choice.label}") if chosen else choice

    def _saving(
        self, save: Callable[[], Awaitable[None]], heard: Heard, language: Language
    ) -> Answer:
        async def later() -> AsyncIterator[Reply]:
            await save()
            yield self._page(heard, language)

        working = replace(self._voice.reply("saving", language), final=False)
        return Answer(working, later())


def _named(id_: str) -> set[str]:
    return {id_, id_.rpartition(":")[2]}
