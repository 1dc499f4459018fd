"""From servers as a document names them to candidates worth trying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from connectors.lookup.model import ORDER, Candidate, SourceName
from connectors.lookup.names import MalformedName, host_name
from connectors.lookup.source import Finding, Query
from connectors.model import Protocol, Security, Target

SERVERS_LIMIT = 6
"""Servers of one protocol that are taken over from a document: a first, and understudies."""

USER_LIMIT = 320
"""Characters of a user name: as many as an address may have."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One server as a document names it, checked: a host name, a port, a harmless user name.

    ``user`` is empty where the document does not tell it; ``auth`` has the contract's words.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    user: str
    auth: tuple[str, ...] = ()


def offered(
    protocol: Protocol,
    host: str,
    port: str | int,
    security: Security,
    user: str,
    auth: Iterable[str] = (),
) -> Offer | None:
    """An offer from a stranger's words; None where they name no server that could be tried."""
    number = _port(port)
    try:
        name = host_name(host)
    except MalformedName:
        return None
    if number is None or len(user) > USER_LIMIT or not user.isprintable():
        return None
    return Offer(protocol, name, number, security, user, tuple(dict.fromkeys(auth)))


def found(query: Query, source: SourceName, offers: Sequence[Offer], *, trusted: bool) -> Finding:
    """The offers of one document as what a source found.

    Plain text comes last. Where a protocol has nothing else, the same server with STARTTLS is
    put before it, to be tried first. A document that has servers for receiving and for sending is
    the whole: what it does not name is not offered. A host that our facts know as a provider's is
    trusted whoever names it: a forger gains nothing by it.
    """
    servers = tuple(
        Candidate(_target(query, source, offer, trusted=trusted), offer.auth)
        for protocol in ORDER
        for offer in _best([offer for offer in offers if offer.protocol is protocol])
    )
    named = frozenset(offer.protocol for offer in offers)
    whole = Protocol.SMTP in named and len(named) > 1
    return Finding(servers, frozenset(Protocol) if whole else named)


def _best(offers: list[Offer]) -> list[Offer]:
    plain = [offer for offer in offers if offer.security is Security.NONE]
    encrypted = [offer for offer in offers if offer.security is not Security.NONE]
    if not encrypted:
        encrypted = [replace(offer, security=Security.STARTTLS) for offer in plain]
    return list(dict.fromkeys(encrypted))[:SERVERS_LIMIT] + list(dict.fromkeys(plain))[:1]


def _target(query: Query, source: SourceName, offer: Offer, *, trusted: bool) -> Target:
    return Target(
        offer.protocol,
        offer.host,
        offer.port,
        offer.security,
        user=offer.user,
        source=source,
        trusted=trusted or query.providers.by_host(offer.host) is not None,
    )


def _port(text: str | int) -> int | None:
    if isinstance(text, str):
        if not (text.isascii() and text.isdigit() and len(text) <= 5):
            return None
        text = int(text)
    return text if 0 < text < 65536 else None
