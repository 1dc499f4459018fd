"""What a benchmark finds: figures with their spread, beside what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One cell of a table: what was measured of a subject, once a repetition.

    ``against`` is the subject whose figure of the same kind this one is divided by; empty: none.
    """

    subject: str
    kind: str
    values: tuple[float, ...]
    against: str = ""

    @property
    def median(self) -> float:
        """The middle of the repetitions."""
        return median(self.values)


@dataclass(frozen=True)
class Target:
    """What a figure is to reach: at most ``limit``."""

    name: str
    value: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether it does."""
        return self.value <= self.limit


@dataclass(frozen=True)
class Measure:
    """All that one benchmark found; ``notes`` say what was not measured, and why."""

    title: str
    figures: tuple[Figure, ...] = ()
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()

    def figure(self, subject: str, kind: str) -> Figure | None:
        """One cell, if it was measured."""
        found = (one for one in self.figures if (one.subject, one.kind) == (subject, kind))
        return next(found, None)

    def ratio(self, figure: Figure) -> float | None:
        """How many times the figure is that of the subject it is compared with."""
        other = self.figure(figure.against, figure.kind)
        return figure.median / other.median if other and other.median else None

    def as_json(self) -> dict[str, Any]:
        """Plain data: every repetition, its median, the ratio."""
        return {
            "title": self.title,
            "figures": [
                {
                    "subject": figure.subject,
                    "kind": figure.kind,
                    "values": list(figure.values),
                    "median": figure.median,
                    "against": figure.against,
                    "ratio": self.ratio(figure),
                }
                for figure in self.figures
            ],
            "targets": [
                {"name": one.name, "value": one.value, "limit": one.limit, "met": one.met}
                for one in self.targets
            ],
            "notes": list(self.notes),
        }


def quantile(values: Iterable[float], part: float) -> float:
    """The value that this part of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(part * len(ordered)) - 1))]
