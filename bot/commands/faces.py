"""The chats that ``mailmedic serve`` can be in: which are configured, and how each is started.

An adapter, and its platform's library, is loaded only where it is configured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.terminal.context import Context
from bot.core.chat import Chat, Face
from connectors.clock import Clock

if TYPE_CHECKING:
    from aiohttp import web

    from bot.adapters.discord.settings import DiscordSettings
    from bot.adapters.slack.settings import SlackSettings
    from bot.store.store import Store

PLATFORMS = ("slack", "discord")
"""By the names that ``Who.id`` and ``Where.id`` begin with."""

Start = Callable[[Chat, "Store"], AbstractAsyncContextManager[Face]]


@dataclass(frozen=True)
class Platform:
    """One chat that is configured. ``routes`` are its requests to our web address."""

    name: str
    start: Start
    routes: tuple[web.AbstractRouteDef, ...] = ()


def configured(context: Context, clock: Clock) -> tuple[Platform, ...]:
    """The chats that are configured.

    Raises:
        SettingsError: one is configured in a way that cannot be meant.
    """
    from bot.adapters.discord.settings import DiscordSettings
    from bot.adapters.slack.settings import SlackSettings

    slack = SlackSettings.from_env(context.environ)
    discord = DiscordSettings.from_env(context.environ)
    found = [_slack(slack, context, clock)] if slack else []
    if discord:
        found.append(_discord(discord, context, clock))
    return tuple(found)


def missing(platforms: Iterable[Platform]) -> tuple[str, ...]:
    """The chats that are not configured."""
    there = {platform.name for platform in platforms}
    return tuple(name for name in PLATFORMS if name not in there)


def _slack(settings: SlackSettings, context: Context, clock: Clock) -> Platform:
    from bot.adapters.slack.doors import Doors
    from bot.adapters.slack.settings import Transport
    from bot.web.pictures import path_of

    by_http = settings.transport is Transport.HTTP
    doors = Doors(settings.signing_secret, clock) if by_http else None
    public = context.settings.serve.public_url

    def start(chat: Chat, _store: Store) -> AbstractAsyncContextManager[Face]:
        from bot.adapters.slack.run import running

        return running(
            settings,
            chat,
            context.speaker,
            clock=clock,
            doors=doors,
            picture_url=lambda name, language: public and public + path_of(name, language),
        )

    return Platform("slack", start, tuple(doors.routes) if doors else ())


def _discord(settings: DiscordSettings, context: Context, clock: Clock) -> Platform:
    from bot.adapters.discord.doors import Doors
    from bot.adapters.discord.provider_names import ProviderNames
    from bot.adapters.discord.settings import Transport
    from bot.store.told import Told
    from bot.web.pictures import picture

    by_http = settings.transport is Transport.HTTP
    doors = Doors(settings.public_key, clock) if by_http else None

    def start(chat: Chat, store: Store) -> AbstractAsyncContextManager[Face]:
        from bot.adapters.discord.run import running

        return running(
            settings,
            chat,
            context.speaker,
            pictures=picture,
            providers=ProviderNames(context.knowledge.providers),
            told=Told(store, "discord-commands"),
            clock=clock,
            doors=doors,
        )

    return Platform("discord", start, tuple(doors.routes) if doors else ())
