"""Working hours: who is there, when next, and how much working time has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.helpdesk.hours import Hours, HoursError

TOKYO, LONDON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
WEEK = "mon-fri 09:00-12:00, mon-fri 13:00-17:30"


def at(text: str) -> datetime:
    """A moment, in UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "open_", "next_"),
    [
        ("2026-11-23T09:00+09:00", True, "2026-11-23T09:00+09:00"),
        ("2026-11-23T08:59+09:00", False, "2026-11-23T09:00+09:00"),
        ("2026-11-23T12:00+09:00", False, "2026-11-23T13:00+09:00"),
        ("2026-11-23T17:30+09:00", False, "2026-11-24T09:00+09:00"),
        ("2026-11-27T18:00+09:00", False, "2026-11-30T09:00+09:00"),
        ("2026-12-31T18:00+09:00", False, "2027-01-04T09:00+09:00"),
        ("2026-11-23T00:30", True, "2026-11-23T00:30"),
    ],
)
def test_when_somebody_is_there(moment: str, open_: bool, next_: str) -> None:
    """Lunch, nights, a weekend and a holiday are free."""
    hours = Hours.parsed(WEEK, "2027-01-01", TOKYO)
    assert hours.open_at(at(moment)) is open_
    assert hours.next_open(at(moment)) == at(next_)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T09:00+09:00", "2026-11-23T10:00+09:00", 60),
        ("2026-11-23T11:30+09:00", "2026-11-23T13:30+09:00", 60),
        ("2026-11-23T17:00+09:00", "2026-11-24T09:15+09:00", 45),
        ("2026-11-27T17:00+09:00", "2026-11-30T09:15+09:00", 45),
        ("2026-11-28T00:00+09:00", "2026-11-29T23:00+09:00", 0),
        ("2026-11-24T09:00+09:00", "2026-11-23T09:00+09:00", 0),
    ],
)
def test_how_much_working_time_passes(start: str, end: str, minutes: int) -> None:
    """Only that in which somebody is there."""
    hours = Hours.parsed(WEEK, "", TOKYO)
    assert hours.between(at(start), at(end)) == timedelta(minutes=minutes)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_clocks_change(day: str) -> None:
    """A night of 23 or 25 hours: working hours are those of the clock on the wall."""
    hours = Hours.parsed("sun 00:30-08:00", "", LONDON)
    start = datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=LONDON)
    end = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=LONDON)
    real = end.astimezone(UTC) - start.astimezone(UTC)
    assert hours.between(start, end) == real
    assert hours.open_at(end - timedelta(minutes=1))
    assert not hours.open_at(end)


def test_without_hours_somebody_is_always_there() -> None:
    """And all time is working time."""
    hours, moment = Hours(), at("2026-11-29T03:00")
    assert hours.open_at(moment)
    assert hours.next_open(moment) == moment
    assert hours.between(moment, moment + timedelta(days=2)) == timedelta(days=2)


def test_never_again() -> None:
    """All days are holidays: no next time, and no endless search."""
    days = ",".join(f"{datetime(2026, 11, 23) + timedelta(days=n):%Y-%m-%d}" for n in range(500))  # noqa: DTZ001
    assert Hours.parsed("mon 09:00-10:00", days, UTC).next_open(at("2026-11-23T11:00")) is None


@pytest.mark.parametrize(
    ("hours", "holidays", "part"),
    [
        ("mon-fri", "", "HOURS"),
        ("mon-fri 9-17", "", "HOURS"),
        ("mon-fri 17:00-09:00", "", "HOURS"),
        ("fri-mon 09:00-17:00", "", "HOURS"),
        ("xyz 09:00-17:00", "", "HOURS"),
        ("月-金 09:00-17:00", "", "HOURS"),
        ("mon 09:00-25:00", "", "HOURS"),
        ("", "1.1.2027", "HOLIDAYS"),
    ],
)
def test_what_cannot_be_read(hours: str, holidays: str, part: str) -> None:
    """It says which of the two."""
    with pytest.raises(HoursError) as refused:
        Hours.parsed(hours, holidays, UTC)
    assert refused.value.part == part
