"""From an address to servers worth trying: every source in turn, surest first."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

from connectors.lookup.address import Address, parse
from connectors.lookup.guess import guess
from connectors.lookup.known import known, mx
from connectors.lookup.model import (
    Answer,
    Attempt,
    Candidate,
    Discovery,
    Finding,
    Names,
    Probe,
    Query,
    Source,
    SourceName,
)
from connectors.lookup.probe import open_port
from connectors.lookup.srv import srv
from connectors.model import Protocol
from knowledge.causes import Cause
from knowledge.providers import Providers

DISCOVERY_SECONDS = 15.0
"""All sources together: two slow answers of DNS and one round of guesses."""

SOURCES: tuple[tuple[SourceName, Source], ...] = (
    (SourceName.KNOWN, known),
    (SourceName.MX, mx),
    (SourceName.SRV, srv),
    (SourceName.GUESS, guess),
)
"""Surest first. A source is asked about what those before it left open."""

_ORDER = (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)


async def discover(
    address: str,
    *,
    providers: Providers,
    resolver: Names,
    sources: Collection[SourceName] | None = None,
    deadline: float = DISCOVERY_SECONDS,
    probe: Probe = open_port,
) -> Discovery:
    """Find the servers of an address.

    ``sources`` limits whom we ask; each of those is then asked in full. ``deadline`` is in
    seconds from now; what was found until then is returned. ``probe`` is how guesses are
    dialled: whoever runs checks for others hands in one that judges the addresses first.

    Raises:
        MalformedAddress: the address is none.
    """
    search = _Search(parse(address), providers, resolver, probe)
    try:
        async with asyncio.timeout(deadline):
            for name, source in SOURCES:
                if sources is None or name in sources:
                    await search.ask(name, source, in_full=sources is not None)
    except TimeoutError:
        search.give_up()
    return search.discovery()


class _Search:
    """What has been found so far."""

    def __init__(self, address: Address, providers: Providers, names: Names, probe: Probe) -> None:
        self._address = address
        self._providers = providers
        self._names = names
        self._probe = probe
        self._findings: list[Finding] = []
        self._asking = SourceName.KNOWN

    async def ask(self, name: SourceName, source: Source, *, in_full: bool) -> None:
        """Ask one source about what is still open, or about everything."""
        settled = frozenset[Protocol]().union(*(finding.settled for finding in self._findings))
        missing = frozenset(Protocol) if in_full else frozenset(Protocol) - settled
        if not missing:
            return
        self._asking = name
        query = Query(self._address, self._providers, self._names, self._probe, missing)
        self._findings.append(await source(query))

    def give_up(self) -> None:
        """Note that the source which was being asked has taken too long."""
        self._findings.append(Finding((Attempt(self._asking, "", Cause.NET_TIMEOUT),)))

    def discovery(self) -> Discovery:
        """The sum of all findings."""
        tried = tuple(attempt for finding in self._findings for attempt in finding.tried)
        servers = tuple(
            _ordered(server for finding in self._findings for server in finding.servers)
        )
        notes = dict.fromkeys(note for finding in self._findings for note in finding.notes)
        providers = [finding.provider for finding in self._findings if finding.provider]
        return Discovery(
            str(self._address),
            self._address.domain,
            tried,
            servers,
            tuple(notes),
            providers[0] if providers else None,
            Cause.OK if servers else _cause(tried),
        )


def _ordered(servers: Iterable[Candidate]) -> list[Candidate]:
    # Within a protocol the sources' own order stands: surest source first, best server first.
    return sorted(servers, key=lambda candidate: _ORDER.index(candidate.target.protocol))


def _cause(tried: tuple[Attempt, ...]) -> Cause:
    """Why there is no server: what the domain says about itself tells most."""
    of_domain = [attempt.outcome for attempt in tried if attempt.source is SourceName.MX]
    if Answer.NOT_OFFERED in of_domain:
        return Cause.DNS_NO_MAIL_SERVICE
    if Cause.DNS_NO_SUCH_HOST in of_domain:
        return Cause.DNS_NO_SUCH_HOST
    asked = {attempt.outcome for attempt in tried if attempt.source is not SourceName.KNOWN}
    if asked and asked <= {Cause.DNS_FAILURE, Cause.NET_TIMEOUT}:
        return Cause.DNS_FAILURE
    return Cause.CHECK_NO_SETTINGS_FOUND
