"""Which requests are Slack's: signed, fresh, and each once."""

from __future__ import annotations

import hashlib
import hmac
import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.slack.doors import INSTALL, MOST_BYTES, PATH, Doors, Judge, Refusal
from tests.servers.moved_clock import BEGINNING, MovedClock

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = "payload=メール".encode()
NOW = int(BEGINNING.timestamp())


def signed(body: bytes, stamp: str, secret: str = SECRET) -> str:
    whole = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), whole, hashlib.sha256).hexdigest()


@pytest.fixture
def judge() -> Judge:
    return Judge(SECRET, MovedClock())


@pytest.mark.parametrize("apart", [-300, 0, 300])
def test_what_slack_signed_is_taken(judge: Judge, apart: int) -> None:
    """Within five minutes, whichever clock is ahead."""
    stamp = str(NOW + apart)
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is None


@pytest.mark.parametrize("apart", [-301, 301, -10_000_000])
def test_old_and_early_requests_are_refused(judge: Judge, apart: int) -> None:
    """However well they are signed."""
    stamp = str(NOW + apart)
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is Refusal.OLD


@pytest.mark.parametrize("stamp", ["", "now", "1e9", "-1", "１７", "1" * 13, " 17", "17\n"])
def test_a_time_that_is_none_is_refused(judge: Judge, stamp: str) -> None:
    """Before anything is computed of it."""
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is Refusal.STAMP


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "v0=",
        "v0=é",
        "v0=\udcff",
        signed(BODY, str(NOW), "other"),
        signed(BODY + b"x", str(NOW)),
    ],
)
def test_a_wrong_signature_is_refused(judge: Judge, signature: str) -> None:
    """Another secret, another body, no signature."""
    assert judge.refusal(str(NOW), signature, BODY) is Refusal.SIGNATURE


def test_what_was_seen_is_refused(judge: Judge) -> None:
    """Whoever recorded a request cannot send it again."""
    stamp = str(NOW)
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is None
    judge.remember(signed(BODY, stamp))
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is Refusal.REPLAYED
    later = str(NOW + 1)
    assert judge.refusal(later, signed(BODY, later), BODY) is None


def test_without_a_secret_nothing_is_taken() -> None:
    """Or whoever signs with an empty one would be Slack."""
    judge = Judge("", MovedClock())
    assert judge.refusal(str(NOW), signed(BODY, str(NOW), ""), BODY) is Refusal.CLOSED


def test_a_refused_request_does_not_spoil_the_true_one(judge: Judge) -> None:
    """Only what was taken is remembered."""
    stamp = str(NOW)
    assert judge.refusal(stamp, signed(BODY, stamp, "other"), BODY) is Refusal.SIGNATURE
    assert judge.refusal(stamp, signed(BODY, stamp), BODY) is None


async def posted(doors: Doors, body: bytes, headers: dict[str, str]) -> int:
    app = web.Application(client_max_size=16 * 1024)
    app.add_routes(doors.routes)
    async with (
        TestClient(TestServer(app)) as client,
        client.post(PATH, data=body, headers=headers) as answer,
    ):
        return answer.status


def headers(body: bytes, stamp: str = str(NOW)) -> dict[str, str]:
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed(body, stamp)}


async def test_the_doors_hand_on_what_is_true(caplog: pytest.LogCaptureFixture) -> None:
    """A payload larger than a form of the check page too."""
    taken: list[str] = []

    async def dispatch(body: str, _headers: object) -> web.Response:
        taken.append(body)
        return web.Response(text="ok")

    doors = Doors(SECRET, MovedClock())
    doors.dispatch = dispatch
    body = b"x" * 40_000
    assert await posted(doors, body, headers(body)) == 200
    assert taken == ["x" * 40_000]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 401),
        ({"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"}, 401),
        (headers(b"another body"), 401),
    ],
)
async def test_nothing_of_a_bad_body_is_logged(
    caplog: pytest.LogCaptureFixture, sent: dict[str, str], status: int
) -> None:
    """It may be a true one with a wrong clock, and a password in it."""
    caplog.set_level(logging.DEBUG)
    doors = Doors(SECRET, MovedClock())
    assert await posted(doors, b"password=hunter2", sent) == status
    assert "hunter2" not in caplog.text
    assert "a request was refused" in caplog.text


async def test_too_large_and_too_early() -> None:
    """A flood is not read, and before the app is there Slack is told to come back."""
    doors = Doors(SECRET, MovedClock())
    assert await posted(doors, b"x" * (MOST_BYTES + 1), {}) == 413
    assert await posted(doors, BODY, headers(BODY)) == 503


async def test_who_came_too_early_may_come_again() -> None:
    """Slack does so at once, with the very same request."""
    doors = Doors(SECRET, MovedClock())
    assert await posted(doors, BODY, headers(BODY)) == 503

    async def dispatch(_body: str, _headers: object) -> web.Response:
        return web.Response(text="ok")

    doors.dispatch = dispatch
    assert await posted(doors, BODY, headers(BODY)) == 200
    assert await posted(doors, BODY, headers(BODY)) == 401


async def test_pages_for_people_are_closed_until_opened() -> None:
    """Only an app for several workspaces is installed there."""
    app = web.Application()
    app.add_routes(Doors(SECRET, MovedClock()).routes)
    async with TestClient(TestServer(app)) as client, client.get(INSTALL) as answer:
        assert answer.status == 404
