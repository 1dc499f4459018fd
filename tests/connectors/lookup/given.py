"""What the tests of discovery are given: providers, and ports that really listen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from ipaddress import ip_address

from connectors.lookup.model import Probe
from connectors.lookup.probe import open_port
from connectors.steps import IPAddress
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.providers import Protocol, Provider, Security, Server, UserForm

LOCAL = (ip_address("127.0.0.1"),)


def server(
    protocol: Protocol,
    host: str,
    port: int,
    security: Security = Security.TLS,
    user: UserForm = UserForm.ADDRESS,
    auth: tuple[str, ...] = ("password",),
) -> Server:
    return Server(protocol, host, port, security, user, auth)


def provider(
    key: str,
    *servers: Server,
    domains: tuple[str, ...] = (),
    mx: tuple[str, ...] = (),
    state: str = "open",
    not_offered: tuple[Protocol, ...] = (),
    wrong_hosts: tuple[str, ...] = (),
    ends: date | None = None,
) -> Provider:
    names = {Language.EN: (key,), Language.JA: (key,)}
    checked = date(2026, 11, 26)
    return Provider(
        key,
        names,
        domains,
        mx,
        servers,
        state,
        (),
        wrong_hosts,
        ("s",),
        checked,
        not_offered=not_offered,
        ends=ends,
    )


@asynccontextmanager
async def listening(*open_ports: tuple[str, int]) -> AsyncIterator[Probe]:
    """A probe for which these addresses and ports are open and all others refuse.

    Behind each is a real listener of its own on loopback, so that what dials is the real probe.
    """
    servers = {
        where: await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        for where in open_ports
    }
    ports = {where: found.sockets[0].getsockname()[1] for where, found in servers.items()}

    async def probe(addresses: tuple[IPAddress, ...], port: int) -> Cause:
        for address in addresses:
            if (str(address), port) in ports:
                return await open_port(LOCAL, ports[str(address), port])
        return Cause.NET_REFUSED

    try:
        yield probe
    finally:
        await _close(servers.values())


async def _close(servers: Iterable[asyncio.Server]) -> None:
    for found in servers:
        found.close()
        await found.wait_closed()
