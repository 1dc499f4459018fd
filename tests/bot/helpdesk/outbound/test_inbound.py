"""What other systems tell us of a case: signed, bounded, and once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.outbound.inbound import MOST_BYTES, PATH, Inbound, Taken, Update, update_of
from bot.helpdesk.outbound.signature import sign
from bot.store.cases import State
from tests.servers.moved_clock import MovedClock

SECRET = b"k" * 32
RESOLVED = b'{"case": 12, "state": "resolved", "note": "done", "by": "Ann"}'


class Desk:
    """A web server with the route, and what it took."""

    def __init__(self) -> None:
        self.clock = MovedClock()
        self.taken: list[Update] = []
        self.answer = Taken.DONE
        self.url = ""

    async def take(self, update: Update) -> Taken:
        self.taken.append(update)
        return self.answer

    def signed(self, body: bytes, event: str = "e1") -> dict[str, str]:
        """The headers of a body that is sent now."""
        return sign(SECRET, event, int(self.clock.now().timestamp()), body)

    async def send(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Send it; the status."""
        async with (
            ClientSession() as session,
            session.post(self.url, data=body, headers=headers) as answer,
        ):
            assert await answer.read() == b""
            return answer.status


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    """One that listens."""
    desk = Desk()
    app = web.Application()
    app.add_routes(Inbound(SECRET, desk.take, desk.clock).routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield desk
    await runner.cleanup()


async def test_an_update_is_taken_once(desk: Desk) -> None:
    """The same one again is answered as before, and changes nothing."""
    for _ in range(2):
        assert await desk.send(RESOLVED, desk.signed(RESOLVED)) == 204
    assert desk.taken == [Update(12, State.RESOLVED, "done", "Ann")]


@pytest.mark.parametrize(("answer", "status"), [(Taken.UNKNOWN, 404), (Taken.IMPOSSIBLE, 409)])
async def test_what_failed_may_be_sent_again(desk: Desk, answer: Taken, status: int) -> None:
    """It was not taken, so it is no repetition."""
    desk.answer = answer
    assert await desk.send(RESOLVED, desk.signed(RESOLVED)) == status
    desk.answer = Taken.DONE
    assert await desk.send(RESOLVED, desk.signed(RESOLVED)) == 204
    assert len(desk.taken) == 2


async def test_a_stranger_is_refused(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Not signed, by another, for another body, or too long ago; its words are not logged."""
    old = desk.signed(RESOLVED)
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await desk.send(RESOLVED, {}) == 401
        now = int(desk.clock.now().timestamp())
        assert await desk.send(RESOLVED, sign(b"x" * 32, "e", now, RESOLVED)) == 401
        assert await desk.send(b"other words", old) == 401
        desk.clock.move(301)
        assert await desk.send(RESOLVED, old) == 401
    assert desk.taken == []
    assert "other words" not in caplog.text


async def test_one_in_pieces_is_read_to_its_end(desk: Desk) -> None:
    """The line brings it as it likes."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(RESOLVED), 20):
            yield RESOLVED[at : at + 20]
            await asyncio.sleep(0.01)

    async with (
        ClientSession() as session,
        session.post(desk.url, data=pieces(), headers=desk.signed(RESOLVED)) as answer,
    ):
        assert answer.status == 204
    assert desk.taken == [Update(12, State.RESOLVED, "done", "Ann")]


async def test_too_much_is_not_read(desk: Desk) -> None:
    """However it is signed."""
    body = b" " * (MOST_BYTES + 1)
    assert await desk.send(body, desk.signed(body)) == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 5_000,
        b'{"case": 12}',
        b'{"case": "12", "state": "open"}',
        b'{"case": true, "state": "open"}',
        b'{"case": 0, "state": "open"}',
        b'{"case": 99999999999, "state": "open"}',
        b'{"case": 12, "state": "exploded"}',
        b'{"case": 12, "state": ["open"]}',
        b'{"case": 12, "state": "open", "note": 1}',
        b"\xff",
    ],
)
async def test_what_says_nothing_is_told_so(desk: Desk, body: bytes) -> None:
    """It is signed, so whoever sent it may learn that it was wrong."""
    assert await desk.send(body, desk.signed(body)) == 400
    assert desk.taken == []


@given(st.recursive(st.none() | st.integers() | st.text(), lambda s: st.dictionaries(st.text(), s)))
def test_no_json_breaks_it(said: object) -> None:
    """Whatever stands where."""
    body = json.dumps({"case": said, "state": said, "note": said}).encode()
    assert update_of(body) is None
