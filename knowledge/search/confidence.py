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
    -0.79,
    Signals(
        like=0.63,
        lead=0.18,
        refused=-2.62,
        before_refused=3.24,
        covered=1.73,
        strange=-3.26,
        speaks=4.72,
        mail=0.18,
        near=0.09,
        elsewhere=-2.98,
        refusable=-2.26,
        named=0.79,
        short=1.47,
        unknown_server=-3.34,
    ),
)
_RIGHT = (
    1.01,
    Signals(
        like=0.37,
        lead=0.71,
        refused=-0.03,
        before_refused=0.40,
        covered=0.37,
        strange=-0.30,
        speaks=-0.23,
        mail=-0.44,
        near=-0.31,
        elsewhere=-0.65,
        refusable=-0.18,
        named=0.70,
        short=0.01,
        unknown_server=-0.05,
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
