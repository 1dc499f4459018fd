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
    -2.13,
    Signals(
        like=1.25,
        lead=-1.70,
        refused=0.34,
        before_refused=0.90,
        judged=1.41,
        judged_refused=-1.32,
        covered=2.32,
        strange=-4.40,
        speaks=4.95,
        mail=0.27,
        near=0.60,
        elsewhere=-0.48,
        named=1.81,
        short=0.20,
        unknown_server=-4.62,
    ),
)
_RIGHT = (
    2.57,
    Signals(
        like=1.41,
        lead=1.85,
        refused=-0.09,
        before_refused=1.50,
        judged=1.56,
        judged_refused=0.03,
        covered=-0.93,
        strange=-0.26,
        speaks=-0.12,
        mail=-0.23,
        near=-0.55,
        elsewhere=-0.61,
        named=-0.20,
        short=-0.57,
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
