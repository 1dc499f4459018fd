"""Brings a database to the newest version of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import SettingsError
from bot.store.settings import VARIABLE

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6D61696C
"""PostgreSQL's advisory lock for it: two processes that start together wait for each other."""


class StoreTooNew(SettingsError):  # noqa: N818 - says what was found
    """The database is of a later version than this program."""

    def __init__(self, version: str) -> None:
        super().__init__("store_too_new", variable=VARIABLE, version=version)


async def migrate(connection: AsyncConnection, revision: str = "head") -> None:
    """Make or change the tables, all in the transaction that is open.

    Raises:
        StoreTooNew: its version is unknown here.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    config = configuration()
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found and found not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreTooNew(found)
    if found and found == scripts.get_current_head():
        return
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def configuration() -> Config:
    """Alembic's settings: there is no file of them, as the package must work wherever it lies."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
