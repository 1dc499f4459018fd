"""Working hours: whether somebody is there, when next, and how much working time has passed.

Pure. Hours are of the clock on the wall of a time zone, so that a day on which the clocks change
has as many working hours as any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKED_AHEAD = 400
"""Days: a helpdesk that is closed for longer never opens again."""
_SPAN = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\d\d:\d\d)-(\d\d:\d\d)")


class HoursError(ValueError):
    """It cannot be read. ``part`` is ``HOURS`` or ``HOLIDAYS``."""

    def __init__(self, part: str, value: str) -> None:
        super().__init__(f"{part}: {value}")
        self.part = part
        self.value = value


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of a week, by weekday (Monday is 0). Without any the helpdesk is always there."""

    spans: tuple[tuple[int, time, time], ...] = ()
    holidays: frozenset[date] = frozenset()
    zone: tzinfo = UTC

    @classmethod
    def parsed(cls, hours: str, holidays: str, zone: tzinfo) -> Hours:
        """Read ``mon-fri 09:00-12:00, mon-fri 13:00-17:30`` and ``2027-01-01, 2027-01-11``.

        Raises:
            HoursError: one of the two is not like that.
        """
        spans = [span for part in hours.lower().split(",") if part.strip() for span in _spans(part)]
        try:
            free = [date.fromisoformat(day) for day in re.split(r"[\s,]+", holidays) if day]
        except ValueError:
            raise HoursError("HOLIDAYS", holidays) from None
        return cls(tuple(sorted(spans)), frozenset(free), zone)

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody is there."""
        return not self.spans or any(
            start <= moment < end for start, end in self._of_day(self._day(moment))
        )

    def next_open(self, moment: datetime) -> datetime | None:
        """When somebody is there next: the moment itself if now, None if never."""
        if self.open_at(moment):
            return moment
        for number in range(LOOKED_AHEAD):
            for start, _ in self._of_day(self._day(moment) + timedelta(days=number)):
                if start >= moment:
                    return start
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments."""
        if not self.spans:
            return max(end - start, timedelta())
        total, day = timedelta(), self._day(start)
        while day <= self._day(end):
            for opens, closes in self._of_day(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return total

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _of_day(self, day: date) -> list[tuple[datetime, datetime]]:
        """In UTC: arithmetic between two moments of one zone ignores that its clocks change."""
        if day in self.holidays:
            return []
        return [
            (self._moment(day, start), self._moment(day, end))
            for weekday, start, end in self.spans
            if weekday == day.weekday()
        ]

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def _spans(part: str) -> list[tuple[int, time, time]]:
    found = _SPAN.fullmatch(part.strip())
    try:
        if found is None:
            raise ValueError(part)
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        start, end = time.fromisoformat(found[3]), time.fromisoformat(found[4])
    except ValueError:
        raise HoursError("HOURS", part.strip()) from None
    if start >= end or first > last:
        raise HoursError("HOURS", part.strip())
    return [(day, start, end) for day in range(first, last + 1)]
