"""What another service was told outlives the process, on both databases."""

from __future__ import annotations

from sqlalchemy import make_url

from bot.store.preferences import Preferences
from bot.store.settings import database_url
from bot.store.store import opened
from bot.store.told import Told
from tests.bot.store.moments import Clock


async def test_it_is_there_after_a_restart(url: str) -> None:
    """The newest, by name; and it is nobody's preference."""
    address = database_url(url) if "+" not in url.partition(":")[0] else make_url(url)
    assert await Told(address, "discord-commands").read() == ""
    await Told(address, "discord-commands").write("abc")
    await Told(address, "discord-commands").write("def")
    await Told(address, "other").write("xyz")
    assert await Told(address, "discord-commands").read() == "def"
    async with opened(url) as store:
        preferences = await Preferences.loaded(store, Clock())
        assert preferences.desks() == frozenset()
