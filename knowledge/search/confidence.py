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
    0.43,
    Signals(
        like=0.32,
        lead=-0.03,
        refused=-4.90,
        before_refused=5.22,
        covered=2.01,
        strange=-3.21,
        speaks=5.97,
        mail=1.63,
        near=0.75,
        elsewhere=-1.86,
        refusable=-3.26,
        named=0.74,
        short=-1.54,
        unknown_server=-4.08,
    ),
)
_RIGHT = (
    0.51,
    Signals(
        like=0.94,
        lead=1.09,
        refused=0.14,
        before_refused=0.80,
        covered=0.33,
        strange=0.02,
        speaks=-0.04,
        mail=0.09,
        near=-0.55,
        elsewhere=-0.43,
        refusable=0.05,
        named=0.35,
        short=0.32,
        unknown_server=-0.09,
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
