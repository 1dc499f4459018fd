"""What is still to be told to others, written in the transaction of what caused it.

Whoever delivers takes entries with ``due``, which lends them out for a while, and says how it went.
A deliverer that dies gives its entries back when the loan ends: everything is delivered at least
once, and ``event`` lets a receiver see what it has had before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.store import Store
from bot.store.tables import outbox

LOAN = timedelta(minutes=2)
"""Longer than any delivery takes: nobody else gets an entry meanwhile."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to deliver. ``attempts`` counts this one; ``error`` is how the last one ended."""

    id: int
    event: str
    kind: str
    subject: str
    body: Mapping[str, Any]
    created_at: datetime
    attempts: int
    error: str


async def add(
    connection: AsyncConnection,
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    now: datetime,
    event: str = "",
) -> None:
    """Put something in, in the caller's transaction; it is due at once."""
    row = {
        "event": event or uuid4().hex,
        "kind": kind,
        "subject": subject,
        "body": dict(body),
        "created_at": now,
        "due_at": now,
        "attempts": 0,
        "error": "",
    }
    await connection.execute(insert(outbox).values(row))


async def forget(connection: AsyncConnection, keys: Sequence[str]) -> None:
    """Take out all that tells of these matters by ``key`` in its body, delivered or not."""
    await connection.execute(delete(outbox).where(outbox.c.body["key"].as_string().in_(keys)))


class Outbox:
    """Takes out what is due."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def due(self, now: datetime, kinds: Sequence[str], limit: int = 20) -> list[Entry]:
        """The oldest entries of these kinds that are due; nobody else gets them for ``LOAN``."""
        waiting = (
            select(outbox.c.id)
            .where(outbox.c.done_at.is_(None), outbox.c.kind.in_(kinds), outbox.c.due_at <= now)
            .order_by(outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        columns = [outbox.c[name] for name in Entry.__dataclass_fields__]
        async with self._store.reading() as connection:
            # Mostly there is nothing, and then nobody's turn to write is taken.
            if (await connection.execute(waiting.limit(1))).first() is None:
                return []
        async with self._store.writing() as connection:
            lent = (
                update(outbox)
                .where(outbox.c.id.in_(waiting.scalar_subquery()))
                .values(due_at=now + LOAN, attempts=outbox.c.attempts + 1)
                .returning(*columns)
            )
            rows = (await connection.execute(lent)).all()
        return sorted((Entry(*row) for row in rows), key=lambda entry: entry.id)

    async def done(self, entry: Entry, now: datetime) -> None:
        """It was delivered."""
        await self._set(entry, done_at=now, error="")

    async def failed(self, entry: Entry, error: str, again_at: datetime | None) -> None:
        """It was not; ``again_at`` None gives it up. ``error`` is a code, without a secret."""
        if again_at is None:
            await self._set(entry, done_at=entry.created_at, error=error[:255])
        else:
            await self._set(entry, due_at=again_at, error=error[:255])

    async def give_back(self, entries: Sequence[Entry], now: datetime) -> None:
        """Those of these that are not done are due again at once: nobody works on them any more."""
        ids = [entry.id for entry in entries]
        unfinished = update(outbox).where(outbox.c.id.in_(ids), outbox.c.done_at.is_(None))
        async with self._store.writing() as connection:
            await connection.execute(unfinished.values(due_at=now))

    async def clean(self, before: datetime) -> None:
        """Forget what was done before then."""
        async with self._store.writing() as connection:
            await connection.execute(delete(outbox).where(outbox.c.done_at < before))

    async def _set(self, entry: Entry, **values: object) -> None:
        async with self._store.writing() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == entry.id).values(values))
