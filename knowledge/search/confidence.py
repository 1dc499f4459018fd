"""How sure we may be: whether a question is ours to answer, and whether the best topic is right.

Two logistic regressions over the same signals, fitted on questions that no topic lists (see
the package's README, which also says how to fit them anew). The first tells mail from all else,
and what we can know from what we cannot; the second tells an answer from a guess.
"""

from __future__ import annotations

import math
from dataclasses import astuple

from knowledge.search.signals import Signals

_OURS = (
    1.50,
    Signals(
        like=-0.75,
        lead=-1.55,
        refused=-8.67,
        before_refused=7.92,
        covered=2.12,
        strange=-4.29,
        mail=2.23,
        near=1.24,
        elsewhere=-2.20,
        refusable=-3.95,
        named=0.87,
        short=-1.79,
        unknown_server=-4.19,
    ),
)
_RIGHT = (
    0.50,
    Signals(
        like=0.94,
        lead=1.10,
        refused=0.14,
        before_refused=0.80,
        covered=0.33,
        strange=0.02,
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
    pairs = zip(astuple(of_signals), astuple(signals), strict=True)
    return 1 / (1 + math.exp(-constant - sum(weight * value for weight, value in pairs)))
