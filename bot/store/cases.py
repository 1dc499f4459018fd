"""Cases as rows: read, locked, written. What may follow what is decided in ``bot.helpdesk``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import case_events, case_reports, cases
from knowledge.causes import Cause
from knowledge.model import Language, Owner, Severity


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    """Nobody has taken it."""
    CLAIMED = "claimed"
    """Somebody works on it."""
    WAITING = "waiting"
    """Its person was asked something."""
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Case:
    """One person's trouble in the hands of the helpdesk.

    ``origin`` names what was heard: the same thing heard twice is one case. ``desk`` is the
    channel in which it is shown, empty where there is none. ``words`` is what the person agreed to
    hand over. ``suspects`` are causes as ``helpdesk.suspects`` ranked them, as data. ``incident``
    is the outage it belongs to. ``card_…`` is the message that shows it. ``number`` is 0 and
    ``version`` 0 until it is in the store.
    """

    origin: str
    person: str
    person_name: str
    workspace: str
    place: str
    place_name: str
    thread: str
    desk: str
    language: Language
    cause: Cause
    severity: Severity
    owner: Owner
    provider: str
    host: str
    words: str
    opened_at: datetime
    changed_at: datetime
    suspects: Sequence[Mapping[str, Any]] = ()
    number: int = 0
    version: int = 0
    state: State = State.OPEN
    incident: int | None = None
    agent: str = ""
    agent_name: str = ""
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    reason: str = ""
    note: str = ""
    reminders: int = 0
    reminded_at: datetime | None = None
    card_place: str = ""
    card_message: str = ""
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history; ``text`` is what was written with it, often empty."""

    at: datetime
    who: str
    name: str
    act: str
    text: str = ""


_COLUMNS = tuple(field.name for field in fields(Case))
_TYPES = {"language": Language, "cause": Cause, "severity": Severity, "owner": Owner}


async def by_number(connection: AsyncConnection, number: int) -> Case | None:
    """The case of this number."""
    return await _one(connection, _all().where(cases.c.number == number))


async def by_origin(connection: AsyncConnection, origin: str) -> Case | None:
    """The case that this made."""
    return await _one(connection, _all().where(cases.c.origin == origin))


async def locked(connection: AsyncConnection, number: int) -> Case | None:
    """The case, for a change in this (writing) transaction: nobody else changes it meanwhile."""
    return await _one(connection, _all().where(cases.c.number == number).with_for_update())


async def listed(
    connection: AsyncConnection,
    *,
    states: Sequence[State] = (),
    person: str = "",
    incident: int | None = None,
    limit: int = 1000,
) -> list[Case]:
    """Cases by number, the newest last; at most ``limit``, the newest of them."""
    query = _all().order_by(cases.c.number.desc()).limit(limit)
    if states:
        query = query.where(cases.c.state.in_([str(state) for state in states]))
    if person:
        query = query.where(cases.c.person == person)
    if incident is not None:
        query = query.where(cases.c.incident == incident)
    found = [_case(row) for row in (await connection.execute(query)).mappings()]
    return found[::-1]


async def add(connection: AsyncConnection, case: Case) -> int:
    """Put a new case in, and give its number.

    Raises:
        sqlalchemy.exc.IntegrityError: there is one of the same origin.
    """
    row = {**_row(case), "version": 1}
    del row["number"]
    found = await connection.execute(insert(cases).values(row).returning(cases.c.number))
    return int(found.scalar_one())


async def change(connection: AsyncConnection, case: Case) -> None:
    """Write a case that was ``locked`` in this transaction."""
    row = {**_row(case), "version": case.version + 1}
    del row["number"]
    await connection.execute(update(cases).where(cases.c.number == case.number).values(row))


async def show_at(connection: AsyncConnection, number: int, place: str, message: str) -> None:
    """Remember where a case is shown; no change of the case itself."""
    shown = {"card_place": place, "card_message": message}
    await connection.execute(update(cases).where(cases.c.number == number).values(shown))


async def add_event(connection: AsyncConnection, number: int, event: Event) -> int:
    """Write a line into the history, and give its id."""
    row = {field.name: getattr(event, field.name) for field in fields(Event)}
    new = insert(case_events).values(number=number, **row).returning(case_events.c.id)
    return int((await connection.execute(new)).scalar_one())


async def event_by_id(connection: AsyncConnection, event_id: int) -> Event | None:
    """One line of a history."""
    columns = [case_events.c[field.name] for field in fields(Event)]
    query = select(*columns).where(case_events.c.id == event_id)
    row = (await connection.execute(query)).first()
    return Event(*row) if row else None


async def events(connection: AsyncConnection, number: int) -> list[Event]:
    """The history, oldest first."""
    columns = [case_events.c[field.name] for field in fields(Event)]
    query = select(*columns).where(case_events.c.number == number).order_by(case_events.c.id)
    return [Event(*row) for row in await connection.execute(query)]


async def add_report(
    connection: AsyncConnection, number: int, body: Mapping[str, Any], at: datetime
) -> None:
    """Lay a check's report beside the case; ``body`` was redacted."""
    await connection.execute(insert(case_reports).values(number=number, at=at, body=dict(body)))


async def reports(connection: AsyncConnection, number: int) -> list[Mapping[str, Any]]:
    """The reports, oldest first."""
    query = select(case_reports.c.body).where(case_reports.c.number == number)
    return list((await connection.execute(query.order_by(case_reports.c.id))).scalars())


def _all() -> Select[Any]:
    return select(*(cases.c[name] for name in _COLUMNS))


async def _one(connection: AsyncConnection, query: Select[Any]) -> Case | None:
    row = (await connection.execute(query)).mappings().first()
    return _case(row) if row else None


def _case(row: RowMapping) -> Case:
    typed = {name: kind(row[name]) for name, kind in _TYPES.items()}
    return Case(**{**row, **typed, "state": State(row["state"])})


def _row(case: Case) -> dict[str, Any]:
    row = {name: getattr(case, name) for name in _COLUMNS}
    texts = {name: str(row[name]) for name in (*_TYPES, "state")}
    return {**row, **texts, "suspects": [dict(one) for one in case.suspects]}
