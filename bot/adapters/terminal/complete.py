"""What the Tab key offers: topics by what they are called, and the chat's few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from bot.core.markup import parse_inline
from bot.core.plain import plain_spans
from knowledge.fold import fold
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST = 20
"""Offered at once: more do not fit below a prompt."""


class Completions:
    """Whole lines that can be typed, found by any part of them, in one language."""

    def __init__(
        self, knowledge: Knowledge, speaker: Speaker, language: Language, own: Iterable[str] = ()
    ) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._language = language
        self._own = tuple(own)

    def of(self, typed: str) -> tuple[str, ...]:
        """The lines that begin with what was typed, then those that contain it."""
        wanted = fold(typed).strip()
        if not wanted:
            return self._words
        found = [line for folded, line in self._lines if wanted in folded]
        found.sort(key=lambda line: not fold(line).startswith(wanted))
        return tuple(found[:MOST])

    @cached_property
    def _words(self) -> tuple[str, ...]:
        words = (self._speaker.plain(f"chat.words.{name}", self._language) for name in _WORDS)
        return (*(word.split()[0] for word in words), *self._own)

    @cached_property
    def _lines(self) -> tuple[tuple[str, str], ...]:
        return tuple((fold(line), line) for line in (*self._words, *self._titles()))

    def _titles(self) -> Iterator[str]:
        for topic_id in (*self._knowledge.topic_ids, *self._knowledge.rows):
            if self._speaker.has(topic_id, self._language):
                title = self._speaker.title(topic_id, self._language)
                yield plain_spans(parse_inline(title))


_WORDS = ("check", "help", "quit")
