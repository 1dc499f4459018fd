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
    -1.32,
    Signals(
        like=0.15,
        lead=0.56,
        refused=-2.65,
        before_refused=2.80,
        covered=2.69,
        strange=-1.93,
        speaks=4.97,
        mail=-0.22,
        near=-0.07,
        elsewhere=-2.57,
        refusable=-1.95,
        named=0.90,
        short=0.81,
        unknown_server=-3.77,
    ),
)
_RIGHT = (
    1.14,
    Signals(
        like=1.22,
        lead=1.84,
        refused=0.03,
        before_refused=1.20,
        covered=0.33,
        strange=0.04,
        speaks=0.10,
        mail=-0.42,
        near=-0.54,
        elsewhere=-0.62,
        refusable=-0.11,
        named=-0.24,
        short=0.20,
        unknown_server=-0.18,
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
