"""Interactions by HTTP: signed by Discord, answered over REST by the same commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from bot.adapters.discord.doors import PATH, Doors
from bot.adapters.discord.settings import Transport
from bot.core.model import Choice, Choices, Field, Form
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, answers, said, world_of
from tests.discord_platform.endpoint import Endpoint

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


@asynccontextmanager
async def served(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[tuple[World, str]]:
    """The face behind an address of ours, which Discord has accepted."""
    async with world_of(knowledge, speaker) as world:
        key = world.discord.state.application.public_key
        doors = Doors(key, world.clock)
        app = web.Application()
        app.add_routes(doors.routes)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        url = f"http://{host}:{port}{PATH}"
        try:
            with_http = world.started(
                transport=Transport.HTTP, public_key=key, doors=doors, ready=False
            )
            async with with_http:
                await world.discord.use_endpoint(url)
                yield world, url
        finally:
            await runner.cleanup()


@LANGUAGES
async def test_the_whole_way_by_http(knowledge: Knowledge, speaker: Speaker, language: str) -> None:
    """A command, a completion, a button and a form, without any gateway."""
    async with served(knowledge, speaker) as (world, _):
        actor = world.person(language)
        choice = Choices((), (Choice("Go", "topic:x"),))
        form = Form("check", "A", (Field("address", "Address"),), "Go")
        answers(
            world.chat,
            {
                "q": said("an answer", choice, language=language),
                "f": said("?", form, language=language),
            },
        )
        world.chat.suggested = (("IMAP", "topic:imap4.what"),)
        asked = await actor.slash("mail ask", question="q")
        assert "an answer" in asked.text
        assert world.chat.last.who.language == language
        assert (await actor.autocomplete("mail ask", "question", "IM")).choices == ("IMAP",)
        pressed = await actor.click(asked.message, "Go")
        assert "topic:x" in pressed.text
        opened = await actor.slash("mail ask", question="f")
        sent = await actor.submit(opened.modal, {"Address": "a@example.com"})
        await sent.answered()
        assert world.chat.values == {"address": "a@example.com"}
        assert not world.discord.gateway.heard


async def test_a_check_by_http(knowledge: Knowledge, speaker: Speaker) -> None:
    """Its steps replace one another there too."""
    async with served(knowledge, speaker) as (world, _):
        script = world.script("go", said("step 1", private=True, final=False))
        got = await world.taro.slash("mail ask", question="go", private=True)
        script.say(said("the end", private=True))
        await world.shows(got, "the end")
        assert "the end" not in world.hanako.reads


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b'{"type": 1}'),
        ({"X-Signature-Timestamp": "0", "X-Signature-Ed25519": "00" * 64}, b'{"type": 1}'),
        ({"X-Signature-Timestamp": "x", "X-Signature-Ed25519": "zz"}, b"{"),
        ({"X-Signature-Timestamp": "0", "X-Signature-Ed25519": "é"}, b""),
    ],
)
async def test_what_is_not_discord_s(
    knowledge: Knowledge, speaker: Speaker, headers: dict[str, str], body: bytes
) -> None:
    """401, whatever it is, and nothing is heard."""
    async with served(knowledge, speaker) as (world, url):
        async with ClientSession() as session, session.post(url, data=body, headers=headers) as got:
            assert got.status == 401
        assert not world.chat.heard


async def test_an_old_request_is_no_request(knowledge: Knowledge, speaker: Speaker) -> None:
    """A good signature of long ago may be somebody's who listened: it is refused."""
    async with served(knowledge, speaker) as (world, url):
        endpoint = Endpoint(url, world.discord.key)
        now = int(world.clock.now().timestamp())
        got = await endpoint.deliver({"type": 1}, now - 3600)
        assert got.status == 401
        assert (await endpoint.deliver({"type": 1}, now)).body == {"type": 1}


async def test_a_payload_that_cannot_be_read(knowledge: Knowledge, speaker: Speaker) -> None:
    """Signed all the same: refused without a traceback, and the next one works."""
    async with served(knowledge, speaker) as (world, url):
        endpoint = Endpoint(url, world.discord.key)
        now = int(world.clock.now().timestamp())
        for payload in ({}, {"type": "x"}, {"type": 2}, {"type": 99, "id": "1"}):
            assert (await endpoint.deliver(payload, now)).status == 400
        assert "hello" in (await world.taro.slash("mail ask", question="hello")).text
