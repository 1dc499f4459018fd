"""One search: sources run side by side, and what they say is laid one over the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from connectors.lookup.address import Address
from connectors.lookup.best import let_go
from connectors.lookup.model import (
    ORDER,
    Answer,
    Attempt,
    Candidate,
    Discovery,
    Names,
    Probe,
    SourceName,
    Web,
)
from connectors.lookup.source import NOTHING, Finding, Query, Trail
from connectors.lookup.sources import Row, Start
from connectors.model import Protocol, Security
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers

HEAD_START = 3.0
"""Seconds that the surer sources have before guesses are dialled: more than an honest web server
takes, and so little that one which swallows our packets does not double the wait."""

SILENT = frozenset({Cause.DNS_FAILURE, Cause.NET_TIMEOUT})
"""What becomes of questions where there is no network, or no name service."""

ALL = frozenset(Protocol)


@dataclass(frozen=True, slots=True)
class Tools:
    """What sources ask with."""

    providers: Providers
    names: Names
    web: Web
    probe: Probe
    today: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A source that was asked: its trail is true at any moment, its task has the finding."""

    row: Row
    trail: Trail
    task: asyncio.Task[Finding]

    @property
    def finding(self) -> Finding | None:
        """What it found; None while it has not ended, or was let go."""
        if not self.task.done() or self.task.cancelled():
            return None
        return self.task.result()


class Search:
    """The search for one address's servers.

    ``rows`` are the sources to ask, surest first, about ``wanted`` protocols. ``in_full`` asks
    each about all of these, to the end; else a source counts for what those before it left open,
    and the search is over as soon as nothing better can come.
    """

    def __init__(
        self,
        address: Address,
        tools: Tools,
        rows: Sequence[Row],
        *,
        in_full: bool = False,
        wanted: frozenset[Protocol] = ALL,
    ) -> None:
        self._address = address
        self._tools = tools
        self._rows = rows
        self._in_full = in_full
        self._wanted = wanted
        self._asked: dict[Row, Asked] = {}
        self._unanswered: Answer | Cause = Answer.NOT_NEEDED

    async def run(self, seconds: float) -> None:
        """Ask until it is settled, all have answered, or the time is up."""
        try:
            async with asyncio.timeout(seconds):
                await self._run()
        except TimeoutError:
            self._unanswered = Cause.NET_TIMEOUT
        finally:
            await let_go(asked.task for asked in self._asked.values())

    async def _run(self) -> None:
        self._begin(Start.FIRST)
        await self._wait()
        self._begin(Start.TOGETHER)
        with suppress(TimeoutError):
            async with asyncio.timeout(HEAD_START):
                await self._wait()
        if not self._names_answer():
            await self._wait()
        if self._names_answer() and not self._provider_is_known():
            self._begin(Start.LAST)
            await self._wait()

    def _begin(self, start: Start) -> None:
        missing = self._wanted if self._in_full else self._wanted - self._known_settled()
        if not missing or self._settled():
            return
        for row in self._rows:
            if row.start is start:
                trail = Trail(row.name)
                asking = row.ask(self._query(trail, missing))
                self._asked[row] = Asked(row, trail, asyncio.ensure_future(asking))

    def _query(self, trail: Trail, missing: frozenset[Protocol]) -> Query:
        tools = self._tools
        return Query(
            self._address,
            tools.providers,
            tools.names,
            tools.web,
            tools.probe,
            trail,
            missing,
            tools.today,
        )

    async def _wait(self) -> None:
        while running := [asked.task for asked in self._asked.values() if not asked.task.done()]:
            if self._settled():
                return
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    def _settled(self) -> bool:
        """Whether nothing better can come: all is settled before the first that still runs."""
        if self._in_full:
            return False
        settled: frozenset[Protocol] = frozenset()
        for asked in self._in_order():
            finding = asked.finding
            if finding is None:
                return False
            settled |= finding.settled
            if settled >= self._wanted:
                return True
        return False

    def _names_answer(self) -> bool:
        """Whether the name service has said anything yet: without it no guess can be dialled."""
        together = [asked for asked in self._in_order() if asked.row.start is Start.TOGETHER]
        attempts = (a for asked in together for a in asked.trail.attempts(Cause.NET_TIMEOUT))
        return not together or any(attempt.outcome not in SILENT for attempt in attempts)

    def _provider_is_known(self) -> bool:
        """Whether our facts have servers: then names that nobody has named are not tried."""
        findings = (asked.finding or NOTHING for asked in self._asked.values())
        return not self._in_full and any(f.provider and f.servers for f in findings)

    def _known_settled(self) -> frozenset[Protocol]:
        findings = [asked.finding or NOTHING for asked in self._asked.values()]
        return frozenset[Protocol]().union(*(finding.settled for finding in findings))

    def _in_order(self) -> list[Asked]:
        return [self._asked[row] for row in self._rows if row in self._asked]

    def discovery(self) -> Discovery:
        """The sum of all findings."""
        tried = tuple(
            attempt
            for asked in self._in_order()
            for attempt in asked.trail.attempts(self._unanswered)
        )
        findings = list(self._counting())
        servers = tuple(_ordered(server for finding in findings for server in finding.servers))
        providers = [finding.provider for finding in findings if finding.provider]
        provider = providers[0] if providers else None
        return Discovery(
            str(self._address),
            self._address.domain,
            tried,
            servers,
            tuple(_notes(findings, servers, provider)),
            provider,
            Cause.OK if servers else _cause(tried),
        )

    def _counting(self) -> Iterable[Finding]:
        """The findings, each with what those before it left open."""
        missing = self._wanted
        for asked in self._in_order():
            finding = asked.finding
            if finding is None or not missing:
                continue
            servers = tuple(c for c in finding.servers if c.target.protocol in missing)
            yield replace(finding, servers=servers)
            if not self._in_full:
                missing -= finding.settled


def _ordered(servers: Iterable[Candidate]) -> list[Candidate]:
    # Within a protocol the sources' own order stands: surest source first, best server first.
    return sorted(servers, key=lambda candidate: ORDER.index(candidate.target.protocol))


def _notes(
    findings: Iterable[Finding], servers: Sequence[Candidate], provider: Provider | None
) -> list[str]:
    notes = list(dict.fromkeys(note for finding in findings for note in finding.notes))
    targets = [candidate.target for candidate in servers]
    if provider is not None and not targets:
        notes.append("provider.no_servers")
    if not all(target.user for target in targets):
        notes.append("user.own_name")
    if not all(target.trusted for target in targets):
        notes.append("hosts.untrusted")
    if any(target.security is Security.NONE for target in targets):
        notes.append("hosts.plain")
    return notes


def _cause(tried: tuple[Attempt, ...]) -> Cause:
    """Why there is no server: what the domain says about itself tells most."""
    of_domain = [attempt.outcome for attempt in tried if attempt.source is SourceName.MX]
    match of_domain[:1]:
        case [Answer.NOT_OFFERED]:
            return Cause.DNS_NO_MAIL_SERVICE
        case [Cause.DNS_NO_SUCH_HOST]:
            return Cause.DNS_NO_SUCH_HOST
        case [Cause.DNS_FAILURE | Cause.NET_TIMEOUT]:
            return Cause.DNS_FAILURE
    of_services = {attempt.outcome for attempt in tried if attempt.source is SourceName.SRV}
    if Answer.NOT_OFFERED in of_services <= {Answer.NOT_OFFERED, Answer.NOT_FOUND}:
        # RFC 6186 §3.4: a target of "." where a service that was asked for is not offered.
        return Cause.DNS_NO_MAIL_SERVICE
    asked = {attempt.outcome for attempt in tried if attempt.source is not SourceName.KNOWN}
    return Cause.DNS_FAILURE if asked and asked <= SILENT else Cause.CHECK_NO_SETTINGS_FOUND
