"""Checks of the demonstration's accounts from Discord, with the page on which the password goes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.chat.conversation import Conversation
from bot.demo import Ready
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, world_of
from tests.bot.web.conftest import demo_knowledge, ready, web
from tests.bot.web.world import HANAKO, PASSWORD, TARO
from tests.bot.web.world import World as Web
from tests.discord_platform.actors import Actor
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.judge.components import BUTTON
from tests.discord_platform.posted import Posted

__all__ = ["demo_knowledge", "ready", "web"]

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
PLANTED = "planted-9f3-ひみつ"


@dataclass
class Checking:
    """Discord, and the page."""

    world: World
    web: Web

    async def carded(self, actor: Actor, address: str) -> Posted:
        """Somebody wishes for a check; the card that asks for consent."""
        asked = await actor.slash("mail check", address=address)
        return await self.world.clock.passing(
            self.world.discord.changes.until(
                lambda: asked.message if button_of(asked.message, "go:") else None, "the card"
            )
        )

    async def gone(self, actor: Actor, card: Posted, kind: str) -> Exchange:
        """And agrees."""
        button = button_of(card, kind)
        assert button
        return await (await actor.use(card, button)).first()

    async def linked(self, exchange: Exchange) -> str:
        """The address of the page."""
        links = await self.world.clock.passing(
            self.world.discord.changes.until(lambda: exchange.message.links, "a link")
        )
        return links[0]


def button_of(message: Posted, kind: str) -> dict[str, object] | None:
    """The button that stands for a message of this kind."""
    for one in message.parts(BUTTON):
        if str(one.get("custom_id", "")).startswith(f"p:{kind}"):
            return dict(one)
    return None


def unescaped(message: Posted) -> str:
    """What is read, without what keeps it from being markup."""
    return message.text.replace("\\", "").replace("\u200b", "")


@pytest.fixture
async def checking(web: Web, ready: Ready) -> AsyncIterator[Checking]:
    """The conversation over the demonstration, on Discord."""
    speaker = Speaker(web.knowledge)
    async with world_of(web.knowledge, speaker) as world:
        chat = Conversation(web.knowledge, speaker, web.desk, web.clock)
        async with world.started(chat):
            yield Checking(world, web)


@LANGUAGES
async def test_a_check_that_succeeds(
    checking: Checking, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Wish, card, page, stages, result with the settings as a file: all for the asker alone."""
    world = checking.world
    actor, other = world.person(language), world.onlooker(language)
    with caplog.at_level(logging.DEBUG):
        card = await checking.carded(actor, TARO)
        got = await checking.gone(actor, card, "go:")
        await checking.web.post(await checking.linked(got))
        message = await world.clock.passing(
            world.discord.changes.until(
                lambda: got.message if got.message.files else None, "the result"
            )
        )
    assert TARO in unescaped(message)
    assert "IMAP" in message.text
    assert "read-me.txt" in message.files
    assert TARO not in other.reads
    for seen in (world.discord.everything_sent, caplog.text, actor.reads, other.reads):
        assert PASSWORD not in seen


@LANGUAGES
async def test_a_password_that_is_refused(checking: Checking, language: str) -> None:
    """The cause in words, the conversation on demand, and the planted password nowhere."""
    world = checking.world
    actor, other = world.person(language), world.onlooker(language)
    card = await checking.carded(actor, HANAKO)
    got = await checking.gone(actor, card, "go:")
    await checking.web.post(await checking.linked(got), {"act": "login", "password": PLANTED})
    message = await world.clock.passing(
        world.discord.changes.until(
            lambda: got.message if button_of(got.message, "last:conversation") else None,
            "the result",
        )
    )
    shown = await checking.gone(actor, message, "last:conversation")
    assert shown.message.ephemeral or shown.message is message
    assert PLANTED not in world.discord.everything_sent
    assert "hanako" not in other.reads
    again = await checking.gone(other, _copied(message, other), "last:conversation")
    assert "AUTHENTICATE" not in again.text


async def test_without_a_login(checking: Checking) -> None:
    """The other yes: no page, and a result that says that nobody logged in."""
    world = checking.world
    card = await checking.carded(world.taro, TARO)
    got = await checking.gone(world.taro, card, "dry:")
    await world.shows(got, world.speaker.plain("checks.no_login", "en")[:30])  # type: ignore[arg-type]
    assert TARO not in world.hanako.reads


def _copied(message: Posted, reader: Actor) -> Posted:
    """The same buttons where somebody else sees them: what they may be worth to a thief."""
    return Posted(message.raw, message.channel, reader.user)
