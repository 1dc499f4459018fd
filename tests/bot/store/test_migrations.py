"""Every version of the tables leads to the next, and the last one is what the code says."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.store.migrate import StoreTooNew, configuration
from bot.store.store import Store, opened
from bot.store.tables import metadata, sightings


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change in this database."""
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    """Whoever changes a table must write its migration."""
    async with store.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_twice_changes_nothing(url: str) -> None:
    """A restart finds its tables."""
    for _ in range(2):
        async with opened(url) as store, store.reading() as connection:
            version = await connection.execute(text("SELECT version_num FROM alembic_version"))
            head = ScriptDirectory.from_config(configuration()).get_current_head()
            assert version.scalar_one() == head


async def test_from_the_first_version_on(url: str) -> None:
    """Each version's rows are there after all the ways to the last one."""
    async with opened(url, revision="0001") as store, store.writing() as connection:
        await connection.execute(
            text(
                "INSERT INTO sightings (at, person, scope, step, cause, checked) VALUES"
                " ('2026-11-23 09:00:00', 'slack:T1:U1', 'host:a.example', 'login', 'ok', true)"
            )
        )
    async with opened(url) as store, store.reading() as connection:
        row = (await connection.execute(select(sightings))).one()
        assert (row.person, row.step, row.server) == ("slack:T1:U1", "login", "")
        assert await connection.run_sync(differences) == []


async def test_a_migration_that_fails_changes_nothing(url: str) -> None:
    """All of it is one transaction: the old version stays whole."""
    async with opened(url, revision="0001") as store, store.writing() as connection:
        await connection.execute(text("ALTER TABLE sightings ADD COLUMN server VARCHAR(9)"))
    with pytest.raises(DBAPIError):
        async with opened(url):
            pass
    async with opened(url, revision="0001") as store, store.reading() as connection:
        version = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar_one() == "0001"


async def test_a_later_version_is_refused(url: str) -> None:
    """An old program does not touch what a newer one wrote."""
    async with opened(url) as store, store.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="9999"):
        async with opened(url):
            pass


def test_there_is_one_way() -> None:
    """One first version, one last, no fork."""
    scripts = ScriptDirectory.from_config(configuration())
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
