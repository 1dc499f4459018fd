"""What another service was told last, so that a restart does not tell it again.

A row among the preferences: small, written seldom, and of nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.store.rows import insert_into
from bot.store.store import Store
from bot.store.tables import preferences

KIND = "told"


class Told:
    """Remembers one digest, by the name of who was told."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    async def read(self) -> str:
        """What was told last; empty where nothing was."""
        c = preferences.c
        wanted = select(c.value).where(c.kind == KIND, c.subject == self._name)
        async with self._store.reading() as connection:
            return (await connection.execute(wanted)).scalar_one_or_none() or ""

    async def write(self, digest: str) -> None:
        """This was told now."""
        now = datetime.now(UTC)
        row = {"kind": KIND, "subject": self._name, "value": digest, "changed_at": now}
        async with self._store.writing() as connection:
            new = insert_into(connection, preferences).values(row)
            await connection.execute(
                new.on_conflict_do_update(
                    index_elements=["kind", "subject"],
                    set_={"value": digest, "changed_at": now},
                )
            )
