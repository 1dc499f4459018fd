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
    -2.41,
    Signals(
        like=-1.50,
        lead=-0.29,
        refused=-2.39,
        before_refused=0.89,
        judged=1.73,
        judged_refused=-2.25,
        covered=3.62,
        strange=-3.98,
        speaks=4.14,
        mail=0.20,
        near=0.87,
        elsewhere=1.12,
        named=1.57,
        short=-2.22,
        unknown_server=-2.96,
    ),
)
_RIGHT = (
    1.32,
    Signals(
        like=-1.80,
        lead=4.62,
        refused=-0.02,
        before_refused=-1.79,
        judged=2.58,
        judged_refused=-0.35,
        covered=1.08,
        strange=1.08,
        speaks=-0.33,
        mail=-0.03,
        near=0.01,
        elsewhere=0.07,
        named=0.17,
        short=-0.79,
        unknown_server=0.03,
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
