"""Slack's requests by HTTP: judged before anything is made of them.

Slack signs the time and the body with a secret that it shares with us. What is not signed, old, or
was seen before is refused with 401 and leaves no trace but a count of reasons in the log.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from aiohttp import web

from bot.body import BodyRefused, read_body
from bot.core.kept import Kept
from connectors.clock import Clock

PATH = "/slack/events"
"""One address for events, commands, clicks and forms."""

WINDOW_SECONDS = 300
"""How far Slack's clock and ours may be apart."""

MOST_BYTES = 512 * 1024
"""The fullest payload, a message with its blocks and a form's state, is far smaller."""

BODY_SECONDS = 5.0

_MOST_SEEN = 100_000

log = logging.getLogger(__name__)

Dispatch = Callable[[str, Mapping[str, str]], Awaitable[web.Response]]
"""Hands a body and its headers on, and gives the answer for Slack."""


class Refusal(StrEnum):
    """Why a request is not Slack's."""

    CLOSED = "closed"
    """No secret is shared: Slack talks to us another way, and who signs with nothing is not it."""
    STAMP = "stamp"
    OLD = "old"
    SIGNATURE = "signature"
    REPLAYED = "replayed"


class Judge:
    """Says which requests are Slack's, each once."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret.encode()
        self._clock = clock
        # Twice the window: what is older is refused for its age.
        self._seen: Kept[bool] = Kept(clock, 2 * WINDOW_SECONDS, _MOST_SEEN)

    def refusal(self, stamp: str, signature: str, body: bytes) -> Refusal | None:
        """Why it is refused; None where it is Slack's and new."""
        if not self._secret:
            return Refusal.CLOSED
        if not re.fullmatch(r"[0-9]{1,12}", stamp):
            return Refusal.STAMP
        if abs(self._clock.now().timestamp() - int(stamp)) > WINDOW_SECONDS:
            return Refusal.OLD
        signed = f"v0:{stamp}:".encode() + body
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            return Refusal.SIGNATURE
        return Refusal.REPLAYED if self._seen.find(expected) else None

    def remember(self, signature: str) -> None:
        """A request with this signature is taken: whoever sends it again is refused."""
        self._seen.put(signature, True)


class Doors:
    """The routes for a web application. Answers 503 until somebody is behind the door."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._judge = Judge(secret, clock)
        self._clock = clock
        self.dispatch: Dispatch | None = None
        self.more: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        """Pages for people, by path, opened later."""

    @property
    def routes(self) -> list[web.RouteDef]:
        """What the web application hands to us."""
        pages = [web.get(path, self._page) for path in (INSTALL, REDIRECT)]
        return [web.post(PATH, self.take), *pages]

    async def take(self, request: web.Request) -> web.Response:
        """A request that says it is Slack's."""
        try:
            body = await read_body(request, MOST_BYTES, self._clock.limit(BODY_SECONDS))
        except BodyRefused:
            return web.Response(status=413)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if refusal := self._judge.refusal(stamp, signature, body):
            log.warning("a request was refused: %s", refusal)
            return web.Response(status=401)
        if self.dispatch is None:
            # Not remembered: Slack comes again at once, perhaps within the same second.
            return web.Response(status=503)
        self._judge.remember(signature)
        return await self.dispatch(body.decode("utf-8", "replace"), request.headers)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        page = self.more.get(request.path)
        return await page(request) if page else web.Response(status=404)


INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
"""Where people begin an installation, and where Slack brings them back to."""
