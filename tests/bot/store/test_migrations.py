"""Every version of the tables leads to the next, and the last one is what the code says."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.store.migrate import StoreTooNew, configuration
from bot.store.store import Store, opened
from bot.store.tables import metadata


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
