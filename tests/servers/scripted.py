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

from tests.servers.moved_clock import MovedClock
from tests.servers.script import (
    Answer,
    Close,
    Drip,
    Expect,
    Reset,
    Script,
    Send,
    Silence,
    StartTls,
    Step,
)

TURNS = 30
"""Of the event loop, within which a client on loopback has read what was written."""

Lines = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ScriptedServer:
    """Plays its scripts, one a connection; ``port`` is where."""

    def __init__(
        self, scripts: tuple[Script, ...], context: ssl.SSLContext | None, clock: MovedClock
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
            for step in self._scripts.pop(0).steps:
                await self._play(step, reader, writer)
        except (AssertionError, OSError, asyncio.IncompleteReadError) as failure:
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

    async def _play(
        self, step: Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        match step:
            case Send(data):
                writer.write(data)
                with suppress(ConnectionError):
                    await writer.drain()
            case Expect():
                step.check((await reader.readuntil(b"\r\n"))[:-2])
            case Answer(function):
                writer.write(function((await reader.readuntil(b"\r\n"))[:-2]))
            case StartTls(refused):
                await self._start_tls(writer, refused)
            case Close():
                writer.close()
            case Reset():
                _reset(writer)
            case Silence(seconds):
                await self._pass_time(reader, writer, b"", seconds)
            case Drip(data):
                await self._pass_time(reader, writer, data, 3600.0)
            case _:
                assert_never(step)

    async def _start_tls(self, writer: asyncio.StreamWriter, refused: bool) -> None:
        assert self._context is not None
        try:
            await writer.start_tls(self._context)
        except (ssl.SSLError, ConnectionError):
            assert refused, "the client has broken off the handshake"

    async def _pass_time(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        data: bytes,
        seconds: float,
    ) -> None:
        """Let seconds pass until the client has gone, with a byte in each if there are any."""
        gone = asyncio.ensure_future(_has_gone(reader))
        for second in range(int(seconds)):
            await _turns()
            if gone.done():
                break
            if data:
                writer.write(data[second % len(data)].to_bytes(1, "big"))
            self._clock.move(1.0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)


async def _turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def _has_gone(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(1024):
            pass


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


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
