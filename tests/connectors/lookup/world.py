"""A small internet for the tests of discovery: names, web servers, and ports that listen.

Every web name has an address of TEST-NET-1, which leads to the site on loopback.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from connectors.lookup.address import Address, parse
from connectors.lookup.discover import discover
from connectors.lookup.dns import Resolver
from connectors.lookup.model import Answer, Discovery, Probe, SourceName
from connectors.lookup.remembered import Remembered
from connectors.lookup.search import Search, Tools
from connectors.lookup.source import Query, Trail
from connectors.lookup.sources import SOURCES
from connectors.lookup.web import Fetcher
from connectors.policy import Policy
from knowledge.causes import Cause
from knowledge.providers import Protocol, Provider, Providers
from tests.connectors.lookup.given import listening
from tests.servers.dns import DnsServer, Failing, Records, Table, dns_server
from tests.servers.web import Bad, Pages, Site, trusting, web_site

ALL = frozenset(Protocol)
PUBLIC = Policy.public(networks=["192.0.2.0/24"])
TODAY = date(2026, 11, 26)
WEB_ADDRESS = "192.0.2.80"


@dataclass
class World:
    """What is there, and what was asked of it."""

    dns: DnsServer
    site: Site
    probe: Probe
    providers: Providers
    policy: Policy
    seconds: float
    lifetime: float
    trail: Trail = field(default_factory=lambda: Trail(SourceName.KNOWN))

    @property
    def resolver(self) -> Resolver:
        return Resolver(self.dns.where, lifetime=self.lifetime)

    @cached_property
    def names(self) -> Remembered:
        return Remembered(self.resolver)

    @property
    def web(self) -> Fetcher:
        return Fetcher(self.names, self.policy, trusting, self.site.route, self.seconds)

    def query(self, address: Address | str, missing: frozenset[Protocol] = ALL) -> Query:
        """What a source is asked; what it asks is then in ``trail``."""
        who = address if isinstance(address, Address) else parse(address)
        return Query(
            who,
            self.providers,
            self.names,
            self.web,
            self.probe,
            self.trail,
            missing,
            TODAY,
        )

    async def discover(
        self,
        address: str,
        sources: Iterable[SourceName] | None = None,
        deadline: float = 10.0,
        protocols: frozenset[Protocol] = ALL,
    ) -> Discovery:
        """The whole of discovery."""
        return await discover(
            address,
            providers=self.providers,
            resolver=self.resolver,
            sources=None if sources is None else frozenset(sources),
            deadline=deadline,
            policy=self.policy,
            context=trusting,
            probe=self.probe,
            route=self.site.route,
            today=TODAY,
            protocols=protocols,
        )

    def search(self, address: str) -> Search:
        """A discovery whose web servers have ``seconds`` each."""
        tools = Tools(self.providers, self.names, self.web, self.probe, TODAY)
        return Search(parse(address), tools, SOURCES)

    @property
    def outcomes(self) -> dict[str, Answer | Cause]:
        """What became of each question of the source under test."""
        return {attempt.url: attempt.outcome for attempt in self.trail.attempts(Answer.NOT_NEEDED)}


@asynccontextmanager
async def world(
    pages: Pages | None = None,
    table: Table | None = None,
    *,
    bad: Mapping[str, Bad] | None = None,
    providers: Iterable[Provider] = (),
    opened: Iterable[tuple[str, int]] = (),
    policy: Policy = PUBLIC,
    seconds: float = 5.0,
    lifetime: float = 2.0,
) -> AsyncIterator[World]:
    """The names of all pages exist beside those of the table."""
    pages = pages or {}
    hosts = {urlsplit(url).hostname or "": {"A": [WEB_ADDRESS]} for url in pages}
    names: dict[str, Records | Failing] = {**hosts}
    for name, records in (table or {}).items():
        of_web = hosts.get(name, {})
        names[name] = records if isinstance(records, Failing) else {**of_web, **records}
    async with (
        dns_server(names) as dns,
        web_site(pages, bad) as site,
        listening(*opened) as probe,
    ):
        there = World(dns, site, probe, Providers(providers), policy, seconds, lifetime)
        try:
            yield there
        finally:
            await there.names.close()


Shown = tuple[str, str, int, str, str, bool]


def shown(found: Discovery) -> list[Shown]:
    """The servers, short: protocol, host, port, security, source, trusted."""
    return [
        (str(t.protocol), t.host, t.port, str(t.security), t.source, t.trusted)
        for t in (candidate.target for candidate in found.servers)
    ]
