"""What another service was told outlives the process, on both databases."""

from __future__ import annotations

from bot.store.preferences import Preferences
from bot.store.store import opened
from bot.store.told import Told
from tests.bot.store.moments import Clock


async def test_it_is_there_after_a_restart(url: str) -> None:
    """The newest, by name; and it is nobody's preference."""
    async with opened(url) as store:
        assert await Told(store, "discord-commands").read() == ""
        await Told(store, "discord-commands").write("abc")
        await Told(store, "discord-commands").write("def")
        await Told(store, "other").write("xyz")
    async with opened(url) as store:
        assert await Told(store, "discord-commands").read() == "def"
        preferences = await Preferences.loaded(store, Clock())
        assert preferences.desks() == frozenset()
