"""Backup and restore as ``deploy/store.md`` tells them: while it runs, and with nothing lost."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from bot.store.preferences import Preferences
from bot.store.store import opened
from tests.bot.store.moments import Clock
from tests.bot.store.postgresql import PostgreSQL

STORE_MD = (Path(__file__).parents[3] / "deploy" / "store.md").read_text("utf-8")
PLACES = [f"slack:T1:C{number}" for number in range(50)]


async def fill(url: str, places: list[str]) -> None:
    """Write something for each place."""
    async with opened(url) as store:
        found = await Preferences.loaded(store, Clock())
        for place in places:
            await found.set_rule(place, "off")


async def kept(url: str) -> list[str]:
    """Those of the places that are there."""
    async with opened(url) as store:
        found = await Preferences.loaded(store, Clock())
        return [place for place in PLACES if found.rule(place) == "off"]


async def test_sqlite(tmp_path: Path) -> None:
    """Copied while it is open and somebody writes; put in its place with the journal moved away."""
    file, backup = tmp_path / "mailmedic.db", tmp_path / "backup.db"
    url = f"sqlite:///{file}"
    async with opened(url) as store, store.writing():
        pass
    await fill(url, PLACES[:40])
    async with opened(url) as store:
        found = await Preferences.loaded(store, Clock())
        await found.set_rule(PLACES[40], "off")  # still in the journal
        async with store.writing():  # and somebody is at it
            assert "VACUUM INTO" in STORE_MD
            copy = sqlite3.connect(file)
            copy.execute(f"VACUUM INTO '{backup}'")
            copy.close()
    _put_in_place(backup, file)
    assert await kept(url) == PLACES[:41]
    await fill(url, PLACES)
    assert await kept(url) == PLACES


@pytest.mark.postgresql
async def test_postgresql(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """Dumped while it is open; restored into a new database with the very options."""
    url = postgresql.database()
    name = url.partition("@/")[2].partition("?")[0]
    await fill(url, PLACES[:40])
    dump = str(tmp_path / "mailmedic.dump")
    options = [
        option
        for option in re.findall(r"--[a-z-]+(?:=\S+)?", _line("pg_restore"))
        if not option.startswith(("--dbname", "--role", "--file"))
    ]
    async with opened(url):
        postgresql.run("pg_dump", "--format=custom", f"--file={dump}", name)
    postgresql.run("createdb", f"{name}_restored")
    postgresql.run("pg_restore", *options, f"--dbname={name}_restored", dump)
    restored = postgresql.url(f"{name}_restored")
    assert await kept(restored) == PLACES[:40]
    await fill(restored, PLACES)
    assert await kept(restored) == PLACES


def _put_in_place(backup: Path, file: Path) -> None:
    """The file and its journal away, all of them; then the backup."""
    for old in file.parent.glob(f"{file.name}*"):
        old.rename(file.parent / f"old-{old.name}")
    backup.rename(file)


def _line(program: str) -> str:
    return next(line for line in STORE_MD.splitlines() if line.startswith(program))
