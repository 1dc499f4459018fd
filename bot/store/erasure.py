"""Deletes what is known of a person, and what is old. Figures stay: nobody is named in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Table, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import outbox
from bot.store.tables import (
    audit,
    case_events,
    case_reports,
    cases,
    feedback,
    incident_people,
    preferences,
    questions,
    sightings,
)

NOBODY = ""


async def erase_person(connection: AsyncConnection, person: str, now: datetime) -> list[int]:
    """Delete what somebody said and what was found out for them.

    Their cases keep number, times, cause and outcome. The audit log, which says what agents did,
    is kept until it is old. The cases' numbers are given, so that their cards can be changed.
    """
    found = await erase_cases(connection, cases.c.person == person, now)
    for table in (questions, sightings, feedback):
        await _forget(connection, table, table.c.person == person)
    await _forget_affected(connection, incident_people.c.person == person)
    own = (preferences.c.kind == "language") & (preferences.c.subject == person)
    await connection.execute(update(preferences).where(own).values(value="", changed_at=now))
    return found


async def erase_old(connection: AsyncConnection, before: datetime, now: datetime) -> list[int]:
    """Delete what names people and is older; cases count from when something was done last."""
    found = await erase_cases(connection, cases.c.changed_at < before, now)
    for table in (questions, feedback):
        await _forget(connection, table, (table.c.at < before) & (table.c.person != NOBODY))
    await _forget_affected(connection, incident_people.c.first_at < before)
    await connection.execute(delete(sightings).where(sightings.c.at < before))
    await connection.execute(delete(audit).where(audit.c.at < before))
    return found


async def erase_cases(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> list[int]:
    """Take the person out of cases, with all that was written and checked."""
    gone = {
        "person": NOBODY,
        "person_name": NOBODY,
        "place": NOBODY,
        "place_name": NOBODY,
        "thread": NOBODY,
        "words": NOBODY,
        "note": NOBODY,
        "host": NOBODY,
        "suspects": [],
        "erased_at": now,
        # Nobody is left whom it could help.
        "state": "resolved",
        "resolved_at": func.coalesce(cases.c.resolved_at, now),
        "reason": case((cases.c.reason == "", "withdrawn"), else_=cases.c.reason),
    }
    query = update(cases).where(which, cases.c.erased_at.is_(None))
    found = await connection.execute(query.values(gone).returning(cases.c.number))
    numbers = list(found.scalars())
    for number in numbers:
        # What was heard names its person too.
        origin = {"origin": f"erased:{number}"}
        await connection.execute(update(cases).where(cases.c.number == number).values(origin))
        asker = or_(*(case_events.c.act == act for act in ("open", "reply", "still", "withdraw")))
        await connection.execute(
            update(case_events)
            .where(case_events.c.number == number, asker)
            .values(who=NOBODY, name=NOBODY)
        )
        await connection.execute(
            update(case_events).where(case_events.c.number == number).values(text="")
        )
        await connection.execute(delete(case_reports).where(case_reports.c.number == number))
    # What waits for other systems, or was told them lately, says all of it once more.
    await outbox.forget(connection, [f"mailmedic-{number}" for number in numbers])
    return numbers


async def _forget(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> None:
    """Take the person out of rows that are counted."""
    if table is feedback:
        # The person is part of the key: each gets a name that says nothing.
        await _rename(connection, feedback, feedback.c.answer, which)
        return
    values: dict[str, Any] = {"person": NOBODY}
    if table is questions:
        values |= {"place": NOBODY, "words": None}
    await connection.execute(update(table).where(which).values(values))


async def _forget_affected(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    await _rename(connection, incident_people, incident_people.c.number, which)


async def _rename(
    connection: AsyncConnection, table: Table, key: Any, which: ColumnElement[bool]
) -> None:
    """They stay counted, once each."""
    rows = await connection.execute(
        select(key, table.c.person).where(which, ~table.c.person.startswith("erased:"))
    )
    for value, person in rows.all():
        same = (key == value) & (table.c.person == person)
        name = f"erased:{uuid4().hex}"
        await connection.execute(update(table).where(same).values(person=name))
