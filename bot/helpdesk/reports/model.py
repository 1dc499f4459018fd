"""The figures of a report, ready to be told. Pure data: nobody is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """What was asked on one day, by how it went; each question is counted once.

    ``answered``: an answer was given. ``unsure``: choices were offered, or nothing was known.
    ``handed_over``: a person took it.
    """

    day: date
    answered: int = 0
    unsure: int = 0
    handed_over: int = 0

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.unsure + self.handed_over


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions like one another that were not answered: an example, masked, and how many."""

    example: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A period, day by day and in sum.

    ``settled``: people who were quiet for a day after an answer, or said that it helped.
    ``first_answer_seconds``: the median time in which a person first answered a case; None
    where there was none. ``causes`` and ``providers`` are codes and ids with their number, the
    most frequent first.
    """

    days: tuple[Day, ...]
    settled: int = 0
    opened: int = 0
    resolved: int = 0
    first_answer_seconds: float | None = None
    causes: tuple[tuple[str, int], ...] = ()
    providers: tuple[tuple[str, int], ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def asked(self) -> int:
        """Questions in all."""
        return sum(day.asked for day in self.days)

    @property
    def answered(self) -> int:
        """Those that were given an answer."""
        return sum(day.answered for day in self.days)

    @property
    def unsure(self) -> int:
        """Those for which there was none."""
        return sum(day.unsure for day in self.days)

    @property
    def handed_over(self) -> int:
        """Those that a person took."""
        return sum(day.handed_over for day in self.days)
