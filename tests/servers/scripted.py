"""A server on loopback that plays a script: real TCP, real TLS, a port of its own.

Each connection plays the next script, so that a test says how many there will be and what each
is for. Every script must be played to its end.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import assert_never

from connectors.clock import Clock
from tests.servers.moved_clock import MovedClock
from tests.servers.script import (
    Answer,
    Close,
    Drip,
    Expect,
    Hear,
    Message,
    Reset,
    Script,
    Send,
    Silence,
    StartTls,
    Step,
)

TURNS = 30
"""Of the event loop, within which a client on loopback has read what was written."""

READ_BYTES = 64 * 1024


class Line:
    """A server's side of one connection, encrypted or not.

    TLS runs over memory, because asyncio's own drops the alert with which a handshake fails.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._heard = b""
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    async def say(self, data: bytes) -> None:
        """Say bytes; whether anybody hears them is not our concern."""
        if self._tls:
            self._tls.write(data)
            data = self._outgoing.read()
        self._writer.write(data)
        with suppress(ConnectionError):
            await self._writer.drain()

    async def hear(self) -> bytes:
        """Some bytes; none at the end."""
        if self._tls:
            with suppress(ssl.SSLWantReadError):
                return self._tls.read(READ_BYTES)
        data = await self._reader.read(READ_BYTES)
        if not self._tls or not data:
            return data
        self._incoming.write(data)
        return await self.hear()

    async def line(self) -> bytes:
        """One line without its end."""
        while b"\r\n" not in self._heard:
            more = await self.hear()
            assert more, f"the client has gone after {self._heard!r}"
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\r\n")
        return line

    async def message(self) -> bytes:
        """Lines up to a lone dot."""
        lines = []
        while (line := await self.line()) != b".":
            lines.append(line + b"\r\n")
        return b"".join(lines)

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Wait for the client's handshake."""
        tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._reader.read(READ_BYTES)
                if not data:
                    raise ConnectionResetError from None
                self._incoming.write(data)
            else:
                break
            finally:
                await self._flush()
        self._tls = tls

    async def gone(self) -> None:
        """Wait until the client has gone."""
        with suppress(OSError):
            while await self._reader.read(READ_BYTES):
                pass

    def close(self) -> None:
        """End the connection."""
        self._writer.close()

    def reset(self) -> None:
        """Break the connection off."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _flush(self) -> None:
        if self._outgoing.pending:
            self._writer.write(self._outgoing.read())
            with suppress(ConnectionError):
                await self._writer.drain()


class ScriptedServer:
    """Plays its scripts, one a connection; ``port`` is where."""

    def __init__(
        self, scripts: tuple[Script, ...], context: ssl.SSLContext | None, clock: Clock
    ) -> None:
        self.port = 0
        self._scripts = list(scripts)
        self._context = context
        self._clock = clock
        self._failures: list[BaseException] = []
        self._playing: set[asyncio.Task[None]] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play the next script to this client."""
        task = asyncio.current_task()
        assert task is not None
        self._playing.add(task)
        try:
            assert self._scripts, "one connection more than there are scripts"
            line = Line(reader, writer)
            for step in self._scripts.pop(0).steps:
                await self._play(step, line)
        except (AssertionError, OSError) as failure:
            self._failures.append(failure)
        finally:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            self._playing.discard(task)

    async def finish(self) -> None:
        """Fail the test unless every script was played to its end."""
        await _turns()
        await asyncio.gather(*self._playing, return_exceptions=True)
        for failure in self._failures:
            raise failure
        assert not self._scripts, f"{len(self._scripts)} connections have not come"

    async def _play(self, step: Step, line: Line) -> None:
        match step:
            case Send(data):
                await line.say(data)
            case Expect():
                step.check(await line.line())
            case Answer(function):
                await line.say(function(await line.line()))
            case Message(function):
                await line.say(function(await line.message()))
            case StartTls(refused):
                await self._start_tls(line, refused)
            case Hear():
                # Or it hangs up: what we had said and it had not read makes that a reset.
                with suppress(ConnectionError):
                    await line.hear()
            case Close():
                line.close()
            case Reset():
                line.reset()
            case Silence(seconds):
                await self._pass_time(line, b"", seconds)
            case Drip(data):
                await self._pass_time(line, data, 3600.0)
            case _:
                assert_never(step)

    async def _start_tls(self, line: Line, refused: bool) -> None:
        assert self._context is not None
        try:
            await line.start_tls(self._context)
        except (ssl.SSLError, ConnectionError):
            assert refused, "the handshake was broken off"

    async def _pass_time(self, line: Line, data: bytes, seconds: float) -> None:
        """Let seconds pass until the client has gone, with a byte in each if there are any."""
        gone = asyncio.ensure_future(line.gone())
        for second in range(int(seconds)):
            await _turns()
            if gone.done():
                break
            if data:
                await line.say(data[second % len(data)].to_bytes(1, "big"))
            await self._clock.sleep(1.0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)


async def _turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


@asynccontextmanager
async def scripted_server(
    *scripts: Script,
    context: ssl.SSLContext | None = None,
    clock: MovedClock | None = None,
    host: str = "127.0.0.1",
) -> AsyncIterator[ScriptedServer]:
    """A server on loopback; when the block is left, all its scripts must have been played."""
    server = ScriptedServer(scripts, context, clock or MovedClock())
    listening = await asyncio.start_server(server.connected, host, 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
        await server.finish()
    finally:
        listening.close()
        await listening.wait_closed()
