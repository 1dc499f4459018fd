"""The gateway: sessions that are identified, kept alive, interrupted and resumed."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_platform import described
from tests.discord_platform.places import DM
from tests.discord_platform.posted import Posted
from tests.discord_platform.shapes import EVENTS
from tests.discord_platform.state import State

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME = 0, 1, 2, 3, 6
RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | CONTENT
KNOWN_INTENTS = (1 << 26) - 1
UNKNOWN_OP, DECODE, NOT_AUTHENTICATED, AUTHENTICATION = 4001, 4002, 4003, 4004
ALREADY, BAD_SEQUENCE, TOO_FAST, BAD_SHARD, BAD_INTENTS, DISALLOWED = (
    4005,
    4007,
    4008,
    4010,
    4013,
    4014,
)
FRAME_BYTES, FRAMES_A_MINUTE = 4096, 120
HEARTBEAT_MS = 41250
PATIENCE_SECONDS = 5.0


@dataclass(eq=False)
class Session:
    """What outlives a connection: its number, its events, who listens."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    line: Line | None = None
    resumed: int = 0

    def dispatch(self, event: str, data: Mapping[str, Any]) -> None:
        """Say it now, or when the session is resumed."""
        faults = list(EVENTS[event](data, event))
        assert not faults, f"the stand-in drifted: {'; '.join(map(str, faults))}"
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        # As it is now: the message may have changed before it is sent.
        self.events.append(json.loads(json.dumps(frame)))
        if self.line:
            self.line.say(self.events[-1])

    def hears(self, guild: str | None) -> bool:
        """Whether its shard is the one of a guild; direct messages go to the first."""
        number, count = self.shard
        return (int(guild) >> 22) % count == number if guild else number == 0


class Line:
    """One connection; what is said goes out in order."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._deflate = zlib.compressobj() if compressed else None
        self._outgoing: asyncio.Queue[dict[str, Any] | int] = asyncio.Queue()

    def say(self, frame: dict[str, Any]) -> None:
        """Send it soon."""
        self._outgoing.put_nowait(frame)

    def close(self, code: int) -> None:
        """Send what waits, and close."""
        self._outgoing.put_nowait(code)

    async def run(self) -> None:
        """Send, until it is closed."""
        while True:
            frame = await self._outgoing.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            try:
                await self._send(json.dumps(frame, ensure_ascii=False))
            except ConnectionError:
                return

    async def _send(self, text: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)


class Gateway:
    """``identified`` counts sessions that began; ``heard`` is every frame of the bot's."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lines: set[Line] = set()
        self.sessions: dict[str, Session] = {}
        self.heard: list[dict[str, Any]] = []
        self.closed_with: list[int] = []
        self.paths: list[str] = []
        self.forgets = False

    @property
    def identified(self) -> int:
        return sum(one["op"] == IDENTIFY for one in self.heard)

    @property
    def resumed(self) -> int:
        return sum(one.resumed for one in self.sessions.values())

    @property
    def connected(self) -> bool:
        """Whether every shard listens."""
        live = {one.shard[0] for one in self.sessions.values() if one.line}
        return bool(live) and len(live) >= self._state.application.shards

    def dispatch(self, event: str, data: Mapping[str, Any], guild: str | None) -> None:
        """Tell it to the session whose shard hears of this place."""
        session = self._session(guild)
        assert session, "no bot is connected to the gateway"
        session.dispatch(event, data)

    def announce(self, event: str, posted: Posted) -> None:
        """What happened to a message, to a bot that asked to hear such."""
        channel = posted.channel
        guild = channel.guild.id if channel.guild else None
        session = self._session(guild)
        wanted = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        if not session or not session.intents & wanted or not channel.has(self._state.bot):
            return
        session.dispatch(event, self._event(event, posted, session))

    def reconnect(self) -> None:
        """Op 7: please come back."""
        for line in self._live():
            line.say({"op": RECONNECT, "d": None})

    def drop(self, code: int = 4000) -> None:
        """The connections break."""
        for line in self._live():
            line.close(code)

    def invalidate(self, *, resumable: bool) -> None:
        """Op 9: the session is no longer good, or only this connection of it."""
        for line in self._live():
            if not resumable and line.session:
                del self.sessions[line.session.id]
            line.say({"op": INVALID, "d": resumable})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = Line(socket, compressed=request.query.get("compress") == "zlib-stream")
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._state.defects.append(f"gateway asked for with {dict(request.query)}")
        self._lines.add(line)
        self.paths.append(request.path.rstrip("/"))
        line.say({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        sender = asyncio.create_task(line.run())
        try:
            await self._listen(line)
        finally:
            self._forget(line)
            sender.cancel()
        return socket

    async def close(self) -> None:
        """End all connections."""
        for line in list(self._lines):
            await line.socket.close(code=1001)

    async def _listen(self, line: Line) -> None:
        frames: list[float] = []
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            now = self._state.clock.seconds()
            frames = [*(at for at in frames if now - at < 60), now]
            code = self._hear(line, message.data, len(frames))
            self._state.changes.happened()
            if code:
                self.closed_with.append(code)
                line.close(code)

    def _hear(self, line: Line, text: str, frames: int) -> int:
        """0, or the code with which the connection is closed."""
        if len(text.encode()) > FRAME_BYTES:
            return DECODE
        if frames > FRAMES_A_MINUTE:
            return TOO_FAST
        try:
            frame = json.loads(text)
        except ValueError:
            return DECODE
        self.heard.append(frame)
        match frame.get("op"):
            case 1:
                line.say({"op": ACK, "d": None})
                return 0
            case 2:
                return self._identify(line, frame["d"])
            case 6:
                return self._resume(line, frame["d"])
            case 3 | 4 | 8:
                return 0 if line.session else NOT_AUTHENTICATED
        return UNKNOWN_OP

    def _identify(self, line: Line, data: Mapping[str, Any]) -> int:
        application = self._state.application
        shard = tuple(data.get("shard") or (0, 1))
        if line.session:
            return ALREADY
        if data["token"] != application.token:
            return AUTHENTICATION
        if not {"os", "browser", "device"} <= data["properties"].keys():
            return DECODE
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return BAD_SHARD
        if data["intents"] & ~KNOWN_INTENTS:
            return BAD_INTENTS
        if data["intents"] & PRIVILEGED & ~application.privileged:
            return DISALLOWED
        session = Session(f"session-{len(self.heard):08}", data["intents"], (shard[0], shard[1]))
        self.sessions[session.id] = session
        self._join(line, session)
        self._greet(session)
        return 0

    def _greet(self, session: Session) -> None:
        guilds = [one for one in self._state.guilds if one.has_app and session.hears(one.id)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": {**described.user(self._state.bot), "verified": True, "mfa_enabled": True},
                "guilds": [{"id": one.id, "unavailable": True} for one in guilds],
                "session_id": session.id,
                "resume_gateway_url": self._state.base.replace("http", "ws", 1) + "/resume",
                "shard": list(session.shard),
                "application": {"id": self._state.application.id, "flags": 0},
            },
        )
        if session.intents & GUILDS:
            for one in guilds:
                session.dispatch("GUILD_CREATE", described.whole_guild(one, self._state.bot))

    def _resume(self, line: Line, data: Mapping[str, Any]) -> int:
        if data["token"] != self._state.application.token:
            return AUTHENTICATION
        session = self.sessions.get(data["session_id"])
        if not session or self.forgets:
            line.say({"op": INVALID, "d": False})
            return 0
        if not data["seq"] or data["seq"] > session.sequence:
            return BAD_SEQUENCE
        missed = [one for one in session.events if one["s"] > data["seq"]]
        self._join(line, session)
        session.resumed += 1
        for one in missed:
            line.say(one)
        session.dispatch("RESUMED", {})
        return 0

    def _join(self, line: Line, session: Session) -> None:
        if session.line and session.line is not line:
            session.line.session = None
        line.session, session.line = session, line

    def _forget(self, line: Line) -> None:
        self._lines.discard(line)
        if line.session and line.session.line is line:
            line.session.line = None
        self._state.changes.happened()

    def _session(self, guild: str | None) -> Session | None:
        hearing = [one for one in self.sessions.values() if one.hears(guild)]
        return next((one for one in reversed(hearing) if one.line), None) or next(
            reversed(hearing), None
        )

    def _live(self) -> list[Line]:
        return [one for one in self._lines if one.session]

    def _event(self, event: str, posted: Posted, session: Session) -> dict[str, Any]:
        place = posted.channel.guild
        if event == "MESSAGE_DELETE":
            where = {"guild_id": place.id} if place else {}
            return {"id": posted.id, "channel_id": posted.channel.id, **where}
        author = self._state.users[posted.raw["author"]["id"]]
        mentioned = any(one["id"] == self._state.bot.id for one in posted.raw["mentions"])
        readable = (
            posted.channel.type == DM
            or mentioned
            or author is self._state.bot
            or bool(session.intents & CONTENT)
        )
        return described.message_event(posted.raw, posted.channel, author, content=readable)
