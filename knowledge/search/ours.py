"""Which features speak for a question that is ours to answer, and which against it.

A logistic regression over the features of what topics list and of what is refused, learned when the
index is made: some passes over the examples, each weight in steps that grow smaller the
more often it was moved (Adagrad). Rare is what is refused, so each refused example
counts as much more as there are fewer of them.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

Features = Mapping[str, float]

CONSTANT = ""
"""In place of a feature: what speaks for any question."""
_PASSES = 4
_STEP = 0.3


def speaking(answered: Sequence[Features], refused: Sequence[Features]) -> dict[str, float]:
    """By how much each feature speaks for a question that is answered (log-odds)."""
    weights: dict[str, float] = defaultdict(float)
    moved: dict[str, float] = defaultdict(lambda: 1.0)
    share = len(answered) / (len(refused) or 1)
    samples = [(found, 1.0, 1.0) for found in answered] + [(found, 0.0, share) for found in refused]
    shuffled = random.Random(0)  # noqa: S311 (the same index each time)
    for _ in range(_PASSES):
        shuffled.shuffle(samples)
        for found, truth, counts in samples:
            error = counts * (truth - 1 / (1 + math.exp(-_told(found, weights))))
            for name, kind in (*found.items(), (CONSTANT, 1.0)):
                slope = error * kind
                moved[name] += slope * slope
                weights[name] += _STEP * slope / math.sqrt(moved[name])
    return dict(weights)


def _told(found: Features, weights: Mapping[str, float]) -> float:
    told = weights[CONSTANT] + sum(kind * weights[name] for name, kind in found.items())
    return max(-30.0, min(30.0, told))
