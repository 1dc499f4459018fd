"""Discord's requests by HTTP: which are taken, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.adapters.discord.doors import MOST_BYTES, PATH, WINDOW_SECONDS, Doors, Judge, Refusal
from bot.adapters.discord.run.start import running
from bot.adapters.discord.settings import Transport
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, answers, said, world_of
from tests.discord_platform.endpoint import public_key_of
from tests.discord_platform.held_clock import BEGINNING, HeldClock

KEY = Ed25519PrivateKey.generate()
NOW = int(BEGINNING.timestamp())
PING = b'{"type": 1}'


class Behind:
    """Who is behind the door."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.error: Exception | None = None

    def take(self, interaction: Mapping[str, Any]) -> None:
        """Take one."""
        if self.error:
            raise self.error
        self.taken.append(interaction)


@asynccontextmanager
async def door(doors: Doors) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """Somebody who knocks."""
    app = web.Application()
    app.add_routes(doors.routes)
    async with TestClient(TestServer(app)) as client:
        yield client


async def knock(
    body: bytes,
    *,
    stamp: str = str(NOW),
    key: Ed25519PrivateKey = KEY,
    signature: str | None = None,
    behind: Behind | None = None,
) -> tuple[int, str]:
    """Status and words of the answer to a request."""
    doors = Doors(public_key_of(KEY), HeldClock())
    doors.dispatch = behind.take if behind else None
    signed = key.sign(stamp.encode() + body).hex() if signature is None else signature
    headers = {"X-Signature-Ed25519": signed, "X-Signature-Timestamp": stamp}
    async with door(doors) as client, client.post(PATH, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_ping_is_answered() -> None:
    """So that Discord saves the address."""
    status, text = await knock(PING)
    assert (status, json.loads(text)) == (200, {"type": 1})


REFUSED: dict[str, dict[str, Any]] = {
    "another key": {"key": Ed25519PrivateKey.generate()},
    "no signature": {"signature": ""},
    "no hexadecimal signature": {"signature": "x" * 128},
    "a signature that is cut": {"signature": KEY.sign(str(NOW).encode() + PING).hex()[:-2]},
    "a signature of something else": {"signature": KEY.sign(PING).hex()},
    "no time": {"stamp": ""},
    "a time that is none": {"stamp": "now"},
    "a time that is too long": {"stamp": "1" * 13},
    "long ago": {"stamp": str(NOW - WINDOW_SECONDS - 1)},
    "in the future": {"stamp": str(NOW + WINDOW_SECONDS + 1)},
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_discords_is_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """With 401, and nothing of it in the log."""
    behind = Behind()
    status, text = await knock(PING, behind=behind, **REFUSED[name])
    assert (status, text) == (401, "")
    assert behind.taken == []
    assert '"type"' not in caplog.text


def test_a_request_counts_once() -> None:
    """Whoever has caught one cannot send it again, as long as it is not refused for its age."""
    clock = HeldClock()
    judge = Judge(public_key_of(KEY), clock)
    first, second = (KEY.sign(str(NOW).encode() + body).hex() for body in (PING, b"{}"))
    assert judge.refusal(str(NOW), first, PING) is None
    assert judge.refusal(str(NOW), second, b"{}") is None
    assert judge.refusal(str(NOW), first.upper(), PING) is Refusal.REPLAYED
    clock.move(WINDOW_SECONDS)
    assert judge.refusal(str(NOW), first, PING) is Refusal.REPLAYED
    clock.move(WINDOW_SECONDS + 1)
    assert judge.refusal(str(NOW), first, PING) is Refusal.OLD
    later = str(NOW + 2 * WINDOW_SECONDS)
    assert judge.refusal(later, KEY.sign(later.encode() + PING).hex(), PING) is None


@pytest.mark.parametrize("away", [-WINDOW_SECONDS, WINDOW_SECONDS])
async def test_clocks_may_differ(away: int) -> None:
    """By a few minutes."""
    assert (await knock(PING, stamp=str(NOW + away)))[0] == 200


async def test_an_interaction_is_accepted() -> None:
    """Its answer goes another way."""
    behind = Behind()
    assert await knock(b'{"type": 2, "id": "5"}', behind=behind) == (202, "")
    assert behind.taken == [{"type": 2, "id": "5"}]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"type": "2"}', b"\xff"])
async def test_what_is_no_interaction_is_refused(body: bytes) -> None:
    """Though it is signed."""
    assert (await knock(body, behind=Behind()))[0] == 400


async def test_what_cannot_be_read_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    """By its kind in the log."""
    behind = Behind()
    behind.error = KeyError("token of somebody")
    assert (await knock(b'{"type": 2}', behind=behind))[0] == 400
    assert "KeyError" in caplog.text
    assert "of somebody" not in caplog.text


async def test_nobody_is_there_yet() -> None:
    """Or no more: Discord tells the person."""
    assert (await knock(b'{"type": 2}'))[0] == 503


async def test_a_body_too_long_is_refused() -> None:
    """Before it is read to its end."""
    assert (await knock(b"x" * (MOST_BYTES + 1)))[0] == 413


@asynccontextmanager
async def by_http(knowledge: Knowledge, speaker: Speaker) -> AsyncIterator[World]:
    """The real library behind the door, and the stand-in of Discord before it."""
    async with world_of(knowledge, speaker) as world:
        key = public_key_of(world.discord.key)
        doors = Doors(key, world.clock)
        settings = replace(world.settings, transport=Transport.HTTP, public_key=key)
        async with (
            door(doors) as client,
            running(settings, world.chat, speaker, clock=world.clock, doors=doors),
        ):
            await world.discord.use_endpoint(str(client.make_url(PATH)))
            yield world


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_commands_buttons_and_forms_work_by_http(
    knowledge: Knowledge, speaker: Speaker, language: str
) -> None:
    """The private method of the library does what we need of it."""
    async with by_http(knowledge, speaker) as world:
        answers(world.chat, {"q": said("An answer.", language=language)})
        person = world.person(language)
        got = await person.slash("mail ask", question="q")
        posted = await got.shows("An answer.")
        form = await person.click(posted, world.label("follow_up", language))
        answers(world.chat, {"and?": said("More.", language=language)})
        await (await person.submit(form.modal, {"text": "and?"})).shows("More.")
        world.chat.suggested = (("port 143", "topic:port.143"),)
        assert (await person.autocomplete("mail ask", "question", "port")).choices == ("port 143",)
