"""A DNS server on loopback, UDP and TCP, that answers from a table.

The table maps a name to its records, ``{"A": ["192.0.2.1"], "MX": ["10 mx.example.com."]}``,
or to a way of failing. A name that is not there does not exist (NXDOMAIN); a name that is there
without the type asked for, or that only has names below it, has no data (RFC 2308, RFC 8020).
An answer too long for a datagram is cut there and whole over TCP.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

DATAGRAM = 512
"""Bytes of an answer over UDP (RFC 1035 §4.2.1)."""


class Failing(Enum):
    """How a name fails."""

    SERVFAIL = "servfail"
    REFUSED = "refused"
    SILENCE = "silence"
    NOISE = "noise"
    """Bytes that are no DNS message."""


Records = Mapping[str, list[str] | Failing]
Table = Mapping[str, Records | Failing]


@dataclass
class DnsServer:
    """A running server; ``asked`` is what it was asked, in order: name and type."""

    table: Table
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, wire: bytes, *, limit: int) -> bytes | None:
        """The answer to a question, or None where the server keeps silent."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        entry = self.table.get(name)
        records = entry if isinstance(entry, Failing) or entry is None else entry.get(kind, [])
        response = dns.message.make_response(query)
        if records is Failing.SILENCE:
            return None
        if records is Failing.NOISE:
            return b"\x00noise"
        if isinstance(records, Failing):
            response.set_rcode(dns.rcode.from_text(records.name))
        elif records is not None:
            alias = [] if entry is None else entry.get("CNAME", [])  # type: ignore[union-attr]
            self._fill(response, question.name.to_text(), kind, records, alias)
        elif not any(known.endswith("." + name) for known in self.table):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return _wire(response, limit)

    def _fill(
        self,
        response: dns.message.Message,
        name: str,
        kind: str,
        records: list[str],
        alias: object,
    ) -> None:
        if isinstance(alias, list) and alias:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", alias[0]))
            target = self.table.get(alias[0].rstrip("."), {})
            found = {} if isinstance(target, Failing) else target
            records, name = found.get(kind, []), alias[0]  # type: ignore[assignment]
        if records:
            response.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, records))


def _wire(response: dns.message.Message, limit: int) -> bytes:
    try:
        return response.to_wire(max_size=limit)
    except dns.exception.TooBig:
        response.answer.clear()
        response.flags |= dns.flags.TC
        return response.to_wire(max_size=limit)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        answer = self._server.answer(data, limit=DATAGRAM)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, address)


@asynccontextmanager
async def dns_server(table: Table) -> AsyncIterator[DnsServer]:
    """Serve the table on 127.0.0.1, the same port for UDP and TCP, until the block ends."""
    server = DnsServer(table)

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            answer = server.answer(await reader.readexactly(length), limit=65535)
            if answer is not None:
                writer.write(struct.pack("!H", len(answer)) + answer)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    listener = await asyncio.start_server(over_tcp, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    datagrams, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Datagrams(server), local_addr=("127.0.0.1", server.port)
    )
    try:
        yield server
    finally:
        datagrams.close()
        listener.close()
        await listener.wait_closed()
