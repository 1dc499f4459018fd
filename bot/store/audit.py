"""Who did what, and what was refused: by helpdesk, administrators and the command line.

An entry holds ids, a case's number and short codes; never words that somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit


@dataclass(frozen=True, slots=True)
class Audited:
    """One act. ``allowed`` is false where the person had no right to it."""

    at: datetime
    who: str
    role: str
    act: str
    subject: str
    allowed: bool = True
    detail: str = ""


async def write(connection: AsyncConnection, entry: Audited) -> None:
    """Write it down in the transaction of the act itself."""
    values = {name: getattr(entry, name) for name in Audited.__dataclass_fields__}
    await connection.execute(insert(audit).values(values))


async def read(connection: AsyncConnection, limit: int = 100) -> list[Audited]:
    """The newest entries, newest first."""
    columns = [audit.c[name] for name in Audited.__dataclass_fields__]
    rows = await connection.execute(select(*columns).order_by(audit.c.id.desc()).limit(limit))
    return [Audited(*row) for row in rows]
