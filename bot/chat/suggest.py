"""Topics that somebody may mean by what they have typed so far: from memory, within a keystroke."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bot.core.markup import parse_inline
from bot.core.plain import plain_spans
from knowledge.fold import fold
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST = 25
"""Discord shows no more."""

LONGEST = 200
"""Characters that are looked at."""

_LEAST = 3  # characters from which on it is looked up as a question


class Suggestions:
    """The titles of all topics, in both languages."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._titles = cache(self._read)

    def of(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Titles and messages, best first.

        Titles that begin so come before those that contain all of the words; then come the topics
        that answer what was typed as a question.
        """
        wanted = fold(typed[:LONGEST]).strip()
        words = wanted.split()
        titles = self._titles(language)
        found = [one for one in titles if all(word in one[0] for word in words)]
        found.sort(key=lambda one: not one[0].startswith(wanted))
        ids = dict.fromkeys(topic for _, _, topic in found)
        if len(ids) < MOST and len(wanted) >= _LEAST:
            ids |= dict.fromkeys(self._answering(typed[:LONGEST], language))
        named = {topic: title for _, title, topic in titles}
        return tuple((named[id_], f"topic:{id_}") for id_ in list(ids)[:MOST] if id_ in named)

    def warm(self) -> None:
        """Read the titles now rather than while somebody types."""
        for language in Language:
            self._titles(language)

    def _answering(self, typed: str, language: Language) -> Iterator[str]:
        return (match.topic_id for match in self._knowledge.find(typed, language).matches)

    def _read(self, language: Language) -> tuple[tuple[str, str, str], ...]:
        ids = (*self._knowledge.topic_ids, *self._knowledge.rows)
        there = (id_ for id_ in ids if self._speaker.has(id_, language))
        titles = (
            (plain_spans(parse_inline(self._speaker.title(id_, language))), id_) for id_ in there
        )
        return tuple((fold(title), title, id_) for title, id_ in titles)
