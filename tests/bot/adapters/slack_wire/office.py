"""mailmedic in a workspace of the stand-in, by the real library, over either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.adapters.slack import ways
from bot.adapters.slack.doors import PATH, Doors
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.run import running
from bot.adapters.slack.run.face import SlackFace
from bot.adapters.slack.settings import SlackSettings, Transport
from bot.core.chat import Chat
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.actor import Actor
from tests.slack_platform.app_config import AppConfig, Shortcut
from tests.slack_platform.clock import SharedTime
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Channel, Message
from tests.slack_platform.signed_http import SignedHttp
from tests.slack_platform.strict import actor, strict
from tests.slack_platform.workspace import Workspace

COMMAND = "/mail"
SLOW_SECONDS = 10.0
LOCALES = {"en": "en-US", "ja": "ja-JP"}


def installed(speaker: Speaker, language: str, transport: Transport) -> AppConfig:
    """The app that Slack makes of our manifest: what that forgets, it cannot do."""
    url = "" if transport is Transport.SOCKET else "https://mailmedic.example"
    made = manifest(speaker, Language(language), command=COMMAND, public_url=url)
    assert made["settings"]["socket_mode_enabled"] is not bool(url)  # type: ignore[index, call-overload]
    return AppConfig.from_manifest(made)


def app_config(**more: Any) -> AppConfig:
    """The app as its own list of ways in has it."""
    return AppConfig(
        scopes=tuple(ways.SCOPES),
        events=ways.EVENTS,
        commands={COMMAND: False},
        shortcuts=(
            Shortcut("Explain this mail error", ways.EXPLAIN, True),
            Shortcut("Check my mail account", ways.CHECK, False),
        ),
        **more,
    )


@dataclass
class Office:
    """A workspace with two people, a channel that both read, and mailmedic in it."""

    slack: SlackPlatform
    acme: Workspace
    taro: Actor
    hana: Actor
    channel: Channel
    clock: MovedClock
    face: SlackFace = field(init=False)
    http: SignedHttp | None = None

    async def waits(self, actor: Actor, words: str, **more: Any) -> Message:
        """What somebody sees with these words, wherever."""
        return await actor.waits_for_answer(words, **more)

    async def fence(self) -> None:
        """All that was delivered before is done: a later question is answered.

        By somebody new, in their own conversation, who is not one of those that are looked at.
        """
        other = actor(self.slack, self.acme, f"fence{len(self.acme.people)}")
        for number, port in enumerate(("25", "110")):
            await other.writes(f"what's port {port}?")
            await other.waits_for_answer(port, more_than=number)


@asynccontextmanager
async def office(
    chat: Chat,
    speaker: Speaker,
    clock: MovedClock,
    *,
    transport: Transport = Transport.SOCKET,
    config: AppConfig | None = None,
    language: str = "en",
) -> AsyncIterator[Office]:
    """Everybody at work, until the block ends."""
    config = config or installed(speaker, language, transport)
    platform = SlackPlatform(config, SharedTime(clock))
    acme = platform.workspace("acme")
    taro, hana = (actor(platform, acme, name, LOCALES[language]) for name in ("taro", "hana"))
    channel = acme.add_channel("help", taro.person, hana.person, acme.bot)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(strict(platform))
        there = Office(platform, acme, taro, hana, channel, clock)
        # Bolt itself gives up after three seconds; a machine that runs many tests is slow.
        platform.sockets.ack_seconds = SLOW_SECONDS
        settings = settings_of(platform, transport)
        doors = Doors(settings.signing_secret, clock) if settings.signing_secret else None
        if doors:
            there.http = await stack.enter_async_context(_open(doors, there))
            there.http.ack_seconds = SLOW_SECONDS
            platform.transport = there.http
        there.face = await stack.enter_async_context(
            running(settings, chat, speaker, clock=clock, doors=doors)
        )
        if not doors:
            await platform.until(lambda: platform.sockets.connections, "no connection")
        yield there


def settings_of(platform: SlackPlatform, transport: Transport) -> SlackSettings:
    """What an operator would configure for the stand-in."""
    acme = platform.workspace("acme")
    socket = transport is Transport.SOCKET
    return SlackSettings(
        bot_token=acme.installation.token,
        app_token=platform.app.app_token if socket else "",
        signing_secret="" if socket else platform.app.signing_secret,
        transport=transport,
        command=COMMAND,
        api_url=platform.api_url,
    )


@asynccontextmanager
async def _open(doors: Doors, there: Office) -> AsyncIterator[SignedHttp]:
    """A web application with the adapter's routes."""
    application = web.Application()
    application.add_routes(doors.routes)
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield SignedHttp(url, there.slack.app.signing_secret, there.slack.clock)
    await runner.cleanup()
