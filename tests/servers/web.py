"""Web servers on loopback: https and http, one port each, many names.

A site maps an address (``https://autoconfig.own.test/mail/config-v1.1.xml``, without its query) to
a page or to a way of failing; what it does not map is 404. The certificate is chosen by the name
that the client asks for: good for every name of the site, unless ``bad`` says otherwise.
``site.route`` leads connections from port 443 and 80 of whatever address here.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from urllib.parse import urlsplit

import trustme

from connectors.steps import IPAddress

HEAD_LIMIT = 64 * 1024
FLOOD_CHUNKS = 1000
NOBODY = 9
"""A port (discard) that nobody listens on."""


@dataclass(frozen=True)
class Page:
    """An answer; ``headers`` beside those that frame it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Bytes that are sent as they are, after which the connection ends."""

    sent: bytes


class Behaving(Enum):
    """How a page misbehaves."""

    SILENCE = "silence"
    """Nothing comes, and the connection stays."""
    DRIP = "drip"
    """A document that never ends, a byte at a time."""
    FLOOD = "flood"
    """A document far larger than any, as fast as it is taken."""
    NOISE = "noise"
    """Bytes that are no HTTP."""
    HALF = "half"
    """Less than was announced, and the connection ends."""
    HANG_UP = "hang up"
    """The connection ends without a word."""


Pages = Mapping[str, Page | Raw | Behaving]


class Bad(Enum):
    """What is wrong with a name's certificate."""

    OTHER_NAME = "other name"
    UNTRUSTED = "untrusted"


def redirect(location: str, status: int = 302) -> Page:
    """An answer that leads elsewhere."""
    return Page(status=status, headers={"Location": location})


@dataclass
class Site:
    """Running servers; ``asked`` is what they were asked: method, address with query, body.

    ``dialled`` are the addresses that connections were made to, before they were led here.
    """

    pages: Pages
    bad: Mapping[str, Bad]
    https: int = 0
    http: int = 0
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def route(self, address: IPAddress, port: int) -> tuple[str, int]:
        """Where a connection to this port of any address goes to; see ``Fetcher``."""
        self.dialled.append(str(address))
        return "127.0.0.1", {443: self.https, 80: self.http}.get(port, NOBODY)

    @property
    def urls(self) -> list[str]:
        """The addresses that were asked for."""
        return [url for _, url, _ in self.asked]


@cache
def authority() -> trustme.CA:
    """Who vouches for the sites of this process."""
    return trustme.CA(organization_name="Trusted Web Authority")


def trusting() -> ssl.SSLContext:
    """A client's rules that trust the sites' authority and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    return context


@cache
def _stranger() -> trustme.CA:
    return trustme.CA(organization_name="Unknown Web Authority")


@cache
def _context(name: str, bad: Bad | None) -> ssl.SSLContext:
    issuer = _stranger() if bad is Bad.UNTRUSTED else authority()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert("elsewhere.test" if bad is Bad.OTHER_NAME else name).configure_cert(context)
    return context


@asynccontextmanager
async def web_site(pages: Pages, bad: Mapping[str, Bad] | None = None) -> AsyncIterator[Site]:
    """Serve the pages on 127.0.0.1 until the block ends."""
    site = Site(pages, bad or {})
    open_ends: set[asyncio.StreamWriter] = set()

    def by_name(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        asked = name or "nameless.test"
        connection.context = _context(asked, site.bad.get(asked))

    def serve(scheme: str):  # type: ignore[no-untyped-def]
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            open_ends.add(writer)
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await _answer(site, scheme, reader, writer)
            open_ends.discard(writer)
            writer.close()

        return handle

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.sni_callback = by_name
    https = await asyncio.start_server(serve("https"), "127.0.0.1", 0, ssl=tls, limit=HEAD_LIMIT)
    http = await asyncio.start_server(serve("http"), "127.0.0.1", 0, limit=HEAD_LIMIT)
    site.https = https.sockets[0].getsockname()[1]
    site.http = http.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        for writer in open_ends:
            writer.transport.abort()
        for server in (https, http):
            server.close()
            await server.wait_closed()
        # What was cut off ends in the next rounds of the loop.
        for _ in range(3):
            await asyncio.sleep(0)


async def _answer(
    site: Site, scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    url = f"{scheme}://{headers['host']}{target}"
    site.asked.append((method, url, body))
    page = site.pages.get(urlsplit(url)._replace(query="").geturl(), Page(status=404))
    match page:
        case Page():
            await _write(writer, page)
        case Raw():
            writer.write(page.sent)
            await writer.drain()
        case Behaving():
            await _misbehave(reader, writer, page)


async def _write(writer: asyncio.StreamWriter, page: Page) -> None:
    headers = {"Content-Length": str(len(page.body)), "Connection": "close", **page.headers}
    lines = [f"HTTP/1.1 {page.status} Told", *(f"{name}: {headers[name]}" for name in headers)]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + page.body)
    await writer.drain()


async def _misbehave(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, page: Behaving
) -> None:
    endless = b"HTTP/1.1 200 Told\r\nConnection: close\r\n\r\n"
    match page:
        case Behaving.SILENCE:
            await reader.read()
        case Behaving.DRIP:
            writer.write(endless)
            while not (reader.at_eof() or writer.transport.is_closing()):
                writer.write(b"<")
                await writer.drain()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.02):
                        await reader.read()
        case Behaving.FLOOD:
            writer.write(endless)
            for _ in range(FLOOD_CHUNKS):
                if writer.transport.is_closing():
                    break
                writer.write(b"<clientConfig>" * 1000)
                await writer.drain()
        case Behaving.NOISE:
            writer.write(b"\x00\xff* OK this is no web server\r\n" * 3)
        case Behaving.HALF:
            writer.write(b"HTTP/1.1 200 Told\r\nContent-Length: 1000\r\n\r\n<clientConfig")
        case Behaving.HANG_UP:
            writer.transport.abort()
