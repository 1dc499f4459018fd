"""Discord, started on loopback: what a test holds in its hand."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from connectors.clock import Clock
from tests.discord_platform import described
from tests.discord_platform.actors import Actor
from tests.discord_platform.application import application
from tests.discord_platform.changes import PATIENCE_SECONDS, Changes
from tests.discord_platform.endpoint import Delivered, Endpoint, public_key_of
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.faults import Faults
from tests.discord_platform.gateway import Gateway
from tests.discord_platform.interactions import COMPONENT, MODAL_SUBMIT, PING, Interaction
from tests.discord_platform.offered import context_of, owners
from tests.discord_platform.places import (
    EVERYBODY,
    EVERYTHING,
    Channel,
    Guild,
    Membership,
    Role,
    User,
)
from tests.discord_platform.posted import Posted
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.callbacks import answer
from tests.discord_platform.rest.routes import Desk
from tests.discord_platform.schema import Fault
from tests.discord_platform.shapes import INTERACTION
from tests.discord_platform.state import State
from tests.discord_platform.writing import Writing


@dataclass(frozen=True)
class Server:
    """A guild, and its people."""

    discord: Discord
    guild: Guild

    def member(
        self,
        name: str,
        locale: str = "en-US",
        *,
        roles: tuple[Role, ...] = (),
        admin: bool = False,
        installed: bool = False,
    ) -> Actor:
        """Somebody new in it, in its first channel."""
        user = self.discord.state.add_user(name, locale, installed=installed)
        return self.join(user, roles=roles, admin=admin)

    def join(self, user: User, *, roles: tuple[Role, ...] = (), admin: bool = False) -> Actor:
        """Somebody known becomes a member."""
        permissions = EVERYTHING if admin else EVERYBODY
        self.guild.members[user.id] = Membership(user, roles, permissions)
        return Actor(self.discord, user, self.guild.channels[0])

    def channel(self, name: str) -> Channel:
        """Another channel."""
        return self.discord.state.add_channel(self.guild, name)


class Discord:
    """See the module. ``violations`` and ``defects`` must be empty when a test ends."""

    def __init__(self, clock: Clock) -> None:
        self.state = State(clock)
        self.gateway = Gateway(self.state)
        self.writing = Writing(self.state, self.gateway.announce)
        self.desk = Desk(self.state, self.writing)
        self.key = Ed25519PrivateKey.generate()
        self.state.application.public_key = public_key_of(self.key)
        self.endpoint: Endpoint | None = None

    # Addresses and the like.

    @property
    def api_url(self) -> str:
        return f"{self.state.base}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.state.base.replace("http", "ws", 1) + "/gateway"

    @property
    def token(self) -> str:
        return self.state.application.token

    @property
    def changes(self) -> Changes:
        return self.state.changes

    @property
    def faults(self) -> Faults:
        return self.state.faults

    # People and places.

    def guild(
        self,
        name: str = "Example",
        locale: str = "en-US",
        *,
        has_app: bool = True,
        external_apps: bool = True,
    ) -> Server:
        """A server."""
        made = self.state.add_guild(name, locale, has_app=has_app, external_apps=external_apps)
        return Server(self, made)

    def user(self, name: str, locale: str = "en-US", *, installed: bool = True) -> Actor:
        """Somebody who shares no server with us; ``installed`` the application for themselves."""
        user = self.state.add_user(name, locale, installed=installed)
        return Actor(self, user, self.state.conversation(user, self.state.bot))

    # What was sent.

    def requests(self, method: str = "", route: str = "") -> list[Sent]:
        """What the bot sent, to routes that hold these words."""
        return [one for one in self.state.sent if method in ("", one.method) and route in one.route]

    @property
    def everything_sent(self) -> str:
        """All of it, for looking whether something is in it."""
        return "\n".join(one.everything for one in self.state.sent)

    @property
    def refused(self) -> list[int]:
        """The codes with which requests were refused."""
        return [one.code for one in self.state.sent if one.status >= 400]

    async def ready(self, patience: float = PATIENCE_SECONDS) -> None:
        """The bot has synced its commands and listens, at the gateway or at its endpoint."""
        await self.changes.until(
            lambda: bool(self.state.commands) and (self.gateway.connected or self.endpoint),
            "a bot that is ready",
            patience,
        )

    def check(self) -> None:
        """Fail for what the bot sent and should not have."""
        told = [str(one) for one in self.state.violations] + self.state.defects
        assert not told, "\n".join(told)

    # What happens.

    def delete(self, message: Posted) -> None:
        """Somebody deletes a message."""
        self.writing.delete(message)

    async def interact(
        self, actor: Actor, kind: int, data: Mapping[str, Any], about: Posted | None
    ) -> Exchange:
        """Issue an interaction and deliver it, by the gateway or to the endpoint."""
        interaction = self.issue(actor, kind, data, about)
        self.state.interactions[interaction.token] = interaction
        if self.endpoint:
            await self._post(self.endpoint, interaction)
        else:
            guild = actor.channel.guild
            heard = guild.id if guild and guild.has_app else None
            self.gateway.dispatch("INTERACTION_CREATE", interaction.payload, heard)
        return Exchange(interaction, self.changes)

    async def again(self, exchange: Exchange) -> None:
        """Deliver the same interaction once more."""
        guild = exchange.interaction.channel.guild
        heard = guild.id if guild and guild.has_app else None
        self.gateway.dispatch("INTERACTION_CREATE", exchange.interaction.payload, heard)

    async def use_endpoint(self, url: str) -> None:
        """Save an endpoint, as the developer's page does: it must pong, and refuse a forgery.

        Raises:
            AssertionError: Discord would not save it.
        """
        endpoint = Endpoint(url, self.key)
        good = await self.ping(endpoint)
        assert (good.status, good.body) == (200, {"type": 1}), f"no pong: {good}"
        bad = await self.ping(endpoint, forged=True)
        assert bad.status == 401, f"a forged signature was taken: {bad}"
        self.endpoint = endpoint
        self.changes.happened()

    async def ping(self, endpoint: Endpoint, *, forged: bool = False) -> Delivered:
        """A PING, signed well or by somebody else."""
        payload = {
            "id": self.state.new_id(),
            "application_id": self.state.application.id,
            "type": PING,
            "token": secrets.token_urlsafe(64),
            "version": 1,
        }
        _check_shape(payload)
        return await endpoint.deliver(payload, self._timestamp(), forged=forged)

    async def _post(self, endpoint: Endpoint, interaction: Interaction) -> None:
        got = await endpoint.deliver(interaction.payload, self._timestamp())
        if got.status == 200 and isinstance(got.body, dict):
            sent = Sent("POST", "(endpoint)", self.state.clock.seconds(), got.body, {}, "")
            self.state.sent.append(sent)
            answer(self.desk, sent, interaction, got.body)
        elif got.status not in (202, 204):
            self.state.defects.append(f"the endpoint answered {got.status} to an interaction")

    def _timestamp(self) -> int:
        return int(self.state.clock.now().timestamp())

    def issue(
        self, actor: Actor, kind: int, data: Mapping[str, Any], about: Posted | None
    ) -> Interaction:
        channel, user = actor.channel, actor.user
        if kind in (COMPONENT, MODAL_SUBMIT) and about:
            channel = about.channel
        guild = channel.guild
        payload = self._payload(user, channel, kind, data) | (
            {"message": about.raw} if about else {}
        )
        _check_shape(payload)
        outside = bool(guild and not guild.has_app)
        return Interaction(
            id=payload["id"],
            token=payload["token"],
            type=kind,
            payload=payload,
            asker=user,
            channel=channel,
            issued=self.state.clock.seconds(),
            outside=outside or (guild is None and context_of(channel) != 1),
            always_ephemeral=outside and not (guild and guild.external_apps),
            about=about,
        )

    def _payload(
        self, user: User, channel: Channel, kind: int, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "id": self.state.new_id(),
            "application_id": self.state.application.id,
            "type": kind,
            "data": dict(data),
            "token": secrets.token_urlsafe(64),
            "version": 1,
            "entitlements": [],
            "authorizing_integration_owners": owners(user, channel),
            "attachment_size_limit": described.FILE_LIMIT,
            "app_permissions": str(described.app_permissions(channel)),
            "channel": described.partial_channel(channel, user),
            "channel_id": channel.id,
            "context": context_of(channel),
            "locale": user.locale,
        }
        if channel.guild:
            return payload | {
                "guild": described.partial_guild(channel.guild),
                "guild_id": channel.guild.id,
                "guild_locale": channel.guild.locale,
                "member": described.asking_member(channel.guild.members[user.id]),
            }
        return payload | {"user": described.user(user)}


def _check_shape(payload: Mapping[str, Any]) -> None:
    faults: list[Fault] = list(INTERACTION(payload, "interaction"))
    assert not faults, f"the stand-in drifted: {'; '.join(map(str, faults))}"


@asynccontextmanager
async def discord_platform(clock: Clock) -> AsyncIterator[Discord]:
    """Start it on a port of its own; at the end it fails for what it was sent wrongly."""
    discord = Discord(clock)
    runner = web.AppRunner(application(discord.state, discord.desk, discord.gateway))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    discord.state.base = f"http://{host}:{port}"
    try:
        yield discord
    finally:
        await discord.gateway.close()
        await runner.cleanup()
    discord.check()
