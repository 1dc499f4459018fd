"""Which topic answers a question: what it names first, then what it is like.

A question that names a row of our tables and asks nothing else (``what's port
143?``, 「550の意味は?」) is that row's. All others are scored by likeness, and rows and
providers that the question names are lifted.
"""

from __future__ import annotations

from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.model import Found, Match
from knowledge.search.asking import asks_about_nothing_else
from knowledge.search.index import Index

SURE = 0.97
_LIKE_MOST = 0.95  # likeness alone is never as sure as a name
# Chosen on questions that no topic lists; see the package's README.
THRESHOLD = 0.42
_NAMED_BONUS = 0.2
_NEAR = 4
_NEAR_AT_LEAST = 0.15


class Finder:
    """Finds topics in one language."""

    def __init__(self, index: Index, topic_ids: frozenset[str]) -> None:
        self._index = index
        self._topic_ids = topic_ids

    def find(self, question: str, entities: Entities) -> Found:
        """Candidates, best first, and whether the best of them will do as the answer."""
        named, unknown = self._named(entities)
        if len(named) == 1 and not unknown and _asks_nothing_else(question, entities):
            return Found(True, (Match(named[0], SURE),))
        scores = dict(self._index.score(question))
        for topic_id in named:
            scores[topic_id] = min(scores.get(topic_id, 0.0) + _NAMED_BONUS, _LIKE_MOST)
        matches = sorted(
            (
                Match(topic_id, round(min(score, _LIKE_MOST), 3))
                for topic_id, score in scores.items()
            ),
            key=lambda match: (-match.confidence, match.topic_id),
        )
        near = tuple(match for match in matches[:_NEAR] if match.confidence >= _NEAR_AT_LEAST)
        answered = bool(near) and near[0].confidence >= THRESHOLD and not unknown
        return Found(answered, near)

    def _named(self, entities: Entities) -> tuple[list[str], bool]:
        """The rows that the question names, and whether it names one that we do not have."""
        ids = [
            *(f"port.{port}" for port in entities.ports),
            *(f"smtp.{reply}" for reply in entities.replies),
            *(f"status.{status}" for status in entities.statuses),
        ]
        known = [topic_id for topic_id in map(self._row_of, ids) if topic_id]
        for word in entities.words:
            kinds = (f"imap.{word}", f"pop3.{word}", f"sasl.{word}")
            known += [topic_id for topic_id in kinds if topic_id in self._topic_ids][:1]
        known += [f"provider.{provider}" for provider in entities.providers]
        unknown = any(f"port.{port}" not in self._topic_ids for port in entities.ports)
        return list(dict.fromkeys(known)), unknown

    def _row_of(self, topic_id: str) -> str:
        """The row itself, or for an enhanced code the one of any class (``X.7.8``)."""
        if topic_id in self._topic_ids:
            return topic_id
        kind, _, key = topic_id.partition(".")
        any_class = f"status.X{key[1:]}"
        return any_class if kind == "status" and any_class in self._topic_ids else ""


def _asks_nothing_else(question: str, entities: Entities) -> bool:
    rest = fold(question)
    named = (*map(str, entities.ports), *entities.codes)
    for name in sorted((fold(name) for name in named), key=len, reverse=True):
        rest = rest.replace(name, " ")
    return asks_about_nothing_else(rest)
