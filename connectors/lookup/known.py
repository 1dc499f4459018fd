"""What our facts, or a company's overlay, say about an address's provider."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.lookup.address import Address
from connectors.lookup.model import Answer, Attempt, Candidate, Finding, Query, SourceName
from connectors.lookup.names import MalformedName, host_name
from connectors.model import Protocol, Target
from connectors.steps import LookupFailed
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers, Server

ALL = frozenset(Protocol)


async def known(query: Query) -> Finding:
    """The provider whose own domain the address is in.

    What it says is all there is: a protocol that the facts do not name is not offered.
    """
    provider = _by_domain(query.providers, query.address.domain)
    if provider is None:
        return Finding((Attempt(SourceName.KNOWN, "", Answer.NOT_FOUND),))
    tried = (Attempt(SourceName.KNOWN, "", Answer.FOUND),)
    servers = tuple(_candidates(provider, query.address, SourceName.KNOWN))
    return Finding(tried, servers, ALL, _notes(provider, servers), provider)


async def mx(query: Query) -> Finding:
    """The provider that takes the domain's mail, recognised by its MX hosts.

    A null MX (RFC 7505) settles everything: the domain has no mail. A domain that does not
    exist settles nothing, because a hosts file or a VPN may know names below it.
    """
    url = f"dns:{query.address.domain}?type=MX"  # RFC 4501
    try:
        hosts = await query.names.mx(query.address.domain)
    except LookupFailed as failed:
        return _without_mx(url, failed.cause)
    provider = query.providers.by_mx(hosts)
    if provider is None:
        return Finding((Attempt(SourceName.MX, url, Answer.NOT_FOUND),))
    servers = tuple(_candidates(provider, query.address, SourceName.MX))
    # A hoster whose machine names differ from customer to customer has no servers in the facts:
    # what the domain itself says comes next then.
    settled = ALL if servers or provider.state == "closed" else frozenset[Protocol]()
    tried = (Attempt(SourceName.MX, url, Answer.FOUND),)
    return Finding(tried, servers, settled, _notes(provider, servers), provider)


def _without_mx(url: str, cause: Cause) -> Finding:
    if cause is Cause.DNS_NO_MAIL_SERVICE:
        return Finding((Attempt(SourceName.MX, url, Answer.NOT_OFFERED),), settled=ALL)
    outcome = Answer.NOT_FOUND if cause is Cause.DNS_NO_ADDRESS else cause
    return Finding((Attempt(SourceName.MX, url, outcome),))


def _by_domain(providers: Providers, domain: str) -> Provider | None:
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


def _notes(provider: Provider, servers: tuple[Candidate, ...]) -> tuple[str, ...]:
    notes = [] if provider.state == "open" else [f"provider.{provider.state}"]
    if not servers:
        notes.append("provider.no_servers")
    elif not all(candidate.target.user for candidate in servers):
        notes.append("user.own_name")
    return tuple(notes)
