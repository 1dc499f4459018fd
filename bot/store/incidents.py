"""What was seen to fail, by whom and where; and the outages that were made of it, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import insert_into
from bot.store.tables import cases, incident_people, incidents, sightings
from knowledge.causes import Cause
from knowledge.model import Severity


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody met something. ``cause`` is ``OK`` where a step went well after all.

    ``checked``: a check of ours saw it; else it was told.
    """

    at: datetime
    person: str
    scope: str
    step: str
    cause: Cause
    checked: bool
    server: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An outage. ``people`` were affected, each counted once; ``cases`` are linked to it.

    ``confirmed``: a check of ours saw it, or the helpdesk says so; else people only told us.
    ``closed_by`` is the id of a person, ``recovered`` or ``quiet``.
    """

    number: int
    scope: str
    step: str
    cause: Cause
    desk: str
    confirmed: bool
    first_at: datetime
    last_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    snoozed_until: datetime | None
    card_place: str
    card_message: str
    people: int = 0
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Affected:
    """One person of those who met the same thing; ``first_at`` is when they first did."""

    person: str
    first_at: datetime
    checked: bool


_COLUMNS = tuple(column.name for column in incidents.columns)


async def alone(connection: AsyncConnection, scope: str) -> None:
    """Wait until nobody else counts what is seen at this place, until the transaction ends.

    On SQLite whoever writes is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(scope))))


async def see(connection: AsyncConnection, seen: Sequence[Sighting]) -> None:
    """Write down what was seen."""
    rows = [
        {
            "at": one.at,
            "person": one.person,
            "scope": one.scope,
            "step": one.step,
            "cause": str(one.cause),
            "checked": one.checked,
            "server": one.server,
        }
        for one in seen
    ]
    if rows:
        await connection.execute(insert(sightings), rows)


async def affected(
    connection: AsyncConnection, scope: str, step: str, cause: Cause, since: datetime
) -> list[Affected]:
    """Who met this since then, each once, the first one first."""
    first = func.min(sightings.c.at)
    query = (
        select(sightings.c.person, first, func.max(cast(sightings.c.checked, Integer)))
        .where(_same(scope, step, cause), sightings.c.at > since, sightings.c.person != "")
        .group_by(sightings.c.person)
        .order_by(first)
    )
    return [Affected(row[0], row[1], bool(row[2])) for row in await connection.execute(query)]


async def servers(
    connection: AsyncConnection, scope: str, step: str, cause: Cause, since: datetime
) -> set[str]:
    """The servers at which checks met this since then."""
    query = select(sightings.c.server).where(_same(scope, step, cause), sightings.c.at >= since)
    found = (await connection.execute(query.distinct())).scalars()
    return {server for server in found if server}


async def last_closed(
    connection: AsyncConnection, scope: str, step: str, cause: Cause
) -> Incident | None:
    """The last outage of the same kind that is over."""
    query = (
        select(incidents)
        .where(_same(scope, step, cause, incidents), incidents.c.closed_at.is_not(None))
        .order_by(incidents.c.number.desc())
        .limit(1)
    )
    return await _one(connection, query)


async def open_ones(connection: AsyncConnection) -> list[Incident]:
    """The outages that are going on."""
    query = select(incidents).where(incidents.c.closed_at.is_(None)).order_by(incidents.c.number)
    rows = (await connection.execute(query)).mappings().all()
    return [await _whole(connection, row) for row in rows]


async def by_number(connection: AsyncConnection, number: int) -> Incident | None:
    """The outage of this number."""
    return await _one(connection, select(incidents).where(incidents.c.number == number))


async def locked(connection: AsyncConnection, number: int) -> Incident | None:
    """The outage, for a change in this (writing) transaction."""
    query = select(incidents).where(incidents.c.number == number).with_for_update()
    return await _one(connection, query)


async def add(connection: AsyncConnection, incident: Incident) -> int | None:
    """Put a new outage in; None where another process has just done so. Its number is given."""
    row = {name: getattr(incident, name) for name in _COLUMNS if name != "number"}
    row["cause"] = str(incident.cause)
    new = insert_into(connection, incidents).values(row).on_conflict_do_nothing()
    number = (await connection.execute(new.returning(incidents.c.number))).scalar_one_or_none()
    return None if number is None else int(number)


async def change(connection: AsyncConnection, number: int, **values: Any) -> None:
    """Change columns of an outage."""
    await connection.execute(update(incidents).where(incidents.c.number == number).values(values))


async def join(connection: AsyncConnection, number: int, people: Sequence[Affected]) -> None:
    """Count people to an outage; who is counted already stays so."""
    rows = [{"number": number, "person": one.person, "first_at": one.first_at} for one in people]
    if rows:
        new = insert_into(connection, incident_people).values(rows)
        await connection.execute(new.on_conflict_do_nothing())


async def is_affected(connection: AsyncConnection, number: int, person: str) -> bool:
    """Whether somebody is counted to an outage."""
    found = select(incident_people.c.number).where(
        incident_people.c.number == number, incident_people.c.person == person
    )
    return (await connection.execute(found)).first() is not None


async def link(
    connection: AsyncConnection, number: int, scope: str, cause: Cause, since: datetime
) -> list[int]:
    """Lay unresolved cases of the same place and cause to an outage, as grave as it is."""
    kind, _, name = scope.partition(":")
    place = cases.c.provider == name if kind == "provider" else cases.c.host == name
    query = (
        update(cases)
        .where(place, cases.c.cause == str(cause), cases.c.opened_at >= since)
        .where(cases.c.incident.is_(None), cases.c.state != "resolved")
        .values(incident=number, severity=str(Severity.URGENT), version=cases.c.version + 1)
        .returning(cases.c.number)
    )
    return list((await connection.execute(query)).scalars())


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Delete what was seen before then."""
    await connection.execute(delete(sightings).where(sightings.c.at < before))


def _same(scope: str, step: str, cause: Cause, table: Any = sightings) -> ColumnElement[bool]:
    same = and_(table.c.scope == scope, table.c.cause == str(cause))
    if table is sightings:
        # Whoever only told us of a cause could not say at which step.
        return and_(same, or_(table.c.step == step, table.c.checked.is_(False)))
    return and_(same, table.c.step == step)


async def _one(connection: AsyncConnection, query: Any) -> Incident | None:
    row = (await connection.execute(query)).mappings().first()
    return await _whole(connection, row) if row else None


async def _whole(connection: AsyncConnection, row: Any) -> Incident:
    number = row["number"]
    counted = select(func.count()).where(incident_people.c.number == number)
    linked = select(cases.c.number).where(cases.c.incident == number).order_by(cases.c.number)
    return Incident(
        **{**row, "cause": Cause(row["cause"])},
        people=int((await connection.execute(counted)).scalar_one()),
        cases=tuple((await connection.execute(linked)).scalars()),
    )
