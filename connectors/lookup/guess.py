"""The usual names and ports, tried only as far as a connection."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connectors.lookup.best import best, let_go
from connectors.lookup.model import Answer, Candidate, SourceName
from connectors.lookup.source import Finding, Query
from connectors.model import Protocol, Security, Target
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause

PREFIXES = {
    Protocol.IMAP: ("imap.", "mail.", ""),
    Protocol.POP3: ("pop.", "pop3.", "mail.", ""),
    Protocol.SMTP: ("smtp.", "mail.", ""),
}
"""Best first. The bare domain comes last: it is mostly a web server, whose firewall swallows
our packets, and takes the longest to say no."""

PORTS = {
    Protocol.IMAP: ((993, Security.TLS), (143, Security.STARTTLS)),
    Protocol.POP3: ((995, Security.TLS), (110, Security.STARTTLS)),
    Protocol.SMTP: ((465, Security.TLS), (587, Security.STARTTLS)),
}
"""Best first (RFC 8314 §3)."""

RELAY_PORTS = ((25, Security.STARTTLS),)
"""Between servers, not for submission (RFC 6409 §3.1): named only where there is nothing else."""

PROBES_LIMIT = 10
"""Connections of one discovery at one time: polite, and enough that a filtered host costs one
wait."""


GRACE = 0.5
"""Seconds for a host's other port once one is open: a filtered second port must not cost three."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A server that may exist."""

    protocol: Protocol
    host: str
    port: int
    security: Security

    @property
    def url(self) -> str:
        """Where it would be."""
        return f"{self.host}:{self.port}"


def guesses(
    domain: str, protocol: Protocol, ports: tuple[tuple[int, Security], ...]
) -> tuple[tuple[Guess, ...], ...]:
    """What to try for a protocol, host by host, best first."""
    hosts = (prefix + domain for prefix in PREFIXES[protocol])
    return tuple(
        tuple(Guess(protocol, host, port, security) for port, security in ports) for host in hosts
    )


async def guess(query: Query) -> Finding:
    """The first host of each missing protocol that exists and listens, with its open ports.

    All hosts are tried at once; a later one is let go as soon as a better one has answered. The
    names are below the address's domain, so its owner vouches for them.
    """
    search = _Search(query)
    try:
        protocols = [protocol for protocol in PORTS if protocol in query.missing]
        found = await asyncio.gather(*(search.protocol(protocol) for protocol in protocols))
    finally:
        search.tell()
    servers = tuple(_candidate(query, guess) for opened in found for guess in opened)
    settled = frozenset(candidate.target.protocol for candidate in servers)
    return Finding(servers, settled)


class _Search:
    """One discovery's guesses, and what became of each."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._room = asyncio.Semaphore(PROBES_LIMIT)
        self._outcomes: dict[str, Answer | Cause] = {}

    async def protocol(self, protocol: Protocol) -> tuple[Guess, ...]:
        """The open ports of the best host that has any, for one protocol."""
        domain = self._query.address.domain
        opened = await self._first(guesses(domain, protocol, PORTS[protocol]))
        if not opened and protocol is Protocol.SMTP:
            opened = await self._first(guesses(domain, protocol, RELAY_PORTS))
        return opened

    def tell(self) -> None:
        """Note what was asked and answered, by name: it came in no order."""
        for url in sorted(self._outcomes):
            self._query.trail.heard(url, self._outcomes[url])

    async def _first(self, by_host: tuple[tuple[Guess, ...], ...]) -> tuple[Guess, ...]:
        right = [ports for ports in by_host if not self._is_wrong(ports[0].host)]
        return await best(self._open(ports) for ports in right) or ()

    def _is_wrong(self, host: str) -> bool:
        """Whether our facts name this host as one that circulates and is wrong."""
        return self._query.providers.by_wrong_host(host) is not None

    async def _open(self, ports: tuple[Guess, ...]) -> tuple[Guess, ...]:
        host = ports[0].host
        try:
            addresses = await self._query.names.addresses(host)
        except LookupFailed as failed:
            self._outcomes[host] = failed.cause
            return ()
        asked = [asyncio.create_task(self._probe(addresses, port)) for port in ports]
        try:
            await _settle(asked)
            return tuple(
                port
                for port, task in zip(ports, asked, strict=True)
                if task.done() and task.result() is Cause.OK
            )
        finally:
            await let_go(asked)

    async def _probe(self, addresses: tuple[IPAddress, ...], port: Guess) -> Cause:
        async with self._room:
            cause = await self._query.probe(addresses, port.port)
        self._outcomes[port.url] = Answer.FOUND if cause is Cause.OK else cause
        return cause


async def _settle(asked: list[asyncio.Task[Cause]]) -> None:
    """Wait until a port has answered well and the others have had their grace, or all are known."""
    for next_known in asyncio.as_completed(asked):
        if await next_known is Cause.OK:
            await asyncio.wait(asked, timeout=GRACE)
            return


def _candidate(query: Query, guess: Guess) -> Candidate:
    return Candidate(
        Target(
            guess.protocol,
            guess.host,
            guess.port,
            guess.security,
            user=str(query.address),
            source=SourceName.GUESS,
            trusted=True,
        )
    )
