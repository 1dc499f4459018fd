"""What our facts, or a company's overlay, say about an address's provider."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.lookup.address import Address
from connectors.lookup.model import Answer, Candidate, SourceName
from connectors.lookup.names import MalformedName, host_name
from connectors.lookup.source import NOTHING, Finding, Query
from connectors.model import Protocol, Target
from knowledge.providers import Provider, Providers, Server

ALL = frozenset(Protocol)


async def known(query: Query) -> Finding:
    """The provider whose own domain the address is in."""
    provider = by_domain(query.providers, query.address.domain)
    query.trail.heard("", Answer.FOUND if provider else Answer.NOT_FOUND)
    if provider is None:
        return NOTHING
    return facts_about(query, provider, SourceName.KNOWN)


def facts_about(query: Query, provider: Provider, source: SourceName) -> Finding:
    """What our facts say about a provider to the owner of an address.

    A protocol is settled that has servers or is not offered; one of which the facts say nothing
    could not be confirmed, and others may know it. A provider that has closed settles all.
    """
    servers = tuple(_candidates(provider, query.address, source))
    state = provider.state_on(query.today)
    settled = frozenset(server.protocol for server in provider.servers)
    settled |= frozenset(provider.not_offered)
    notes = () if state == "open" else (f"provider.{state}",)
    return Finding(servers, ALL if state == "closed" else settled, notes, provider)


def by_domain(providers: Providers, domain: str) -> Provider | None:
    """The provider whose addresses end in this domain or in one above it."""
    # Providers give out addresses below their domain as well (taro@rose.example.ne.jp).
    labels = domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        if provider := providers.by_domain(".".join(labels[first:])):
            return provider
    return None


def _candidates(provider: Provider, address: Address, source: SourceName) -> Iterator[Candidate]:
    for server in provider.servers:
        if target := _target(server, address, source):
            yield Candidate(target, server.auth)


def _target(server: Server, address: Address, source: SourceName) -> Target | None:
    written = server.at(str(address))
    try:
        host = host_name(written.host)
    except MalformedName:  # a local part that no host name can hold
        return None
    return Target(
        server.protocol,
        host,
        server.port,
        server.security,
        user=server.user_name(str(address)),
        source=source,
        trusted=True,
    )
