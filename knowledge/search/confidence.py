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
    -2.35,
    Signals(
        like=-1.32,
        lead=-0.68,
        refused=-2.34,
        before_refused=1.02,
        judged=1.80,
        judged_refused=-2.23,
        covered=3.57,
        strange=-3.99,
        speaks=4.12,
        mail=0.19,
        near=0.86,
        elsewhere=1.13,
        named=1.57,
        short=-2.20,
        unknown_server=-2.96,
    ),
)
_RIGHT = (
    1.10,
    Signals(
        like=-1.95,
        lead=5.57,
        refused=-0.04,
        before_refused=-1.91,
        judged=2.50,
        judged_refused=-0.45,
        covered=1.46,
        strange=1.12,
        speaks=-0.33,
        mail=0.01,
        near=0.03,
        elsewhere=0.05,
        named=0.13,
        short=-0.86,
        unknown_server=0.01,
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
