"""An imagined Discord in memory, with our bot in it.

SimCord runs discord.py's own machinery against a model of Discord's REST API and gateway, with a
clock that only the test moves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import simcord

from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.run.start import Wired, wire
from bot.adapters.discord.settings import DiscordSettings
from knowledge.load import Knowledge, open_knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord.scripted import ScriptedChat


class SimulatedClock:
    """SimCord's time, as the face sees it."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def seconds(self) -> float:
        """See ``Clock``."""
        return self.env.backend.clock.elapsed if self.env else 0.0

    def now(self) -> datetime:
        """See ``Clock``."""
        return datetime.now(UTC)

    def limit(self, seconds: float) -> asyncio.Timeout:
        """See ``Clock``."""
        return asyncio.timeout(seconds)

    async def sleep(self, seconds: float) -> None:
        """See ``Clock``: SimCord moves what sleeps in the bot."""
        await asyncio.sleep(seconds)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge base."""
    return open_knowledge()


@pytest.fixture(scope="session")
def speaker(knowledge: Knowledge) -> Speaker:
    """Who speaks it."""
    return Speaker(knowledge)


@dataclass
class World:
    """The imagined Discord, and what a test needs of it."""

    env: simcord.Env
    chat: ScriptedChat
    wired: Wired
    clock: SimulatedClock
    guild: Any = field(init=False)
    channel: Any = field(init=False)
    alice: Any = field(init=False)
    bob: Any = field(init=False)

    def __post_init__(self) -> None:
        self.guild = self.env.create_guild()
        self.channel = self.guild.create_text_channel("mail-help")
        self.alice = self.guild.add_member(self.env.create_user("alice"))
        self.bob = self.guild.add_member(self.env.create_user("bob"))


@pytest.fixture
async def world(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[World]:
    """A server with a channel and two people, and our bot."""
    chat, clock = ScriptedChat(), SimulatedClock()
    wired = wire(
        DiscordSettings(token="not-a-token"),
        chat,
        speaker,
        providers=ProviderNames(knowledge.providers),
        clock=clock,
    )
    # Not ``simcord.run``: a fixture begins and ends in two contexts, which its clock cannot bear.
    env = clock.env = simcord.Env(wired.client, shard_count=1)
    await env.start()
    try:
        yield World(env, chat, wired, clock)
        env.raise_errors()
    finally:
        await env.shutdown()


def texts(message: Any) -> str:
    """All the text that a message shows."""
    parts = [c if isinstance(c, dict) else c.to_dict() for c in message.components]
    return "\n".join(_texts(parts))


def _texts(components: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found += _texts(component.get("components", []))
    return found
