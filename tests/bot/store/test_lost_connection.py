"""A database that goes away and comes back: what was written is there, and one goes on."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.preferences import Preferences
from bot.store.store import opened
from tests.bot.store.moments import Clock
from tests.bot.store.postgresql import running

PLACES = [f"slack:T1:C{number}" for number in range(10)]


@pytest.mark.postgresql
async def test_the_database_is_started_anew() -> None:
    """Connections that were lost meanwhile are found out before they are used."""
    with running(durable=True) as server:
        url = server.database()
        async with opened(url) as store:
            found = await Preferences.loaded(store, Clock())
            await asyncio.gather(*(found.set_rule(place, "off") for place in PLACES))
            await asyncio.to_thread(server.restart)
            await asyncio.gather(*(found.set_rule(place, "mention") for place in PLACES[:5]))
            again = await Preferences.loaded(store, Clock())
        assert [again.rule(place) for place in PLACES] == ["mention"] * 5 + ["off"] * 5
