"""Socket Mode: WebSockets that the app opens, envelopes one way, acknowledgements the other."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.slack_platform.changes import Changes
from tests.slack_platform.parcels import ACK_SECONDS, Acked, NotAcked, Outcome, Parcel
from tests.slack_platform.shapes import (
    Json,
    Violation,
    anything,
    boolean,
    exactly,
    record,
    text,
    whole,
)

MOST_CONNECTIONS = 10
APPROXIMATE_SECONDS = 18_060
ACK = record({"envelope_id": text(60)}, {"payload": anything})
ENVELOPE = record(
    {
        "envelope_id": text(60),
        "type": exactly("slash_commands", "interactive", "events_api"),
        "payload": anything,
        "accepts_response_payload": boolean,
    },
    {"retry_attempt": whole, "retry_reason": text(60, 0)},
)


@dataclass(eq=False)
class Connection:
    """One WebSocket, and the envelopes that wait for their acknowledgement on it."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    delivered: int = 0


class Sockets:
    """The app's connections."""

    def __init__(self, app_id: str, changes: Changes, tell: Callable[[Violation], None]) -> None:
        self._app_id, self._changes, self._tell = app_id, changes, tell
        self._tickets: set[str] = set()
        self._turn = 0
        self.connections: list[Connection] = []
        self._left: list[Connection] = []
        self.opened = 0
        self.known: set[str] = set()
        self.ack_seconds = ACK_SECONDS

    def ticket(self) -> str:
        """The one-time part of a new address."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection, from its hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="request timed out")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request.transport)
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._say_goodbye(connection, "too_many_websockets")
            await socket.close()
            return socket
        self.connections.append(connection)
        self.opened += 1
        await socket.send_json(self._hello())
        self._changes.ring()
        try:
            await self._listen(connection)
        finally:
            self._end(connection)
        return socket

    async def send(self, parcel: Parcel) -> Outcome:
        """Deliver over one of the connections, whichever's turn it is."""
        connection = self._next()
        if connection is None:
            return NotAcked("connection_failed")
        envelope = self._envelope(parcel)
        for violation in ENVELOPE(envelope, "envelope"):
            self._tell(violation)
        acked = asyncio.get_running_loop().create_future()
        connection.waiting[parcel.envelope_id] = acked
        self.known.add(parcel.envelope_id)
        began = time.perf_counter()
        try:
            await connection.socket.send_str(json.dumps(envelope))
            connection.delivered += 1
            async with asyncio.timeout(self.ack_seconds):
                body = await acked
        except TimeoutError:
            return NotAcked("timeout")
        except ConnectionError:
            return NotAcked("connection_failed")
        finally:
            connection.waiting.pop(parcel.envelope_id, None)
        return Acked(body, time.perf_counter() - began)

    async def say_disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to come back on new connections: nothing is sent on the old ones any more.

        The app closes them when it has others; after a warning they go on until then.
        """
        for connection in list(self.connections):
            await self._say_goodbye(connection, reason)

    def cut(self) -> None:
        """The network is gone: every connection ends without a word."""
        for connection in list(self.connections):
            if connection.transport:
                connection.transport.abort()
            self._end(connection)

    async def close(self) -> None:
        """The stand-in ends."""
        for connection in [*self.connections, *self._left]:
            await connection.socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-stand-in",
                "build_number": 1,
                "approximate_connection_time": APPROXIMATE_SECONDS,
            },
            "connection_info": {"app_id": self._app_id},
        }

    def _envelope(self, parcel: Parcel) -> Json:
        envelope: Json = {
            "envelope_id": parcel.envelope_id,
            "type": parcel.kind,
            "payload": parcel.payload,
            "accepts_response_payload": parcel.accepts_payload,
        }
        if parcel.kind == "events_api":
            envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
        return envelope

    def _next(self) -> Connection | None:
        alive = [one for one in self.connections if not one.socket.closed]
        self._turn += 1
        return alive[self._turn % len(alive)] if alive else None

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                self._take(connection, message.data)

    def _take(self, connection: Connection, data: str) -> None:
        try:
            ack = json.loads(data)
        except ValueError:
            ack = None
        if found := list(ACK(ack, "ack")):
            for violation in found:
                self._tell(violation)
            return
        waiting = connection.waiting.get(ack["envelope_id"])
        if waiting is None or waiting.done():
            kind = "late_ack" if ack["envelope_id"] in self.known else "unknown_envelope"
            self._tell(Violation("ack", kind))
        else:
            waiting.set_result(ack.get("payload") or {})

    async def _say_goodbye(self, connection: Connection, reason: str) -> None:
        await connection.socket.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-stand-in"}}
        )
        if reason != "warning":
            self._leave(connection)

    def _leave(self, connection: Connection) -> None:
        """Nothing is sent there any more; what is under way may still be acknowledged."""
        if connection in self.connections:
            self.connections.remove(connection)
            self._left.append(connection)
        self._changes.ring()

    def _end(self, connection: Connection) -> None:
        for some in (self.connections, self._left):
            if connection in some:
                some.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())
        self._changes.ring()
