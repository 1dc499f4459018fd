"""A server with people, our bot, and a chat whose answers the test scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapters.discord.doors import Doors
from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.start import running
from bot.adapters.discord.settings import DiscordSettings
from bot.core.chat import Answer
from bot.core.model import Block, Reply, Span, Text
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.chat import WireChat, WireScript
from tests.discord_platform.actors import Actor
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.held_clock import HeldClock
from tests.discord_platform.platform import Discord, Server, discord_platform
from tests.discord_platform.posted import Posted

LOCALES = {"en": "en-GB", "ja": "ja"}
"""What people chose in Discord, by our language."""


class Hash:
    """Where the commands' hash is kept; it outlives a restart."""

    def __init__(self) -> None:
        self.digest = ""

    async def read(self) -> str:
        """See ``sync.Told``."""
        return self.digest

    async def write(self, digest: str) -> None:
        """See ``sync.Told``."""
        self.digest = digest


@dataclass
class World:
    """``hanako`` speaks Japanese, ``taro`` English; ``taro`` only looks on in most tests."""

    discord: Discord
    clock: HeldClock
    knowledge: Knowledge
    speaker: Speaker
    server: Server
    hanako: Actor
    taro: Actor
    settings: DiscordSettings
    chat: WireChat
    told: Hash = field(default_factory=Hash)
    face: DiscordFace | None = None

    def person(self, language: str) -> Actor:
        """The member who speaks this."""
        return self.hanako if language == "ja" else self.taro

    def onlooker(self, language: str) -> Actor:
        """And the other one."""
        return self.taro if language == "ja" else self.hanako

    def label(self, key: str, language: str, **values: object) -> str:
        """A word of the face, in plain text."""
        return self.speaker.plain(f"discord.{key}", Language(language), **values)

    def script(self, text: str, first: Reply) -> WireScript:
        """Answer to a text with a reply, and with later ones as the test says."""
        script = WireScript(self.discord.changes)
        self.chat.answers[text] = Answer(first, script.replies(), "answer-1")
        return script

    async def shows(self, exchange: Exchange, *words: str) -> Posted:
        """The answer says these; pauses between edits are over at once."""
        return await self.clock.passing(exchange.shows(*words))

    async def finds(self, actor: Actor, *words: str) -> Posted:
        """Somebody can read these; pauses are over at once."""
        return await self.clock.passing(actor.finds(*words))

    @asynccontextmanager
    async def started(
        self, chat: Any = None, *, doors: Doors | None = None, ready: bool = True, **changes: Any
    ) -> AsyncIterator[DiscordFace]:
        """Our bot runs; ``changes`` are of its settings."""
        settings = replace(self.settings, **changes)
        async with running(
            settings,
            chat or self.chat,
            self.speaker,
            providers=ProviderNames(self.knowledge.providers),
            told=self.told,
            clock=self.clock,
            doors=doors,
        ) as face:
            if ready:
                await self.discord.ready()
            self.face = face
            yield face


@asynccontextmanager
async def world_of(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[World]:
    """All but the bot."""
    clock = HeldClock()
    async with discord_platform(clock) as discord:
        server = discord.guild(locale="ja")
        yield World(
            discord,
            clock,
            knowledge,
            speaker,
            server,
            server.member("hanako", LOCALES["ja"]),
            server.member("taro", LOCALES["en"]),
            DiscordSettings(
                token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url
            ),
            WireChat(discord.changes),
        )


def said(text: str, *more: Block, language: str = "en", **kinds: Any) -> Reply:
    """A reply of one paragraph, and whatever else."""
    return Reply((Text((Span(text),)), *more), Language(language), **kinds)


def answers(chat: WireChat, known: Mapping[str, Reply]) -> None:
    """Answer to these texts or forms so."""
    for text, reply in known.items():
        chat.answers[text] = Answer(reply, None, f"answer-{len(chat.answers)}")
