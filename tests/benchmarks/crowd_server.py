"""A mail server for a crowd: every account is well, and nobody is greeted before all are there.

A program of its own, so that its memory and its open files are not the checks'. Its input's end
ends it; its first line of output is where it listens.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field

import trustme

from tests.benchmarks.process import allow_many_files

HOST = "localhost"
PATIENCE_SECONDS = 6.0
"""After this the first to come is greeted even so: a check waits ten seconds for a greeting."""

HEADERS = (
    b"Subject: Hello\r\nFrom: hanako@example.com\r\nDate: Thu, 26 Nov 2026 19:49:54 +0900\r\n\r\n"
)

IMAP_CAPABILITIES = b"[CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN]"
IMAP_FETCHED = b"* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 900 BODY[HEADER.FIELDS (SUBJECT FROM DATE)] "
IMAP = {
    b"AUTHENTICATE": b"%s OK " + IMAP_CAPABILITIES + b" in\r\n",
    b"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 1] is\r\n%s OK [READ-ONLY] open\r\n",
    b"UID": IMAP_FETCHED + b"{%d}\r\n" % len(HEADERS) + HEADERS + b")\r\n%s OK read\r\n",
    b"LOGOUT": b"* BYE until then\r\n%s OK out\r\n",
}
POP3 = {
    b"CAPA": b"+OK\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\nSASL PLAIN\r\n.\r\n",
    b"AUTH": b"+OK in\r\n",
    b"STAT": b"+OK 2 1800\r\n",
    b"LIST": b"+OK 2 900\r\n",
    b"UIDL": b"+OK 2 second\r\n",
    b"TOP": b"+OK\r\n" + HEADERS + b".\r\n",
    b"QUIT": b"+OK until then\r\n",
}
SMTP = {
    b"EHLO": b"250-localhost\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 10240000\r\n",
    b"AUTH": b"235 2.7.0 in\r\n",
    b"MAIL": b"250 2.1.0 fine\r\n",
    b"RCPT": b"250 2.1.5 fine\r\n",
    b"RSET": b"250 2.0.0 forgotten\r\n",
    b"QUIT": b"221 2.0.0 until then\r\n",
}
LAST = (b"LOGOUT", b"QUIT")


@dataclass
class Gate:
    """Holds everybody until ``expected`` are there; ``most`` is how many were at once."""

    expected: int = 1
    here: int = 0
    most: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, count: int) -> None:
        """Close it for the next crowd."""
        self.expected, self.most = count, 0
        self._open.clear()

    async def __aenter__(self) -> None:
        self.here += 1
        self.most = max(self.most, self.here)
        if self.here >= self.expected:
            self._open.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._open.wait(), PATIENCE_SECONDS)
        self._open.set()

    async def __aexit__(self, *_: object) -> None:
        self.here -= 1


class Mailbox:
    """Answers one client in one protocol: a reply a command, whatever the account."""

    def __init__(self, greeting: bytes, replies: dict[bytes, bytes], *, tagged: bool) -> None:
        self._greeting = greeting
        self._replies = replies
        self._tagged = tagged

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk until the client has said goodbye or gone."""
        writer.write(self._greeting)
        while line := await reader.readline():
            tag, _, command = line.partition(b" ") if self._tagged else (b"", b"", line)
            name = command.split()[0].upper()
            reply = self._replies[name]
            writer.write(reply % tag if self._tagged else reply)
            if name in LAST:
                break


MAILBOXES = {
    "imap": Mailbox(b"* OK " + IMAP_CAPABILITIES + b" hello\r\n", IMAP, tagged=True),
    "pop3": Mailbox(b"+OK hello\r\n", POP3, tagged=False),
    "smtp": Mailbox(b"220 localhost ESMTP hello\r\n", SMTP, tagged=False),
}


async def serve() -> None:
    """Serve until the input ends; each line of it is the number of the next crowd."""
    gate = Gate()
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with tempfile.NamedTemporaryFile(suffix=".pem") as ca_file:
        ca_file.write(authority.cert_pem.bytes())
        ca_file.flush()
        ports = {name: await _listen(box, gate, context) for name, box in MAILBOXES.items()}
        _say({"ports": ports, "ca_file": ca_file.name})
        while line := await asyncio.to_thread(sys.stdin.readline):
            _say({"most": gate.most})
            gate.expect(int(line))


async def _listen(box: Mailbox, gate: Gate, context: ssl.SSLContext) -> int:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            async with gate:
                await box.serve(reader, writer)
                writer.close()
                await writer.wait_closed()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context, backlog=4096)
    port: int = server.sockets[0].getsockname()[1]
    return port


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(serve())
