"""A linear classifier: how much a feature of a question speaks for a topic.

Its weights are trained on the examples of our own topics when the index is made
(``tests/questions/train.py``, with scikit-learn); nothing but sums is needed to use them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

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

    def of_topics(self, topics: Sequence[str], numbers: Mapping[str, int]) -> list[str]:
        """A topic's weights as figures: its leaning, then features in order, each with a weight.

        ``numbers`` are those of the features; told is the step from the one before. Empty for a
        topic that was not trained.
        """
        figures: dict[str, list[str]] = {
            topic_id: [f"{leaning:.3f}"] for topic_id, leaning in self.leanings.items()
        }
        before = dict.fromkeys(figures, 0)
        known = (name for name in self.of_features if name in numbers)
        for name in sorted(known, key=numbers.__getitem__):
            for topic_id, hundredths in self.of_features[name].items():
                figures[topic_id].append(f"{numbers[name] - before[topic_id]} {hundredths}")
                before[topic_id] = numbers[name]
        return [" ".join(figures.get(topic_id, ())) for topic_id in topics]


NOTHING = Weights()
"""Where nothing was trained."""


class Classifier:
    """Judges a question by the weights of an index (``Weights.of_topics``)."""

    def __init__(self, of_topics: Sequence[str]) -> None:
        self._of_topics = of_topics
        self._read: dict[int, tuple[float | None, dict[int, int]]] = {}

    def judge(self, topics: Iterable[int], shares: Mapping[int, float]) -> dict[int, float]:
        """What speaks for each of these topics, from -1 (nothing) to about 1; for ours, log-odds.

        ``shares`` are the question's features by number, each with how much it counts. A topic
        that was not trained gets what the best one gets: nothing is known against it.
        """
        length = SCALE * (math.sqrt(sum([share * share for share in shares.values()])) or 1.0)
        judged = {}
        untrained = []
        for topic in topics:
            leaning, weights = self._weights(topic)
            if leaning is None:
                untrained.append(topic)
                continue
            told = sum([shares[name] * weights[name] for name in shares.keys() & weights.keys()])
            judged[topic] = leaning + told / length
        best = max(judged.values(), default=-1.0)
        return judged | dict.fromkeys(untrained, best)

    def knows(self, topic: int) -> bool:
        """Whether it was trained for this topic."""
        return bool(self._of_topics[topic])

    def _weights(self, topic: int) -> tuple[float | None, dict[int, int]]:
        if topic not in self._read:
            leaning, *figures = self._of_topics[topic].split() or (None,)
            names, weights = accumulate(map(int, figures[::2])), map(int, figures[1::2])
            read = dict(zip(names, weights, strict=True))
            self._read[topic] = (None if leaning is None else float(leaning), read)
        return self._read[topic]


def importance(often: float) -> float:
    """How much a feature counts that this part of all examples has: the rarer, the more."""
    return 1 - math.log(often)
