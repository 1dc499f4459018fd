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
    -2.22,
    Signals(
        like=-1.54,
        lead=-0.47,
        refused=-2.84,
        before_refused=1.31,
        judged=1.94,
        judged_refused=-2.20,
        covered=4.27,
        strange=-4.50,
        speaks=3.75,
        mail=0.44,
        near=0.32,
        elsewhere=1.20,
        named=0.92,
        short=-1.09,
        unknown_server=-3.19,
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
