"""The stand-in, with a bare client in place of a bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from tests.discord_platform.held_clock import HeldClock
from tests.discord_platform.platform import Discord, discord_platform
from tests.discord_platform.rest_client import Bare


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
async def discord(clock: HeldClock) -> AsyncIterator[Discord]:
    """What is sent wrongly on purpose is taken back by the tests themselves."""
    async with discord_platform(clock) as started:
        yield started


@pytest.fixture
async def bare(discord: Discord) -> AsyncIterator[Bare]:
    async with ClientSession() as session:
        yield Bare(discord, session)
