"""An imagined Discord in memory, with our bot in it.

SimCord runs discord.py's own machinery against a model of Discord's REST API and gateway, with a
clock that only the test moves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import simcord

from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.run.start import Wired, wire
from bot.adapters.discord.settings import DiscordSettings
from knowledge.load import Knowledge, open_knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord.scripted import ScriptedChat


class SimulatedClock:
    """Time that only the test moves."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def seconds(self) -> float:
        """See ``Clock``."""
        return self._elapsed

    def now(self) -> datetime:
        """See ``Clock``."""
        return datetime(2026, 11, 26, tzinfo=UTC)

    def limit(self, seconds: float) -> asyncio.Timeout:
        """See ``Clock``."""
        return asyncio.timeout(seconds)

    async def sleep(self, seconds: float) -> None:
        """See ``Clock``."""
        assert self.env is not None
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + seconds, woken))
        await self.env.external_wait(woken, reason="the test moves time")

    async def advance(self, seconds: float) -> None:
        """Let time pass, after all that happens now and before all that happens then."""
        assert self.env is not None
        await self.env.settle()
        self._elapsed += seconds
        for at, woken in self._sleepers:
            if at <= self._elapsed and not woken.done():
                woken.set_result(None)
        self._sleepers = [(at, woken) for at, woken in self._sleepers if not woken.done()]
        await self.env.settle()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge base."""
    return open_knowledge()


@pytest.fixture(scope="session")
def speaker(knowledge: Knowledge) -> Speaker:
    """Who speaks it."""
    return Speaker(knowledge)


def wired_to(chat: ScriptedChat, speaker: Speaker, know: Knowledge, clock: SimulatedClock) -> Wired:
    """Our bot, not yet connected."""
    return wire(
        DiscordSettings(token="not-a-token"),
        chat,
        speaker,
        providers=ProviderNames(know.providers),
        clock=clock,
    )


@dataclass
class World:
    """The imagined Discord, and what a test needs of it."""

    env: simcord.Env
    chat: ScriptedChat
    wired: Wired
    clock: SimulatedClock
    again: Callable[[], Wired]
    guild: Any = field(init=False)
    channel: Any = field(init=False)
    alice: Any = field(init=False)
    bob: Any = field(init=False)
    boss: Any = field(init=False)

    def __post_init__(self) -> None:
        self.guild = self.env.create_guild()
        self.channel = self.guild.create_text_channel("mail-help")
        self.alice = self.guild.add_member(self.env.create_user("alice"))
        self.bob = self.guild.add_member(self.env.create_user("bob"))
        rights = discord.Permissions(manage_guild=True)
        admins = self.guild.create_role("Admins", permissions=rights)
        self.boss = self.guild.add_member(self.env.create_user("boss"), roles=[admins])

    async def restart(self) -> None:
        """The bot anew, with an empty memory, in the same Discord."""
        self.wired = self.again()
        await self.env.restart_bot(self.wired.client)


@pytest.fixture
async def world(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[World]:
    """A server with a channel and three people, and our bot."""
    chat, clock = ScriptedChat(), SimulatedClock()

    def again() -> Wired:
        return wired_to(chat, speaker, knowledge, clock)

    wired = again()
    # Not ``simcord.run``: a fixture begins and ends in two contexts, which its clock cannot bear.
    env = clock.env = simcord.Env(wired.client, shard_count=1)
    await env.start()
    try:
        yield World(env, chat, wired, clock, again)
        env.raise_errors()
        assert_nobody_is_pinged(env)
    finally:
        await env.shutdown()


def assert_nobody_is_pinged(env: simcord.Env) -> None:
    """Each message and each change says so, whatever stands in it."""
    for request in env.http_requests:
        data = request.json or {}
        message = data.get("data") if request.path.endswith("/callback") else data
        if isinstance(message, dict) and "components" in message and "title" not in message:
            allowed = {"replied_user": False} | message["allowed_mentions"]
            assert allowed == {"parse": [], "replied_user": False}, request.path


def texts(message: Any) -> str:
    """All the text that a message shows."""
    return "\n".join(part["content"] for part in parts(message) if "content" in part)


def buttons(message: Any) -> dict[str, dict[str, Any]]:
    """The buttons by their labels."""
    return {part["label"]: part for part in parts(message) if part["type"] == 2}


def options(message: Any) -> list[dict[str, Any]]:
    """What can be picked in its menus."""
    return [option for part in parts(message) for option in part.get("options", ())]


def parts(message: Any) -> list[dict[str, Any]]:
    """The parts that a message is made of, nested ones too."""
    return list(_parts([c if isinstance(c, dict) else c.to_dict() for c in message.components]))


def _parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _parts(component.get("components", []))
