"""The face with the real library, against the stand-in of Discord, and a chat that is scripted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, world_of


@pytest.fixture
async def world(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[World]:
    """A server with two members and our bot; it fails for any payload that breaks a limit."""
    async with world_of(knowledge, speaker) as made, made.started():
        yield made
