"""Starts the face, and ends it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.adapters.discord.body import Pictures
from bot.adapters.discord.doors import Doors
from bot.adapters.discord.kept import KeptReplies
from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.render import no_pictures
from bot.adapters.discord.run.by_http import hand_over
from bot.adapters.discord.run.callbacks import Commands
from bot.adapters.discord.run.client import MailClient
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import log, quiet_library
from bot.adapters.discord.run.filled import Filled
from bot.adapters.discord.run.messages import Messages
from bot.adapters.discord.run.ongoing import Ongoing
from bot.adapters.discord.run.presses import Presses
from bot.adapters.discord.run.roots import set_roots
from bot.adapters.discord.run.screen import Screen
from bot.adapters.discord.run.sync import Told, ToldNowhere
from bot.adapters.discord.run.turns import Turns
from bot.adapters.discord.settings import DiscordSettings, Transport
from bot.adapters.discord.words import Phrases
from bot.core.chat import Chat
from connectors.clock import Clock, SystemClock

DRAIN = 20.0
"""Seconds for which answers that are on their way are waited for at the end."""

_NO_PROVIDERS, _NOWHERE, _SYSTEM = ProviderNames(()), ToldNowhere(), SystemClock()


@dataclass(frozen=True, slots=True)
class Wired:
    """The client with everything that answers, before it is connected."""

    client: MailClient
    face: DiscordFace
    ongoing: Ongoing


def wire(
    settings: DiscordSettings,
    chat: Chat,
    phrases: Phrases,
    *,
    pictures: Pictures = no_pictures,
    providers: ProviderNames = _NO_PROVIDERS,
    told: Told = _NOWHERE,
    clock: Clock = _SYSTEM,
) -> Wired:
    """Put the parts together. Needs a running event loop, and opens no connection."""
    client = MailClient(phrases, told)
    screen = Screen(phrases, pictures, KeptReplies())
    face = DiscordFace(client, screen)
    ongoing = Ongoing()
    client.turns = turns = Turns(chat, screen, face, clock, ongoing)
    client.messages = Messages(chat, screen, face, clock, ongoing)
    client.filled = filled = Filled(turns, screen)
    client.presses = Presses(turns, filled, chat, screen, face)
    Commands(turns, filled, chat, providers, phrases, clock).fill(client.tree, settings.command)
    return Wired(client, face, ongoing)


@asynccontextmanager
async def running(
    settings: DiscordSettings,
    chat: Chat,
    phrases: Phrases,
    *,
    pictures: Pictures = no_pictures,
    providers: ProviderNames = _NO_PROVIDERS,
    told: Told = _NOWHERE,
    clock: Clock = _SYSTEM,
    doors: Doors | None = None,
) -> AsyncIterator[DiscordFace]:
    """The face, logged in. At the end nothing new is taken, and what runs is waited for.

    With the ``http`` transport interactions come through ``doors``, whose routes are served
    elsewhere, and nothing is held open.

    Raises:
        discord.LoginFailure: Discord does not know the token.
        discord.HTTPException: it cannot be reached, or refuses something else.
    """
    quiet_library()
    set_roots(settings)
    wired = wire(
        settings, chat, phrases, pictures=pictures, providers=providers, told=told, clock=clock
    )
    # As a context it is closed also where it was never connected, as with a refused token.
    async with wired.client as client:
        await client.login(settings.token)
        async with _hearing(client, settings, doors):
            try:
                yield wired.face
            finally:
                await wired.ongoing.drain(DRAIN)


@asynccontextmanager
async def _hearing(
    client: MailClient, settings: DiscordSettings, doors: Doors | None
) -> AsyncIterator[None]:
    """What people say reaches us beside the block."""
    if settings.transport is Transport.HTTP:
        doors = doors or Doors(settings.public_key, _SYSTEM)
        doors.dispatch = partial(hand_over, client)
        try:
            yield
        finally:
            doors.dispatch = None
        return
    connection = asyncio.create_task(client.connect())
    connection.add_done_callback(_tell_end)
    try:
        yield
    finally:
        await client.close()
        connection.cancel()
        await asyncio.wait([connection])


def _tell_end(connection: asyncio.Task[None]) -> None:
    """The library connects again by itself, unless Discord refuses us for good."""
    if not connection.cancelled() and (error := connection.exception()):
        log.error("the connection has ended: %s", type(error).__name__)
