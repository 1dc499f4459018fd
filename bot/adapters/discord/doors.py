"""Discord's requests by HTTP: judged before anything is made of them.

Discord signs the time and the body with its private key (Ed25519, RFC 8032); the public one is
the application's. It sends wrong signatures now and then, to see that they are refused with 401.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.body import BodyRefused, read_body
from bot.core.kept import Kept
from connectors.clock import Clock

PATH = "/discord/interactions"
"""What is entered as Interactions Endpoint URL, after our own address."""

WINDOW_SECONDS = 300
"""How far Discord's clock and ours may be apart."""

MOST_BYTES = 512 * 1024
"""The fullest payload, a message with its embeds, is far smaller."""

_MOST_SEEN = 100_000

BODY_SECONDS = 2.5
"""Discord waits for three."""

log = logging.getLogger("bot.adapters.discord")

Dispatch = Callable[[Mapping[str, Any]], None]
"""Takes an interaction; its answer goes another way."""


class Kind(IntEnum):
    """The first of Discord's kinds of interaction, and the answer to it."""

    PING = 1
    PONG = 1


class Refusal(StrEnum):
    """Why a request is not Discord's."""

    STAMP = "stamp"
    OLD = "old"
    SIGNATURE = "signature"
    REPLAYED = "replayed"


class Judge:
    """Says which requests are Discord's, each once. ``public_key`` is hexadecimal."""

    def __init__(self, public_key: str, clock: Clock) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._clock = clock
        # Twice the window: what is older is refused for its age.
        self._seen: Kept[bool] = Kept(clock, 2 * WINDOW_SECONDS, _MOST_SEEN)

    def refusal(self, stamp: str, signature: str, body: bytes) -> Refusal | None:
        """Why it is refused; None where it is Discord's and new."""
        if not re.fullmatch(r"[0-9]{1,12}", stamp):
            return Refusal.STAMP
        if not re.fullmatch(r"[0-9a-fA-F]{128}", signature):
            return Refusal.SIGNATURE
        try:
            self._key.verify(bytes.fromhex(signature), stamp.encode() + body)
        except InvalidSignature:
            return Refusal.SIGNATURE
        if abs(self._clock.now().timestamp() - int(stamp)) > WINDOW_SECONDS:
            return Refusal.OLD
        if self._seen.find(signature.lower()):
            return Refusal.REPLAYED
        self._seen.put(signature.lower(), True)
        return None


class Doors:
    """The route for a web application. Answers 503 until somebody is behind the door."""

    def __init__(self, public_key: str, clock: Clock) -> None:
        self._judge = Judge(public_key, clock)
        self._clock = clock
        self.dispatch: Dispatch | None = None

    @property
    def routes(self) -> list[web.RouteDef]:
        """What the web application hands to us."""
        return [web.post(PATH, self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """A request that says it is Discord's."""
        try:
            body = await read_body(request, MOST_BYTES, self._clock.limit(BODY_SECONDS))
        except BodyRefused:
            return web.Response(status=413)
        stamp = request.headers.get("X-Signature-Timestamp", "")
        signature = request.headers.get("X-Signature-Ed25519", "")
        if refusal := self._judge.refusal(stamp, signature, body):
            log.warning("a request was refused: %s", refusal)
            return web.Response(status=401)
        interaction = _interaction(body)
        if interaction is None:
            return web.Response(status=400)
        if interaction["type"] == Kind.PING:
            return web.json_response({"type": int(Kind.PONG)})
        return self._taken(interaction)

    def _taken(self, interaction: Mapping[str, Any]) -> web.Response:
        """Accepted: the answer to the interaction goes out by the REST API."""
        if self.dispatch is None:
            return web.Response(status=503)
        try:
            self.dispatch(interaction)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("an interaction could not be read: %s", type(error).__name__)
            return web.Response(status=400)
        return web.Response(status=202)


def _interaction(body: bytes) -> Mapping[str, Any] | None:
    """The interaction in a body; None where there is none."""
    try:
        read = json.loads(body)
    except ValueError:
        return None
    return read if isinstance(read, dict) and isinstance(read.get("type"), int) else None
