"""Signed HTTP: what is not Slack's, old or seen before is refused, and leaves no trace."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.settings import Transport
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, Office, office
from tests.bot.adapters.slack_wire.script import Script
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.parcels import Acked, NotAcked
from tests.slack_platform.signed_http import SignedHttp, signature

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def called(script: Script, speaker: Speaker) -> AsyncIterator[Office]:
    """A workspace whose Slack calls us."""
    async with office(script, speaker, MovedClock(), transport=Transport.HTTP) as there:
        yield there


def door(called: Office) -> SignedHttp:
    assert called.http
    return called.http


async def test_the_address_is_verified(called: Office) -> None:
    """With the challenge."""
    outcome = await door(called).verify_url("abc")
    assert isinstance(outcome, Acked)
    assert "abc" in json.dumps(outcome.body)


@pytest.mark.parametrize("seconds", [301, -301, 10**6])
async def test_five_minutes(called: Office, seconds: int) -> None:
    """A body that is older is refused, and so is one from the future."""
    headers = door(called).headers(b"{}", FORM)
    called.clock.move(seconds) if seconds > 0 else None
    if seconds < 0:
        stamp = str(int(headers["X-Slack-Request-Timestamp"]) - seconds)
        sign = signature(called.slack.app.signing_secret, stamp, b"{}")
        headers |= {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign}
    assert await door(called).post(b"{}", headers) == NotAcked("http_error", 401)


@pytest.mark.parametrize("stamp", ["", "now", "1e3", "-1", "٣", "9" * 400, "1700000000.5", "0x1"])
async def test_stamps_that_are_none(called: Office, stamp: str) -> None:
    """401, and no defect of ours."""
    sign = signature(called.slack.app.signing_secret, stamp, b"{}")
    headers = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign,
    }
    assert await door(called).post(b"{}", headers) == NotAcked("http_error", 401)


@pytest.mark.parametrize("wrong", ["", "v0=", "v1=abc", "v0=" + "0" * 64, "é"])
async def test_wrong_signatures(
    called: Office, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    """401, and nothing of the body in any log."""
    caplog.set_level(logging.DEBUG)
    body = b"token=x&text=a+private+matter"
    headers = door(called).headers(body, FORM) | {"X-Slack-Signature": wrong}
    assert await door(called).post(body, headers) == NotAcked("http_error", 401)
    assert "private" not in caplog.text


async def test_a_body_that_comes_twice(called: Office, script: Script) -> None:
    """Taken once; the copy is refused."""
    await called.taro.command(COMMAND, "hello", channel=called.channel)
    await called.taro.waits_for_answer("answer to hello")
    body, headers = door(called).sent[-1]
    assert await door(called).post(body, headers) == NotAcked("http_error", 401)
    assert len(script.heard) == 1


async def test_a_body_that_was_changed(called: Office, script: Script) -> None:
    """One letter more."""
    await called.taro.command(COMMAND, "hello", channel=called.channel)
    body, headers = door(called).sent[-1]
    assert await door(called).post(body + b"!", headers) == NotAcked("http_error", 401)


async def test_a_body_without_end(called: Office) -> None:
    """Is cut off at its length."""
    body = b"payload=" + b"x" * 600_000
    outcome = await door(called).post(body, door(called).headers(body, FORM))
    assert isinstance(outcome, NotAcked)
    assert outcome.status in (0, 413)


@pytest.mark.parametrize(
    "body", [b"", b"payload=", b"payload=%7B", b"payload=null", b"payload=[]", b"{", b"\xff\xfe"]
)
@pytest.mark.parametrize("kind", [FORM, "application/json", "text/plain"])
async def test_signed_nonsense(called: Office, body: bytes, kind: str) -> None:
    """Is no reason to end: the next question is answered."""
    await door(called).post(body, door(called).headers(body, kind))
    await called.taro.writes("hello")
    await called.taro.waits_for_answer("answer to hello")
