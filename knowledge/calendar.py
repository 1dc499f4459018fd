"""What will change within a year, and what nobody has looked up for more than a year.

Pure: the date is the caller's, so that a test can ask for any day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.providers import Provider

AHEAD = timedelta(days=365)
"""How far ahead the calendar looks."""
UNCHECKED = timedelta(days=365)
"""After this long a fact is listed as not looked up; ``lint`` objects half a year later."""


class What(StrEnum):
    """What happens on the day of a row."""

    BEGINS = "begins"
    """From this day on, the words hold."""
    ENDS = "ends"
    """This is the last day on which the words hold."""
    CLOSES = "closes"
    """This is the last day of a provider."""
    UNCHECKED = "unchecked"
    """Nobody has looked the fact up since this day."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the calendar.

    ``about`` is a row's topic id or a source's id, ``names`` what it is called in each language,
    and ``words`` the note that begins or ends to hold; both are empty where there are none.
    """

    day: date
    what: What
    about: str
    names: Mapping[Language, str]
    words: Mapping[Language, str]


def changes(knowledge: Knowledge, today: date) -> tuple[Change, ...]:
    """The rows of the calendar: what comes within a year, in order, then what is unchecked.

    The unchecked begin with what was looked up longest ago.
    """
    coming = [
        change
        for provider in knowledge.providers
        for change in _of_provider(provider)
        if today <= change.day <= today + AHEAD
    ]
    unchecked = [change for change in _looked_up(knowledge) if today - change.day > UNCHECKED]
    return (*sorted(coming, key=_order), *sorted(unchecked, key=_order))


def _order(change: Change) -> tuple[date, str, str]:
    return change.day, change.about, change.what


def _of_provider(provider: Provider) -> Iterator[Change]:
    about = f"provider.{provider.id}"
    names = {language: provider.names[language][0] for language in Language}
    if provider.state == "closing" and provider.ends is not None:
        yield Change(provider.ends, What.CLOSES, about, names, {})
    for note in provider.notes:
        if note.until is not None:
            yield Change(note.until, What.ENDS, about, names, note.words)
        if note.since is not None:
            yield Change(note.since, What.BEGINS, about, names, note.words)


def _looked_up(knowledge: Knowledge) -> Iterator[Change]:
    for row in knowledge.rows.values():
        names = row.fields.get("names", {}) if row.kind == "provider" else {}
        yield Change(
            row.checked,
            What.UNCHECKED,
            row.topic_id,
            {language: names[language][0] for language in Language if language in names},
            {},
        )
    for source in knowledge.sources.values():
        titles = dict.fromkeys(Language, source.title)
        yield Change(source.checked, What.UNCHECKED, source.id, titles, {})
