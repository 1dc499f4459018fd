"""Both databases for every test that asks for one: SQLite in a file, PostgreSQL on a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.store import Store, opened
from tests.bot.store.postgresql import PostgreSQL, running

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server for the whole run."""
    with running() as server:
        yield server


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty database is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'mailmedic.db'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.database()


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store on each database."""
    async with opened(url) as found:
        yield found
