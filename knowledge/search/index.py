"""An inverted index over the ways people ask, and the scoring of a question against it.

Every topic brings examples (its questions, its title) and its first paragraph.
A question is compared with each example by the cosine of their features,
weighted by rarity, and with all that the topic says by how much of the question it
covers. A question in words that no topic knows is covered by none: that is
how we notice that we do not know.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.search.features import features

_COSINE, _COVERAGE = 0.6, 0.4
# A feature in more than this part of all examples says too little to be followed.
_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Entry:
    """What a topic brings to the index."""

    topic_id: str
    examples: tuple[str, ...]
    lead: str


def build(entries: Iterable[Entry]) -> dict[str, Any]:
    """The index as plain data that JSON can hold."""
    topics: list[str] = []
    examples: list[dict[str, float]] = []
    topic_of: list[int] = []
    whole: list[set[str]] = []
    for entry in entries:
        number = len(topics)
        topics.append(entry.topic_id)
        known: set[str] = set(features(entry.lead))
        for text in entry.examples:
            found = features(text)
            known |= found.keys()
            examples.append(found)
            topic_of.append(number)
        whole.append(known)
    rarity = _rarity(whole)
    postings: dict[str, list[int]] = defaultdict(list)
    norms: list[float] = []
    for number, found in enumerate(examples):
        norms.append(
            math.sqrt(sum((kind * rarity[name]) ** 2 for name, kind in found.items())) or 1
        )
        for name in found:
            postings[name].append(number)
    topic_postings: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(whole):
        for name in known:
            topic_postings[name].append(number)
    return {
        "topics": topics,
        "topic_of": topic_of,
        "norms": [round(norm, 4) for norm in norms],
        "features": {
            name: [round(value, 4), postings.get(name, []), topic_postings[name]]
            for name, value in rarity.items()
        },
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


class Index:
    """Answers which topics a question is like."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._topics: list[str] = data["topics"]
        self._topic_of: list[int] = data["topic_of"]
        self._norms: list[float] = data["norms"]
        self._features: Mapping[str, tuple[float, list[int], list[int]]] = data["features"]
        self._unknown: float = data["unknown"]
        self._many = _COMMON * len(self._norms)

    def score(self, question: str) -> list[tuple[str, float]]:
        """Topic ids with their likeness, 0 to 1, best first; empty when nothing is alike."""
        dots: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        total = 0.0
        for name, kind in features(question).items():
            known = self._features.get(name)
            if known is None:
                total += (kind * self._unknown) ** 2
                continue
            rarity, examples, topics = known
            weight = (kind * rarity) ** 2
            total += weight
            if len(examples) <= self._many:
                for number in examples:
                    dots[number] += weight
                for number in topics:
                    covered[number] += weight
        if not dots:
            return []
        length = math.sqrt(total)
        best: dict[int, float] = defaultdict(float)
        for number, dot in dots.items():
            cosine = dot / (length * self._norms[number])
            topic = self._topic_of[number]
            best[topic] = max(best[topic], cosine)
        scored = [
            (self._topics[topic], _COSINE * cosine + _COVERAGE * covered[topic] / total)
            for topic, cosine in best.items()
        ]
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        return scored
