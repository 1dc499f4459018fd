"""What look-ups are asked and what they answer: plain data, no network in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol as Interface

from connectors.lookup.address import Address
from connectors.model import Protocol, Target
from connectors.steps import IPAddress
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers


@dataclass(frozen=True, slots=True)
class Srv:
    """One SRV record (RFC 2782): a lower priority comes first, then a higher weight."""

    priority: int
    weight: int
    port: int
    target: str


class Names(Interface):
    """What a look-up asks of the name service. Every failure is a ``LookupFailed``."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """The addresses of a host, at least one."""
        ...

    async def srv(self, name: str) -> tuple[Srv, ...]:
        """The SRV records of a service, best first, at least one."""
        ...

    async def mx(self, domain: str) -> tuple[str, ...]:
        """The hosts that take mail for a domain, best first, at least one."""
        ...


Probe = Callable[[tuple[IPAddress, ...], int], Awaitable[Cause]]
"""Whether a port of a host can be connected to: ``OK``, or a cause of ``net.*`` or ``check.*``."""


class SourceName(StrEnum):
    """Where settings can come from, by the contract's names."""

    KNOWN = "known"
    AUTOCONFIG = "autoconfig"
    WELL_KNOWN = "well-known"
    PACC = "pacc"
    ISPDB = "ispdb"
    MX = "mx"
    SRV = "srv"
    AUTODISCOVER = "autodiscover"
    GUESS = "guess"


class Answer(StrEnum):
    """What a source said; where it could not be asked, the outcome is a cause code instead."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_OFFERED = "not_offered"
    """The domain says in so many words that it has no such service."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that was asked on the way. ``url`` is empty for our own facts."""

    source: SourceName
    url: str
    outcome: Answer | Cause


@dataclass(frozen=True, slots=True)
class Candidate:
    """A server that may be the right one.

    ``auth`` holds the contract's words (``password``, ``app-password``, ``oauth2``); empty
    where nobody said.
    """

    target: Target
    auth: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What a source is asked. ``missing`` are the protocols that no earlier source settled."""

    address: Address
    providers: Providers
    names: Names
    probe: Probe
    missing: frozenset[Protocol]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a source answered.

    ``settled`` are the protocols that no later source need be asked about: servers were
    found, or it is certain that there are none. ``notes`` are codes.
    """

    tried: tuple[Attempt, ...]
    servers: tuple[Candidate, ...] = ()
    settled: frozenset[Protocol] = frozenset()
    notes: tuple[str, ...] = ()
    provider: Provider | None = None


Source = Callable[[Query], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that was found for an address.

    ``servers`` are grouped by protocol (IMAP, POP3, SMTP), best first in each. ``cause``
    is ``OK`` where a server was found, else the most telling reason. ``notes`` are codes:
    ``provider.closed``, ``provider.closing``, ``provider.no_servers``, ``user.own_name`` (the
    user name cannot be told from the address), ``hosts.untrusted``.
    """

    address: str
    domain: str
    tried: tuple[Attempt, ...]
    servers: tuple[Candidate, ...]
    notes: tuple[str, ...]
    provider: Provider | None
    cause: Cause
