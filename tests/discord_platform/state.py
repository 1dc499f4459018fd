"""All that the stand-in knows: who is there, what was written, what the bot has sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from connectors.clock import Clock
from tests.discord_platform.changes import Changes
from tests.discord_platform.faults import Faults
from tests.discord_platform.ids import Snowflakes
from tests.discord_platform.interactions import Interaction
from tests.discord_platform.places import DM, Channel, Guild, Role, User
from tests.discord_platform.posted import Posted
from tests.discord_platform.requests import Sent
from tests.discord_platform.schema import Fault

TOKEN = "stand-in.bot.token"


@dataclass
class Application:
    """The bot's application; ``privileged`` are the privileged intents that it was granted."""

    id: str
    bot: User
    token: str = TOKEN
    public_key: str = "0" * 64
    privileged: int = 0
    shards: int = 1


@dataclass
class Violation:
    """A payload that breaks a limit or our manners, and the request that carried it."""

    sent: Sent
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        told = "; ".join(map(str, self.faults))
        return f"{self.sent.method} {self.sent.route}: {told}"


@dataclass
class State:
    """See the module. ``violations`` must be empty when a test ends."""

    clock: Clock
    base: str = ""
    changes: Changes = field(default_factory=Changes)
    faults: Faults = field(default_factory=Faults)
    guilds: list[Guild] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[str, Posted] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By guild, the application's own under the empty name."""
    cdn: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    """The names of the files that somebody asked for."""
    stalled: asyncio.Event | None = None
    """While there is one that is not set, no file comes."""

    sent: list[Sent] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    """What the bot asked for and Discord does not have, and what it should not have said."""

    def __post_init__(self) -> None:
        self.new_id = Snowflakes(self.clock)
        bot = User(self.new_id(), "mailmedic", bot=True)
        self.users[bot.id] = bot
        self.application = Application(self.new_id(), bot)

    @property
    def bot(self) -> User:
        return self.application.bot

    def add_guild(
        self,
        name: str,
        locale: str = "en-US",
        *,
        has_app: bool = True,
        external_apps: bool = True,
    ) -> Guild:
        """A server with one text channel."""
        guild = Guild(self.new_id(), name, locale, has_app, external_apps)
        self.guilds.append(guild)
        self.add_channel(guild, "general")
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        """Another text channel."""
        channel = Channel(self.new_id(), 0, name, guild)
        self.channels[channel.id] = channel
        guild.channels.append(channel)
        return channel

    def add_role(self, name: str) -> Role:
        """A role, for a guild's members."""
        return Role(self.new_id(), name)

    def add_user(self, name: str, locale: str = "en-US", *, installed: bool = False) -> User:
        """An account."""
        user = User(self.new_id(), name, locale, installed=installed)
        self.users[user.id] = user
        return user

    def conversation(self, *people: User) -> Channel:
        """The direct conversation of these, which is one for ever."""
        for channel in self.channels.values():
            if channel.guild is None and set(channel.people) == set(people):
                return channel
        channel = Channel(self.new_id(), DM if len(people) == 2 else 3, "", None, people)
        self.channels[channel.id] = channel
        return channel

    def seen_by(self, user: User) -> tuple[Posted, ...]:
        """Every message that somebody can read, oldest first."""
        return tuple(one for one in self.messages.values() if one.visible_to(user))
