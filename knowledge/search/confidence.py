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
    1.49,
    Signals(
        like=-1.17,
        lead=-1.20,
        refused=-8.10,
        before_refused=6.93,
        covered=2.53,
        strange=-4.42,
        mail=2.19,
        near=1.24,
        elsewhere=-1.92,
        refusable=-3.64,
        named=0.68,
        short=-2.20,
        unknown_server=-3.73,
    ),
)
_RIGHT = (
    0.60,
    Signals(
        like=0.99,
        lead=1.19,
        refused=0.13,
        before_refused=0.86,
        covered=0.29,
        strange=-0.12,
        mail=0.01,
        near=-0.90,
        elsewhere=-0.22,
        refusable=0.11,
        named=-0.03,
        short=-0.09,
        unknown_server=0.11,
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
