"""Topics that somebody may mean by what they have typed so far: from memory, within a keystroke."""

from __future__ import annotations

from functools import cache

from bot.core.markup import parse_inline
from bot.core.plain import plain_spans
from knowledge.fold import fold
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST = 25
"""Discord shows no more."""


class Suggestions:
    """The titles of all topics, in both languages."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._titles = cache(self._read)

    def of(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Titles and messages, best first: those that begin so, then those that contain it."""
        wanted = fold(typed).strip()
        found = [one for one in self._titles(language) if wanted in one[0]]
        found.sort(key=lambda one: not one[0].startswith(wanted))
        return tuple((title, f"topic:{topic}") for _, title, topic in found[:MOST])

    def warm(self) -> None:
        """Read the titles now rather than while somebody types."""
        for language in Language:
            self._titles(language)

    def _read(self, language: Language) -> tuple[tuple[str, str, str], ...]:
        ids = (*self._knowledge.topic_ids, *self._knowledge.rows)
        there = (id_ for id_ in ids if self._speaker.has(id_, language))
        titles = (
            (plain_spans(parse_inline(self._speaker.title(id_, language))), id_) for id_ in there
        )
        return tuple((fold(title), title, id_) for title, id_ in titles)
