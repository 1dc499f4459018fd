"""What people and administrators chose: read from memory, written through to the store.

A choice made in one process reaches the others at their next ``refresh``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from bot.store import audit
from bot.store.rows import insert_into
from bot.store.store import Store
from bot.store.tables import preferences
from knowledge.model import Language

OVERLAP = timedelta(minutes=1)
"""How far a refresh looks back before the newest change it knows: clocks of machines differ."""
FORGOTTEN_AFTER = timedelta(days=1)
"""How long a choice that was taken back is kept, so that every process hears of it."""

USUAL_RULE = "on"
ADMINISTRATOR = "admin"


class _Kind(StrEnum):
    RULE = "rule"
    LANGUAGE = "language"
    DESK = "desk"


class Preferences:
    """The choices. Build it with ``loaded``; getters need no I/O."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._values: dict[tuple[str, str], str] = {}
        self._newest = datetime.min.replace(tzinfo=UTC) + OVERLAP

    @classmethod
    async def loaded(cls, store: Store, now: Callable[[], datetime]) -> Preferences:
        """The choices as they stand in the store."""
        found = cls(store, now)
        await found.refresh()
        return found

    def rule(self, place: str) -> str:
        """What an administrator decided for a channel; ``on`` where nobody did."""
        return self._values.get((_Kind.RULE, place), USUAL_RULE)

    async def set_rule(self, place: str, rule: str, *, by: str = "") -> None:
        """Decide for a channel; ``on`` takes back what was decided before.

        ``by`` is the administrator (``Who.id``), for the audit log.
        """
        await self._set(_Kind.RULE, place, "" if rule == USUAL_RULE else rule, by)

    def language(self, person: str) -> Language | None:
        """The language that a person chose; None: whatever they write in."""
        value = self._values.get((_Kind.LANGUAGE, person), "")
        return Language(value) if value else None

    async def set_language(self, person: str, language: Language | None) -> None:
        """Choose a language, or none."""
        await self._set(_Kind.LANGUAGE, person, str(language or ""))

    def desk(self, workspace: str) -> str:
        """The channel of a workspace's helpdesk (``Where.id``); empty: none was chosen."""
        return self._values.get((_Kind.DESK, workspace), "")

    def desks(self) -> frozenset[str]:
        """The channels of all helpdesks that were chosen."""
        return frozenset(
            value for (kind, _), value in self._values.items() if kind == _Kind.DESK and value
        )

    async def set_desk(self, workspace: str, place: str, *, by: str = "") -> None:
        """Choose the helpdesk's channel; empty takes it back. ``by`` as for ``set_rule``."""
        await self._set(_Kind.DESK, workspace, place, by)

    async def refresh(self) -> None:
        """Hear of what other processes wrote, and forget what was taken back long ago."""
        changed = preferences.c.changed_at >= self._newest - OVERLAP
        async with self._store.reading() as connection:
            rows = (await connection.execute(select(preferences).where(changed))).all()
        for row in rows:
            self._remember(row.kind, row.subject, row.value)
            self._newest = max(self._newest, row.changed_at)

    async def forget_taken_back(self) -> None:
        """Delete what was taken back long enough ago; part of the daily cleaning."""
        old = preferences.c.changed_at < self._now() - FORGOTTEN_AFTER
        async with self._store.writing() as connection:
            await connection.execute(delete(preferences).where(preferences.c.value == "", old))

    async def _set(self, kind: str, subject: str, value: str, by: str = "") -> None:
        now = self._now()
        row = {"kind": kind, "subject": subject, "value": value, "changed_at": now}
        new = {"value": value, "changed_at": now}
        async with self._store.writing() as connection:
            written = insert_into(connection, preferences).values(row)
            again = written.on_conflict_do_update(index_elements=["kind", "subject"], set_=new)
            await connection.execute(again)
            if by:
                entry = audit.Audited(now, by, ADMINISTRATOR, f"set_{kind}", subject, detail=value)
                await audit.write(connection, entry)
        self._remember(kind, subject, value)

    def _remember(self, kind: str, subject: str, value: str) -> None:
        if value:
            self._values[(kind, subject)] = value
        else:
            self._values.pop((kind, subject), None)
