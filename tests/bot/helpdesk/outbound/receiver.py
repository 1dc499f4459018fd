"""Another system, on loopback: takes bodies over TLS, and answers as it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

import trustme
from aiohttp import web

from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause

HOST = "hooks.test"


@dataclass
class Receiver:
    """What it got, and what it answers next (200 when nothing is said)."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    got: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    authority: trustme.CA = field(default_factory=trustme.CA)
    news: asyncio.Queue[tuple[Mapping[str, str], bytes]] = field(default_factory=asyncio.Queue)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/in"

    def trusting(self) -> ssl.SSLContext:
        """A client's rules that trust this system."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


@asynccontextmanager
async def receiving(host: str = HOST) -> AsyncIterator[Receiver]:
    """One that listens, with a certificate for this name."""
    receiver = Receiver()

    async def take(request: web.Request) -> web.Response:
        got = dict(request.headers), await request.read()
        receiver.got.append(got)
        receiver.news.put_nowait(got)
        status = receiver.answers.pop(0) if receiver.answers else 200
        location = {"Location": "https://elsewhere.test/"} if 300 <= status < 400 else {}
        return web.Response(status=status, headers=location)

    app = web.Application()
    app.router.add_post("/in", take)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    receiver.authority.issue_cert(host).configure_cert(context)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    receiver.port = runner.addresses[0][1]
    try:
        yield receiver
    finally:
        await runner.cleanup()


class Names:
    """A name service that knows a few names."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._known = {HOST: "127.0.0.1"} if known is None else known
        self.asked: list[str] = []

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        self.asked.append(host)
        if host not in self._known:
            raise LookupFailed(Cause.DNS_NO_SUCH_HOST)
        return (ip_address(self._known[host]),)

    async def srv(self, name: str) -> tuple[()]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def mx(self, domain: str) -> tuple[()]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def txt(self, name: str) -> tuple[()]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)
