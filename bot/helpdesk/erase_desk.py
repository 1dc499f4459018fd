"""Hears whoever wants what is known of them deleted: asks once, then does it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.core.chat import Answer, Heard, Way, Who
from bot.core.model import Choices, Reply, Weight
from bot.helpdesk.words import Words
from knowledge.fold import fold
from knowledge.model import Language

ME = "erase:me"
"""The message of the button; it means whoever picks it."""


@dataclass(frozen=True)
class EraseDesk:
    """``erase`` deletes what is known of a person (``Who.id``)."""

    words: Words
    erase: Callable[[str], Awaitable[None]]
    language: Callable[[Who], Language]

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to the wish, or to its button; None for anything else."""
        if heard.way is Way.FORM:
            return None
        said = heard.text.strip()
        if said == ME and heard.way is Way.PICK:
            language = self.language(heard.who)
            working = replace(self.words.reply("erase.working", language), final=False)
            return Answer(working, self._erasing(heard.who, language))
        wish = self._wishes.get(fold(said).strip(" .!。"))
        return Answer(self._ask(wish)) if wish else None

    @cached_property
    def _wishes(self) -> dict[str, Language]:
        """How people say it: the words tell the language, too."""
        return {
            fold(wish).strip(): language
            for language in Language
            for wish in self.words.plain("erase.wishes", language).split("|")
        }

    def _ask(self, language: Language) -> Reply:
        button = self.words.choice("erase", ME, language, Weight.DANGER)
        return self.words.reply("erase.ask", language, Choices((), (button,)))

    async def _erasing(self, who: Who, language: Language) -> AsyncIterator[Reply]:
        await self.erase(who.id)
        yield self.words.reply("erase.done", language)
