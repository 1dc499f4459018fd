"""Counts what the store holds of a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Outcome
from bot.helpdesk.reports.clusters import gaps
from bot.helpdesk.reports.model import Day, Figures
from bot.store.store import Store
from bot.store.tables import cases, feedback, questions
from knowledge.causes import Cause
from knowledge.load import Knowledge

QUIET = timedelta(hours=24)
"""Whoever says nothing more for as long has what they need, unless they said otherwise."""

GOOD = frozenset({str(Outcome.ANSWERED), str(Outcome.ERROR_READ), str(Outcome.CHECK)})
"""Outcomes that are an answer."""


@dataclass
class _Talk:
    """One person's questions with no day's silence between them."""

    questions: list[Row[Any]] = field(default_factory=list)

    @property
    def last(self) -> Row[Any]:
        return self.questions[-1]


class Bookkeeper:
    """Counts for one helpdesk, by the days of its time zone."""

    def __init__(self, store: Store, knowledge: Knowledge, zone: tzinfo) -> None:
        self._store = store
        self._knowledge = knowledge
        self._zone = zone

    async def figures(self, first: date, days: int, now: datetime, workspace: str = "") -> Figures:
        """The figures of as many days from the first on, of one workspace or of all."""
        begin, end = self._midnight(first), self._midnight(first + timedelta(days))
        async with self._store.reading() as connection:
            asked = await _asked(connection, begin, end, workspace)
            opened = await _cases(connection, begin, end + QUIET, workspace)
            judged = await _judged(connection, begin, end + QUIET)
        talks = list(_talks(asked))
        handed = {talk.last.heard for talk in talks if _was_handed_over(talk, opened)}
        return Figures(
            days=tuple(self._days(asked, handed, first, days)),
            settled=sum(_is_settled(talk, handed, judged, now) for talk in talks),
            opened=sum(begin <= case.opened_at < end for case in opened),
            resolved=sum(begin <= (case.resolved_at or end) < end for case in opened),
            first_answer_seconds=_first_answer(opened, begin, end),
            causes=_most(row.cause for row in asked if row.cause),
            providers=_most(row.provider for row in asked if row.provider),
            gaps=gaps(
                (row.words for row in asked if row.words and row.outcome == Outcome.UNSURE),
                self._knowledge,
            ),
        )

    def _days(
        self, asked: Sequence[Row[Any]], handed: set[str], first: date, count: int
    ) -> Iterator[Day]:
        by_day: dict[date, Counter[str]] = defaultdict(Counter)
        for row in asked:
            day = row.at.astimezone(self._zone).date()
            how = "answered" if row.outcome in GOOD else "unsure"
            by_day[day]["handed_over" if row.heard in handed else how] += 1
        for number in range(count):
            day = first + timedelta(number)
            yield Day(day, **by_day[day])

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


async def unanswered(store: Store, since: datetime) -> list[str]:
    """The kept words of what was asked in vain since then, oldest first."""
    wanted = (
        select(questions.c.words)
        .where(questions.c.at >= since, questions.c.outcome == str(Outcome.UNSURE))
        .where(questions.c.words.is_not(None))
        .order_by(questions.c.at, questions.c.id)
    )
    async with store.reading() as connection:
        return [row.words for row in await connection.execute(wanted)]


async def _asked(
    connection: AsyncConnection, begin: datetime, end: datetime, workspace: str
) -> Sequence[Row[Any]]:
    columns = ("heard", "at", "person", "outcome", "cause", "provider", "answer", "words")
    wanted = (
        select(*(questions.c[name] for name in columns))
        .where(questions.c.at >= begin, questions.c.at < end, _of(questions, workspace))
        .order_by(questions.c.at, questions.c.id)
    )
    return (await connection.execute(wanted)).all()


async def _cases(
    connection: AsyncConnection, begin: datetime, end: datetime, workspace: str
) -> Sequence[Row[Any]]:
    columns = ("person", "opened_at", "answered_at", "resolved_at")
    in_it = [
        (column >= begin) & (column < end) for column in (cases.c.opened_at, cases.c.resolved_at)
    ]
    which = or_(*in_it), _of(cases, workspace)
    wanted = select(*(cases.c[name] for name in columns)).where(*which)
    return (await connection.execute(wanted)).all()


def _of(table: Table, workspace: str) -> ColumnElement[bool]:
    return table.c.workspace == workspace if workspace else true()


async def _judged(
    connection: AsyncConnection, begin: datetime, end: datetime
) -> Mapping[tuple[str, str], bool]:
    wanted = select(feedback).where(feedback.c.at >= begin, feedback.c.at < end)
    rows = await connection.execute(wanted)
    return {(row.answer, row.person): row.helpful for row in rows}


def _talks(asked: Sequence[Row[Any]]) -> Iterator[_Talk]:
    open_talks: dict[str, _Talk] = {}
    for row in asked:
        talk = open_talks.get(row.person)
        if talk is None or row.at - talk.last.at > QUIET:
            if talk is not None:
                yield talk
            talk = open_talks[row.person] = _Talk()
        talk.questions.append(row)
    yield from open_talks.values()


def _was_handed_over(talk: _Talk, opened: Sequence[Row[Any]]) -> bool:
    start, end = talk.questions[0].at, talk.last.at + QUIET
    return any(
        case.person == talk.last.person and start <= case.opened_at <= end for case in opened
    )


def _is_settled(
    talk: _Talk, handed: set[str], judged: Mapping[tuple[str, str], bool], now: datetime
) -> bool:
    last = talk.last
    if last.heard in handed:
        return False
    helpful = judged.get((last.answer, last.person))
    if helpful is not None:
        return helpful
    return last.outcome in GOOD and last.at + QUIET <= now


def _first_answer(opened: Sequence[Row[Any]], begin: datetime, end: datetime) -> float | None:
    times = [
        (case.answered_at - case.opened_at).total_seconds()
        for case in opened
        if case.answered_at is not None and begin <= case.opened_at < end
    ]
    return median(times) if times else None


def _most(values: Iterator[str]) -> tuple[tuple[str, int], ...]:
    """Each with its number, the most frequent first, and of equals the first by name."""
    counted = Counter(value for value in values if value != Cause.OK)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
