"""Deliveries by HTTP, signed as Slack signs them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.slack_platform.clock import Time
from tests.slack_platform.parcels import ACK_SECONDS, Acked, NotAcked, Outcome, Parcel
from tests.slack_platform.shapes import Json


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``X-Slack-Signature`` of a body."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class SignedHttp:
    """The way to an app that listens itself. ``url``: where its manifest has everything sent."""

    def __init__(self, url: str, secret: str, clock: Time) -> None:
        self._url, self._secret, self._clock = url, secret, clock
        self.ack_seconds = ACK_SECONDS
        self.sent: list[tuple[bytes, dict[str, str]]] = []

    async def send(self, parcel: Parcel) -> Outcome:
        """Post it; only a 200 in time counts."""
        body, content_type = self._body(parcel)
        headers = self.headers(body, content_type)
        if parcel.attempt:
            headers["X-Slack-Retry-Num"] = str(parcel.attempt)
            headers["X-Slack-Retry-Reason"] = parcel.reason
        return await self.post(body, headers)

    def headers(self, body: bytes, content_type: str) -> dict[str, str]:
        """Those that make the body Slack's."""
        timestamp = str(int(self._clock.now()))
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        """Post exactly this, signed or not."""
        self.sent.append((body, headers))
        began = time.perf_counter()
        try:
            async with (
                asyncio.timeout(self.ack_seconds),
                aiohttp.ClientSession() as session,
                session.post(self._url, data=body, headers=headers) as answer,
            ):
                content = await answer.text()
                status, kind = answer.status, answer.content_type
        except TimeoutError:
            return NotAcked("http_timeout")
        except aiohttp.ClientError:
            return NotAcked("connection_failed")
        if status != 200:
            return NotAcked("http_error", status)
        return Acked(_read(content, kind), time.perf_counter() - began)

    async def verify_url(self, challenge: str) -> Outcome:
        """Ask whether the address is the app's, as Slack does when it is entered."""
        said = {"type": "url_verification", "token": "stand-in", "challenge": challenge}
        body = json.dumps(said).encode()
        return await self.post(body, self.headers(body, "application/json"))

    def _body(self, parcel: Parcel) -> tuple[bytes, str]:
        form = "application/x-www-form-urlencoded"
        match parcel.kind:
            case "events_api":
                return json.dumps(parcel.payload).encode(), "application/json"
            case "interactive":
                return urlencode({"payload": json.dumps(parcel.payload)}).encode(), form
            case _:
                return urlencode(parcel.payload).encode(), form


def _read(content: str, kind: str) -> Json:
    """What the app said: JSON, or words to be shown as they are."""
    if not content:
        return {}
    if kind == "application/json":
        read = json.loads(content)
        return read if isinstance(read, dict) else {"text": content}
    return {"text": content}
