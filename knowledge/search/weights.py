"""A linear classifier: how much a feature of a question speaks for a topic.

Its weights are trained on the examples of our own topics when the index is made
(``tests/questions/train.py``, with scikit-learn); nothing but sums is needed to use them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

OURS = "ours"
"""Beside the topics: any question that is answered, told from what is refused, in log-odds."""
SCALE = 100  # weights are kept in hundredths
SELDOM = 2  # examples that have a feature; of one that fewer have nothing is learned


@dataclass(frozen=True, slots=True)
class Weights:
    """What was trained, by the names of features and topics.

    ``leanings`` is what speaks for a topic before anything is said,
    ``of_features`` the weights of a feature by topic, in hundredths.
    """

    leanings: Mapping[str, float] = field(default_factory=dict)
    of_features: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def figures(self, topics: Sequence[str], names: Iterable[str]) -> dict[str, Any]:
        """The weights as an index holds them (see ``Classifier``).

        ``names`` are those of its features, in order.
        """
        numbers = {topic_id: number for number, topic_id in enumerate((OURS, *topics))}
        leanings = [self.leanings.get(topic_id) for topic_id in numbers]
        return {
            "leanings": [None if one is None else round(one, 3) for one in leanings],
            "features": "\n".join(
                _line({numbers[topic_id]: one for topic_id, one in found.items()})
                for found in (self.of_features.get(name, {}) for name in names)
            ),
        }


def _line(of_topics: Mapping[int, int]) -> str:
    ordered = sorted(of_topics)
    steps = map(int.__sub__, ordered, (0, *ordered))
    return " ".join(
        f"{step} {of_topics[number]}" for step, number in zip(steps, ordered, strict=True)
    )


NOTHING = Weights()
"""Where nothing was trained."""


class Classifier:
    """Judges a question by the weights of an index.

    ``leanings`` are those of ``OURS`` and then of each topic, None where it was not trained;
    ``features`` has a line for each feature: topics in order, as the step from the one before,
    each with its weight. Lines are read when they are first wanted.
    """

    def __init__(self, leanings: Sequence[float | None], features: str) -> None:
        self._leanings = [leaning or 0.0 for leaning in leanings]
        self._untrained = frozenset(at for at, one in enumerate(leanings[1:]) if one is None)
        self._lines = features.split("\n")
        self._read: dict[int, list[tuple[int, int]]] = {}

    def judge(self, shares: Mapping[int, float]) -> tuple[float, list[float]]:
        """What speaks for a question that is answered, in log-odds, and what for each topic.

        For a topic it is from -1 (nothing) to about 1. ``shares`` are the question's features by
        number, each with how much it counts. A topic that was not trained gets what the best one
        gets: nothing is known against it.
        """
        length = SCALE * (math.sqrt(sum([share * share for share in shares.values()])) or 1.0)
        judged = self._leanings.copy()
        for number, share in shares.items():
            part = share / length
            for topic, weight in self._weights(number):
                judged[topic] += part * weight
        ours, *topics = judged
        if self._untrained:
            trained = [one for at, one in enumerate(topics) if at not in self._untrained]
            best = max(trained, default=-1.0)
            for topic in self._untrained:
                topics[topic] = best
        return ours, topics

    @property
    def untrained(self) -> frozenset[int]:
        """The topics for which it was not trained."""
        return self._untrained

    def _weights(self, number: int) -> list[tuple[int, int]]:
        if number not in self._read:
            # A feature that came after the training has no line.
            figures = self._lines[number].split() if number < len(self._lines) else ()
            topics, weights = accumulate(map(int, figures[::2])), map(int, figures[1::2])
            self._read[number] = list(zip(topics, weights, strict=True))
        return self._read[number]


def importance(often: float) -> float:
    """How much a feature counts that this part of all examples has: the rarer, the more."""
    return 1 - math.log(often)
