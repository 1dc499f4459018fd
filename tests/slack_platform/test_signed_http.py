"""The real slack-bolt meets the stand-in by signed HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.slack_platform.parcels import Acked, NotAcked
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.signed_http import SignedHttp, signature
from tests.slack_platform.strict import actor
from tests.slack_platform.toy import Toy


@pytest.fixture
async def http(slack: SlackPlatform) -> AsyncIterator[SignedHttp]:
    """The small app listens, and the stand-in calls it."""
    toy = Toy(slack)
    runner = web.AppRunner(toy.app.web_app(path="/slack/events"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack.transport = http = SignedHttp(url, slack.app.signing_secret, slack.clock)
    yield http
    await toy.handler.client.close()  # type: ignore[no-untyped-call]
    await runner.cleanup()


async def test_the_address_is_verified(http: SignedHttp) -> None:
    """With the challenge that it was asked with."""
    outcome = await http.verify_url("3eZbrw1a")
    assert isinstance(outcome, Acked)
    assert outcome.body in ({"challenge": "3eZbrw1a"}, {"text": "3eZbrw1a"})


async def test_every_kind_is_taken(slack: SlackPlatform, http: SignedHttp) -> None:
    """Commands as forms, interactions as JSON in a form, events as JSON."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    shown = await taro.command("/toy", "こんにちは")
    assert shown
    assert shown.text == "You said こんにちは"
    await taro.click(shown, "Once")
    await taro.waits_for_answer("Pressed")
    await taro.opens("home")
    await taro.waits_for_home()


async def test_a_forged_body_is_refused(http: SignedHttp) -> None:
    """The signature is of the body, the time and the secret."""
    headers = http.headers(b"{}", "application/json")
    assert isinstance(await http.post(b'{"a": 1}', headers), NotAcked)


def test_the_signature_is_slacks() -> None:
    """Computed another way, by hand: v0, time and body, joined by colons."""
    import hashlib
    import hmac

    expected = hmac.new(b"s", b"v0:1700000000:text=94070", hashlib.sha256).hexdigest()
    assert signature("s", "1700000000", b"text=94070") == f"v0={expected}"
