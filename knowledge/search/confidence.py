"""How sure we may be: whether a question is ours to answer, and whether the best topic is right.

Two logistic regressions over the same signals, fitted on questions that no topic lists:
``tests/questions/fit.py`` fits them anew. The first tells mail from all else, and what we can
know from what we cannot; the second tells an answer from a guess.
"""

from __future__ import annotations

import math
from dataclasses import fields
from operator import attrgetter

from knowledge.search.signals import Signals

# Ten times as fast as ``dataclasses.astuple``, which copies deeply.
_values = attrgetter(*(field.name for field in fields(Signals)))

_OURS = (
    -1.95,
    Signals(
        like=-1.16,
        lead=-0.44,
        refused=-2.13,
        before_refused=0.97,
        judged=2.04,
        judged_refused=-2.17,
        covered=3.88,
        strange=-4.25,
        speaks=3.95,
        mail=0.20,
        near=0.41,
        elsewhere=0.90,
        named=1.28,
        short=-1.83,
        unknown_server=-3.13,
    ),
)
_RIGHT = (
    1.31,
    Signals(
        like=-0.50,
        lead=1.20,
        refused=-0.13,
        before_refused=-0.36,
        judged=2.80,
        judged_refused=-0.12,
        covered=0.99,
        strange=0.05,
        speaks=-0.53,
        mail=0.05,
        near=0.10,
        elsewhere=0.18,
        named=0.10,
        short=-1.96,
        unknown_server=-0.16,
    ),
)


def ours(signals: Signals) -> float:
    """How probable it is that the question is about mail and can be answered."""
    return _probability(_OURS, signals)


def right(signals: Signals) -> float:
    """How probable it is that the best topic answers a question that is ours."""
    return _probability(_RIGHT, signals)


def _probability(weights: tuple[float, Signals], signals: Signals) -> float:
    constant, of_signals = weights
    pairs = zip(_values(of_signals), _values(signals), strict=True)
    return 1 / (1 + math.exp(-constant - sum(weight * value for weight, value in pairs)))
