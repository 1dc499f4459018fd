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
    """The provider whose own domain the address is in.

    What it says is all there is: a protocol that the facts do not name is not offered.
    """
    provider = by_domain(query.providers, query.address.domain)
    query.trail.heard("", Answer.FOUND if provider else Answer.NOT_FOUND)
    if provider is None:
        return NOTHING
    servers = tuple(candidates(provider, query.address, SourceName.KNOWN))
    return Finding(servers, ALL, provider_notes(provider), provider)


def by_domain(providers: Providers, domain: str) -> Provider | None:
    """The provider whose addresses end in this domain or in one above it."""
    # Providers give out addresses below their domain as well (taro@rose.example.ne.jp).
    labels = domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        if provider := providers.by_domain(".".join(labels[first:])):
            return provider
    return None


def candidates(provider: Provider, address: Address, source: SourceName) -> Iterator[Candidate]:
    """The provider's servers as the owner of the address writes them, best first."""
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


def provider_notes(provider: Provider) -> tuple[str, ...]:
    """What people must know first, as codes: a provider that closes or has closed."""
    return () if provider.state == "open" else (f"provider.{provider.state}",)
