"""The store: one database, opened with its tables up to date, read and written in transactions.

SQLite is in WAL mode with every commit on the disk before it is acknowledged. Whoever writes takes
the lock at the start (``BEGIN IMMEDIATE``), so that what was read in a writing transaction still
holds when it is written. On PostgreSQL rows are guarded by the conditions of their updates.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.config import SettingsError
from bot.store.migrate import migrate
from bot.store.settings import VARIABLE, database_url

BUSY_SECONDS = 30
"""How long a writer waits for one of another process."""

_WRITES = "mailmedic_writes"


class Store:
    """An open database. ``reading`` and ``writing`` are one transaction each."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # One writer at a time on SQLite: waiting here is fair and cheap, in the database it is not.
        self._turn: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else nullcontext()
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file here."""
        return self._engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes nothing."""
        async with self._engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is on the disk when the block ends, and undone if it raises."""
        async with self._turn, self._engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection


@asynccontextmanager
async def opened(url: str | URL, *, revision: str = "head") -> AsyncIterator[Store]:
    """The store at a URL, made or brought up to date first.

    ``revision`` is the version of the tables; another than the newest is for trying migrations.

    Raises:
        SettingsError: the URL cannot be used, or there is no database to be opened.
        StoreTooNew: the database was written by a later version of this program.
    """
    address = database_url(url) if isinstance(url, str) else url
    with _told_as_a_setting():
        local = address.get_backend_name() == "sqlite"
        engine = _sqlite(address) if local else _postgresql(address)
    try:
        store = Store(engine)
        with _told_as_a_setting():
            async with engine.connect():
                pass
        async with store.writing() as connection:
            await migrate(connection, revision)
        yield store
    finally:
        await engine.dispose()


@contextmanager
def _told_as_a_setting() -> Iterator[None]:
    """What keeps a database from being opened is for whoever named it; its words may quote."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        cause = getattr(error, "orig", None) or error
        reason = type(cause).__name__
        raise SettingsError("store_unusable", variable=VARIABLE, reason=reason) from error


def _postgresql(url: URL) -> AsyncEngine:
    # A connection that was lost since is found out before it is used.
    return create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _sqlite(url: URL) -> AsyncEngine:
    _make_private_file(Path(str(url.database)))
    engine = create_async_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _make_private_file(path: Path) -> None:
    """SQLite gives its journal the rights of the file; nobody else's business, both of them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see ``_begin``
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
