"""The calendar: what will change, in order, and what nobody has looked up for long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from knowledge.calendar import AHEAD, UNCHECKED, What, changes
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from tests.knowledge.conftest import Write

DAY = date(2026, 11, 26)
CLOSING = """kind = "provider"
key = "example"
names = { en = ["Example Mail"], ja = ["例メール"] }
domains = ["example.net"]
state = "closing"
ends = 2031-06-30
sources = ["rfc5321"]
checked = 2030-06-01

[[note]]
en = "Old."
ja = "古い。"
until = 2031-03-31

[[note]]
en = "New."
ja = "新しい。"
from = 2031-04-01
"""


@pytest.fixture
def example(lay: Write) -> Knowledge:
    """What we ship, and a provider that is about to change and to close."""
    return open_knowledge(lay("facts/providers/example.toml", CLOSING))


def of_example(knowledge: Knowledge, today: date) -> list[tuple[date, What]]:
    """What the calendar says of the example on a day."""
    rows = changes(knowledge, today)
    return [(row.day, row.what) for row in rows if row.about == "provider.example"]


def test_changes_come_in_order(example: Knowledge) -> None:
    """The nearest first, each with the words that begin or end to hold."""
    today = date(2031, 3, 1)
    assert of_example(example, today) == [
        (date(2031, 3, 31), What.ENDS),
        (date(2031, 4, 1), What.BEGINS),
        (date(2031, 6, 30), What.CLOSES),
    ]
    words = {
        row.what: row.words for row in changes(example, today) if row.about == "provider.example"
    }
    assert words[What.ENDS][Language.EN] == "Old."
    assert words[What.BEGINS][Language.JA] == "新しい。"


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2031, 3, 31) - AHEAD - timedelta(days=1), []),
        (date(2031, 3, 31) - AHEAD, [date(2031, 3, 31)]),
        (date(2031, 3, 31), [date(2031, 3, 31), date(2031, 4, 1), date(2031, 6, 30)]),
        (date(2031, 4, 2), [date(2031, 6, 30)]),
    ],
)
def test_it_looks_a_year_ahead(example: Knowledge, today: date, days: list[date]) -> None:
    """Neither further, nor back."""
    coming = [day for day, what in of_example(example, today) if what is not What.UNCHECKED]
    assert coming == days


@pytest.mark.parametrize(
    ("today", "listed"),
    [
        (date(2030, 6, 1) + UNCHECKED, False),
        (date(2030, 6, 1) + UNCHECKED + timedelta(days=1), True),
    ],
)
def test_what_was_not_looked_up_for_a_year_is_listed(
    example: Knowledge, today: date, listed: bool
) -> None:
    """From the day after, behind all that comes."""
    assert ((date(2030, 6, 1), What.UNCHECKED) in of_example(example, today)) is listed
    whats = [row.what is What.UNCHECKED for row in changes(example, today)]
    assert whats == sorted(whats)


def test_sources_grow_old_as_well(example: Knowledge) -> None:
    """And are named by their titles."""
    rows = changes(example, date(2040, 1, 1))
    titles = {row.about: row.names for row in rows if row.what is What.UNCHECKED}
    assert "RFC 5321" in titles["rfc5321"][Language.EN]
    assert titles["provider.example"][Language.JA] == "例メール"


def test_ours_on_the_day_they_were_checked(knowledge: Knowledge) -> None:
    """Microsoft, Gmail and WorkMail change within a year; nothing is older than that."""
    rows = changes(knowledge, DAY)
    coming = {(row.day, row.what, row.about) for row in rows}
    assert (date(2026, 12, 31), What.ENDS, "provider.microsoft_365") in coming
    assert (date(2027, 1, 1), What.BEGINS, "provider.microsoft_365") in coming
    assert (date(2027, 1, 1), What.BEGINS, "provider.gmail") in coming
    assert (date(2027, 3, 31), What.CLOSES, "provider.amazon_workmail") in coming
    assert not any(row.what is What.UNCHECKED for row in rows)


def test_a_change_that_is_over_is_gone(knowledge: Knowledge) -> None:
    """The calendar of another day is another one."""
    about = {row.about for row in changes(knowledge, date(2027, 4, 1))}
    assert "provider.amazon_workmail" not in about
