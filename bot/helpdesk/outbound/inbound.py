"""Hears from other systems how a case stands: a signed request, answered without a word too many.

``POST /hooks/case`` with ``{"case": 12, "state": "resolved", "note": "…", "by": "…"}``, signed as
Standard Webhooks has it with ``MAILMEDIC_HOOK_SECRET``. 204 when taken, or taken before; 401 when
not signed, or not from now; 400 when it says nothing that we know; 404 when there is no such
case; 409 when it cannot go there from where it stands.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from bot.body import BodyRefused, read_body
from bot.core.kept import Kept
from bot.helpdesk.outbound.signature import TOLERANCE_SECONDS, SignatureRefused, verify
from bot.store.cases import State
from connectors.clock import Clock

PATH = "/hooks/case"
MOST_BYTES = 16 * 1024
BODY_SECONDS = 10.0
"""For the whole body: until it is there nobody knows whose it is."""

MOST_SEEN = 10_000
LONGEST_NOTE, LONGEST_NAME = 2_000, 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Update:
    """What another system says of a case. ``note`` and ``by`` are words of strangers."""

    number: int
    state: State
    note: str = ""
    by: str = ""


class Taken(StrEnum):
    """What came of an update."""

    DONE = "done"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"


Take = Callable[[Update], Awaitable[Taken]]

_STATUS = {Taken.DONE: 204, Taken.UNKNOWN: 404, Taken.IMPOSSIBLE: 409}


class Inbound:
    """Takes updates from whoever has the secret."""

    def __init__(self, secret: bytes, take: Take, clock: Clock) -> None:
        self._secret = secret
        self._take = take
        self._clock = clock
        # Twice the tolerance: what is older is refused for its age.
        self._seen: Kept[bool] = Kept(clock, 2 * TOLERANCE_SECONDS, MOST_SEEN)

    def routes(self) -> list[web.RouteDef]:
        """For the web application."""
        return [web.post(PATH, self.hear)]

    async def hear(self, request: web.Request) -> web.Response:
        """Answer one request."""
        try:
            body = await read_body(request, MOST_BYTES, self._clock.limit(BODY_SECONDS))
        except BodyRefused:
            return web.Response(status=413)
        now = self._clock.now().timestamp()
        try:
            event = verify(self._secret, request.headers, body, now)
        except SignatureRefused as refused:
            log.warning("an update was refused: %s", refused.reason)
            return web.Response(status=401)
        if self._seen.find(event):
            return web.Response(status=204)
        update = update_of(body)
        if update is None:
            return web.Response(status=400)
        taken = await self._take(update)
        if taken is Taken.DONE:
            # Only then: what failed may be sent again.
            self._seen.put(event, True)
        return web.Response(status=_STATUS[taken])


def update_of(body: bytes) -> Update | None:
    """The update that a body says, or None."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("case"), int):
        return None
    number, note, by = said["case"], said.get("note", ""), said.get("by", "")
    states = {str(state): state for state in State}
    state = states.get(said["state"]) if isinstance(said.get("state"), str) else None
    if state is None or isinstance(number, bool) or not 0 < number < 2**31:
        return None
    if not isinstance(note, str) or not isinstance(by, str):
        return None
    return Update(number, state, note[:LONGEST_NOTE], by[:LONGEST_NAME])
