"""The fault laboratory: named faulty servers on loopback, to practise on.

They play the scripts and show the certificates that the tests of the check use; here each plays
its script to everybody who connects, for as long as the laboratory is open.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from connectors.clock import Clock
from tests.servers.certificates import Certificates
from tests.servers.dns import dns_server
from tests.servers.laboratory_account import LOGIN, MAILBOX, WORKING
from tests.servers.laboratory_connection import NAME, NAMES, NETWORK, PROTOCOL
from tests.servers.laboratory_fault import Door, Fault
from tests.servers.laboratory_sending import MESSAGE, RECIPIENT, SENDER
from tests.servers.laboratory_tls import CERTIFICATE, CONTEXTS, ENCRYPTION
from tests.servers.script import Script
from tests.servers.scripted import ScriptedServer

ADDRESS = "taro@example.com"
LOOPBACK, LOOPBACK_6 = "127.0.0.1", "::1"

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        *WORKING,
        *NAME,
        *NETWORK,
        *PROTOCOL,
        *CERTIFICATE,
        *ENCRYPTION,
        *LOGIN,
        *MAILBOX,
        *SENDER,
        *RECIPIENT,
        *MESSAGE,
    )
}


@dataclass(frozen=True)
class Laboratory:
    """What is running: each fault with its port, the name server, and the authority's file."""

    running: tuple[tuple[Fault, int], ...]
    resolver: str
    ca_file: Path

    def command(self, fault: Fault, port: int) -> tuple[str, ...]:
        """The command with which to meet a fault. Any password will do."""
        auth = ("--auth", fault.mechanism) if fault.mechanism else ()
        wanted = (*auth, "--send-test") if fault.send_test else auth
        return (
            *("mailmedic", "check", ADDRESS, "--protocol", fault.protocol.value),
            *("--host", fault.host, "--port", str(port), "--security", fault.security.value),
            *("--resolver", self.resolver, "--ca-file", str(self.ca_file), "--no-alternatives"),
            *(wanted if fault.login else ("--no-login",)),
        )


@asynccontextmanager
async def laboratory(
    faults: Sequence[Fault], certificates: Certificates, clock: Clock
) -> AsyncIterator[Laboratory]:
    """Open the laboratory with these faults until the block ends; ``clock`` times the slow ones."""
    async with AsyncExitStack() as stack:
        names = await stack.enter_async_context(dns_server(NAMES))
        running = []
        for fault in faults:
            port = await stack.enter_async_context(_opened(fault, certificates, clock))
            running.append((fault, port))
        yield Laboratory(tuple(running), names.where, certificates.ca_file)


@asynccontextmanager
async def _opened(fault: Fault, certificates: Certificates, clock: Clock) -> AsyncIterator[int]:
    match fault.door:
        case Door.SHUT:
            with _bound() as shut:
                yield shut.getsockname()[1]
        case Door.LOST:
            with _bound() as lost, _crowd(lost):
                yield lost.getsockname()[1]
        case Door.OPEN:
            async with _serving(fault, _context(fault, certificates), clock) as port:
                yield port
        case _:
            assert_never(fault.door)


def _context(fault: Fault, certificates: Certificates) -> ssl.SSLContext:
    if make := CONTEXTS.get(fault.certificate):
        return make(certificates)
    context = getattr(certificates, fault.certificate)
    assert isinstance(context, ssl.SSLContext)
    return context


@asynccontextmanager
async def _serving(fault: Fault, context: ssl.SSLContext, clock: Clock) -> AsyncIterator[int]:
    async with AsyncExitStack() as stack:
        playing = _playing(fault.script, context, clock, LOOPBACK, 0)
        port = await stack.enter_async_context(playing)
        if fault.by_ipv6:
            other = _playing(fault.by_ipv6, context, clock, LOOPBACK_6, port)
            await stack.enter_async_context(other)
        yield port


@asynccontextmanager
async def _playing(
    script: Script, context: ssl.SSLContext, clock: Clock, host: str, port: int
) -> AsyncIterator[int]:
    """Play the script to every connection, each by a server of its own."""
    sessions: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = ScriptedServer((script,), context, clock)
        session = asyncio.ensure_future(server.connected(reader, writer))
        sessions.add(session)
        session.add_done_callback(sessions.discard)

    listening = await asyncio.start_server(connected, host, port)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        ending = list(sessions)
        for session in ending:
            session.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await listening.wait_closed()


@contextmanager
def _bound() -> Iterator[socket.socket]:
    """A port that nobody else gets; as long as it does not listen, the system refuses."""
    with socket.socket() as bound:
        bound.bind((LOOPBACK, 0))
        yield bound


@contextmanager
def _crowd(bound: socket.socket) -> Iterator[None]:
    """Fill the queue of a port, so that the system drops what else comes (Linux)."""
    bound.listen(0)
    crowd = [socket.socket() for _ in range(4)]
    try:
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(bound.getsockname())
        yield
    finally:
        for one in crowd:
            one.close()
