"""Whether we speak in a place, and who sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.chat.following import close
from bot.chat.preferences import Preferences, Rule
from bot.chat.voice import Voice
from bot.core.chat import Answer, Heard, Way
from bot.core.model import Reply
from knowledge.model import Language

OPEN_WAYS = frozenset({Way.MENTION, Way.WATCHED})
"""What is said so is heard by everybody in the place."""

NOTHING = Answer(None)


class Rules:
    """The rules that administrators gave to places."""

    def __init__(self, preferences: Preferences, voice: Voice) -> None:
        self._preferences = preferences
        self._voice = voice

    def refusal(self, heard: Heard, language: Language) -> Answer | None:
        """What is said in place of an answer; None where there is to be one.

        Whoever spoke to us so that only they see it is told why; a channel hears nothing.
        """
        rule = self.of(heard)
        if rule is Rule.OFF:
            told = self._voice.reply("rule.is_off", language)
            return NOTHING if heard.way in OPEN_WAYS else Answer(told)
        return NOTHING if heard.way is Way.WATCHED and rule is not Rule.ON else None

    def obeyed(self, heard: Heard, answer: Answer) -> Answer:
        """The answer as the place's rule has it."""
        if self.of(heard) is not Rule.PRIVATE:
            return answer
        first = replace(answer.first, private=True) if answer.first else None
        later = _for_the_asker(answer.later) if answer.later else None
        return replace(answer, first=first, later=later)

    def of(self, heard: Heard) -> Rule:
        """The rule of where this was said; one that we do not know is the strictest."""
        if heard.where.direct:
            return Rule.ON
        try:
            return Rule(self._preferences.rule(heard.where.id))
        except ValueError:
            return Rule.OFF


async def _for_the_asker(later: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
    try:
        async for reply in later:
            yield replace(reply, private=True)
    finally:
        await close(later)
