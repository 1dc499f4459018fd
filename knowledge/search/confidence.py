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
    -1.24,
    Signals(
        like=0.63,
        lead=1.13,
        refused=-2.52,
        before_refused=3.15,
        covered=2.18,
        strange=-2.23,
        speaks=4.91,
        mail=-0.21,
        near=-0.07,
        elsewhere=-2.56,
        refusable=-2.00,
        named=0.98,
        short=1.05,
        unknown_server=-3.87,
    ),
)
_RIGHT = (
    0.72,
    Signals(
        like=0.81,
        lead=1.13,
        refused=-0.22,
        before_refused=1.03,
        covered=1.12,
        strange=0.18,
        speaks=0.01,
        mail=-0.19,
        near=-0.24,
        elsewhere=-0.80,
        refusable=-0.34,
        named=0.43,
        short=0.61,
        unknown_server=-0.20,
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
