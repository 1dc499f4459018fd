"""A person's own page: what we can do, their last checks, their settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.chat.results import Past, Results
from bot.chat.settings_talk import SettingsTalk
from bot.chat.voice import Voice
from bot.core.assistant import Assistant
from bot.core.chat import Who
from bot.core.markup import parse_inline
from bot.core.model import Block, Bullets, Choice, Choices, Heading, Reply, Spans
from bot.core.plain import plain_spans
from knowledge.causes import Cause
from knowledge.model import Language

MOST_AGAIN = 3
"""Addresses that can be checked again from there."""


class Home:
    """Draws the page. ``causes`` are the topics that explain them."""

    def __init__(
        self,
        causes: Mapping[Cause, str],
        assistant: Assistant,
        voice: Voice,
        settings: SettingsTalk,
        results: Results,
    ) -> None:
        self._causes = causes
        self._assistant = assistant
        self._voice = voice
        self._settings = settings
        self._results = results

    def of(self, who: Who, language: Language) -> Reply:
        """The page of a person."""
        blocks = (
            Heading(self._voice.spans("home.title", language), 1),
            *self._voice.blocks("greeting", language),
            *self._voice.tries(self._assistant.greeting(language)),
            *self._last(self._results.past(who), language),
            Heading(self._voice.spans("home.settings", language)),
            self._settings.languages(who, language),
        )
        return Reply(blocks, language, private=True)

    def _last(self, past: tuple[Past, ...], language: Language) -> Iterator[Block]:
        if not past:
            return
        yield Heading(self._voice.spans("home.checks", language))
        yield Bullets(tuple(self._line(one, language) for one in past))
        addresses = list(dict.fromkeys(one.address for one in past))[:MOST_AGAIN]
        details = self._voice.choice("home.details", "last:details", language)
        again = (
            Choice(self._voice.plain("home.again", language, address=one), f"check {one}")
            for one in addresses
        )
        yield Choices((), (details, *again))

    def _line(self, past: Past, language: Language) -> Spans:
        key = "home.worked" if past.ok else "home.failed"
        titles = (self._voice.speaker.title(self._causes[one], language) for one in past.causes)
        causes = ", ".join(plain_spans(parse_inline(title)) for title in titles)
        when = past.at.strftime("%Y-%m-%d %H:%M UTC")
        return self._voice.spans(key, language, address=past.address, when=when, causes=causes)
