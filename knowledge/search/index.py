"""An inverted index over the ways people ask, and the scoring of a question against it.

Every topic brings examples (its questions, its title) and its first paragraph. In
a first pass a question is held against all that each topic says: how much of it
is covered, weighted by rarity. In a second pass it is compared with each
example of the best covered topics, by the cosine of their features; no example can be
like a question that its topic does not cover. A question in words that no
topic knows is covered by none: that is how we notice that we do not know.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from operator import truediv
from typing import Any

from knowledge.search.features import CORE_MARK, features

_COSINE, _COVERAGE = 0.6, 0.4
# A feature in more than this part of all topics says too little to be followed.
_COMMON = 0.25
_COMPARED = 16  # topics whose examples are compared one by one


@dataclass(frozen=True, slots=True)
class Entry:
    """What a topic brings to the index."""

    topic_id: str
    examples: tuple[str, ...]
    lead: str


def build(entries: Iterable[Entry]) -> dict[str, Any]:
    """The index as plain data that JSON can hold.

    ``features`` maps a feature to its rarity and the topics that have it; ``examples`` holds, a
    topic, a line for each example with the length of its vector and its features. Both are texts,
    read when they are asked for: a question needs a hundredth of them, and a start all of JSON.
    """
    topics: list[str] = []
    examples: list[list[dict[str, float]]] = []
    whole: list[set[str]] = []
    for entry in entries:
        topics.append(entry.topic_id)
        examples.append([features(text) for text in entry.examples])
        whole.append(set(features(entry.lead)).union(*examples[-1]))
    rarity = _rarity(whole)
    postings: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(whole):
        for name in sorted(known):
            postings[name].append(number)
    return {
        "topics": topics,
        "features": {
            name: " ".join(map(str, (round(rarity[name], 4), *having)))
            for name, having in postings.items()
        },
        "examples": [
            "\n".join("\t".join((str(round(_length(one, rarity), 4)), *one)) for one in of_topic)
            for of_topic in examples
        ],
        "unknown": round(math.log(1 + len(topics)), 4),
    }


def _rarity(whole: list[set[str]]) -> dict[str, float]:
    """How much a feature tells: the fewer topics have it, the more (BM25's idf)."""
    counts: dict[str, int] = defaultdict(int)
    for known in whole:
        for name in known:
            counts[name] += 1
    total = len(whole)
    return {n: math.log(1 + (total - c + 0.5) / (c + 0.5)) for n, c in counts.items()}


def _length(found: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return math.sqrt(sum((kind * rarity[name]) ** 2 for name, kind in found.items())) or 1.0


class Examples:
    """The examples of one topic: which of them have a feature, and the length of each."""

    __slots__ = ("_having", "_lengths")

    def __init__(self, lines: str) -> None:
        self._lengths: list[float] = []
        self._having: dict[str, list[int]] = {}
        for number, line in enumerate(lines.splitlines()):
            length, *names = line.split("\t")
            self._lengths.append(float(length))
            for name in names:
                self._having.setdefault(name, []).append(number)

    def likest(self, weights: Mapping[str, float]) -> float:
        """How like a question the likest of them is, but for the question's own length."""
        having = self._having
        dots = [0.0] * len(self._lengths)
        for name, weight in weights.items():
            for number in having.get(name, ()):
                dots[number] += weight
        return max(map(truediv, dots, self._lengths), default=0.0)


class Index:
    """Answers which topics a question is like."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._topics: list[str] = data["topics"]
        self._features: Mapping[str, str] = data["features"]
        self._examples: list[str] = data["examples"]
        self._known: dict[str, tuple[float, list[int]]] = {}
        self._compared: dict[int, Examples] = {}
        self._unknown: float = data["unknown"]
        self._many = _COMMON * len(self._topics)

    def score(self, question: str) -> list[tuple[str, float]]:
        """Topic ids with their likeness, 0 to 1, best first; empty when nothing is alike."""
        known = {
            name: (kind, *self._feature(name))
            for name, kind in features(question).items()
            if name in self._features or not name.startswith(CORE_MARK)
        }
        weights = {name: (kind * rarity) ** 2 for name, (kind, rarity, _) in known.items()}
        total = sum(weights.values())
        covered = self._covered({name: having for name, (_, _, having) in known.items()}, weights)
        best = nlargest(_COMPARED, range(len(covered)), covered.__getitem__)
        length = math.sqrt(total)
        scored = [
            (
                self._topics[number],
                _COSINE * self._examples_of(number).likest(weights) / length
                + _COVERAGE * covered[number] / total,
            )
            for number in best
            if covered[number]
        ]
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        return scored

    def _covered(
        self, having: Mapping[str, list[int]], weights: Mapping[str, float]
    ) -> list[float]:
        """How much of the question's weight each topic covers.

        Common features are followed only where the question has no other ("an imap").
        """
        telling = [name for name, topics in having.items() if 0 < len(topics) <= self._many]
        covered = [0.0] * len(self._topics)
        for name in telling or having:
            weight = weights[name]
            for number in having[name]:
                covered[number] += weight
        return covered

    def _examples_of(self, number: int) -> Examples:
        """A topic's examples, read when they are first compared."""
        if number not in self._compared:
            self._compared[number] = Examples(self._examples[number])
        return self._compared[number]

    def _feature(self, name: str) -> tuple[float, list[int]]:
        """A feature's rarity and the topics that have it."""
        if name in self._known:
            return self._known[name]
        if name not in self._features:
            return self._unknown, []
        rarity, *topics = self._features[name].split()
        self._known[name] = (float(rarity), list(map(int, topics)))
        return self._known[name]
