"""How sure we may be: whether a question is ours to answer, and whether the best topic is right.

Two logistic regressions over the same signals, fitted on questions that no topic lists (see
the package's README, which also says how to fit them anew). The first tells mail from all else,
and what we can know from what we cannot; the second tells an answer from a guess.
"""

from __future__ import annotations

import math
from dataclasses import fields
from operator import attrgetter

from knowledge.search.signals import Signals

# Ten times as fast as ``dataclasses.astuple``, which copies deeply.
_values = attrgetter(*(field.name for field in fields(Signals)))

_OURS = (
    0.28,
    Signals(
        like=-0.07,
        lead=-0.13,
        refused=-5.20,
        before_refused=5.14,
        covered=2.70,
        strange=-3.28,
        speaks=6.94,
        mail=1.31,
        near=0.55,
        elsewhere=-1.54,
        refusable=-3.06,
        named=0.65,
        short=-1.25,
        unknown_server=-4.15,
    ),
)
_RIGHT = (
    0.92,
    Signals(
        like=0.81,
        lead=1.00,
        refused=0.18,
        before_refused=0.63,
        covered=0.33,
        strange=-0.09,
        speaks=-0.32,
        mail=-0.11,
        near=-0.61,
        elsewhere=-0.35,
        refusable=0.08,
        named=0.23,
        short=0.28,
        unknown_server=0.00,
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
