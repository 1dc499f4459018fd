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
    0.47,
    Signals(
        like=0.55,
        lead=0.11,
        refused=-4.91,
        before_refused=5.46,
        covered=1.83,
        strange=-3.16,
        speaks=5.98,
        mail=1.48,
        near=0.72,
        elsewhere=-1.90,
        refusable=-3.19,
        named=0.53,
        short=-1.68,
        unknown_server=-4.11,
    ),
)
_RIGHT = (
    0.52,
    Signals(
        like=0.95,
        lead=1.12,
        refused=0.16,
        before_refused=0.80,
        covered=0.30,
        strange=0.00,
        speaks=-0.07,
        mail=0.06,
        near=-0.53,
        elsewhere=-0.42,
        refusable=0.05,
        named=0.31,
        short=0.34,
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
