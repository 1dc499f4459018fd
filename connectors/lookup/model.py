"""What look-ups are asked and what they answer: plain data, no network in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol as Interface

from connectors.model import Protocol, Target
from connectors.steps import IPAddress
from knowledge.causes import Cause
from knowledge.providers import Provider


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

    async def txt(self, name: str) -> tuple[bytes, ...]:
        """The TXT records of a name, at least one, each with its strings joined."""
        ...


@dataclass(frozen=True, slots=True)
class Document:
    """What a web server handed out.

    ``asked`` is where we asked for it, ``url`` where it came from in the end, ``secure`` whether
    every step there was https.
    """

    asked: str
    url: str
    body: bytes
    secure: bool


class FetchFailed(Exception):  # noqa: N818 - a finding, not an error of ours
    """There is no document; ``outcome`` says why, ``url`` (where it is known) who said it."""

    def __init__(self, outcome: Answer | Cause, url: str = "") -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.url = url


class Web(Interface):
    """What a look-up asks of web servers. Every failure is a ``FetchFailed``.

    Nobody ever logs in here, and every answer comes, or fails, within bounded time.
    """

    async def get(self, url: str) -> Document:
        """The document at an address, redirects followed."""
        ...

    async def post(self, url: str, body: bytes) -> Document:
        """What a server answers to an XML document, redirects followed."""
        ...

    async def location(self, url: str) -> str:
        """Where an address redirects to; it is not followed."""
        ...


Probe = Callable[[tuple[IPAddress, ...], int], Awaitable[Cause]]
"""Whether a port of a host can be connected to: ``OK``, or a cause of ``net.*`` or ``check.*``."""


ORDER = (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)
"""The order in which servers are told: receiving first, and IMAP before POP3."""


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

    NOT_NEEDED = "not_needed"
    """Something better was found before the answer came."""

    MALFORMED = "malformed"
    """Something came, and it is no such document."""

    TOO_LARGE = "too_large"
    DIGEST_MISMATCH = "digest_mismatch"
    """The document is not the one whose digest the domain publishes in DNS."""

    REDIRECT_REFUSED = "redirect_refused"
    """It leads too far, or somewhere that nobody follows: not https, a login in the address."""

    LOGIN_WANTED = "login_wanted"
    """It is there, for whoever logs in; discovery never does."""


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
class Discovery:
    """All that was found for an address.

    ``servers`` are grouped by protocol (IMAP, POP3, SMTP), best first in each. ``cause``
    is ``OK`` where a server was found, else the most telling reason. ``notes`` are codes:
    ``provider.closed``, ``provider.closing``, ``provider.no_servers``, ``user.own_name`` (the
    user name cannot be told from the address), ``hosts.untrusted``, ``hosts.plain`` (some would
    take a password in clear; the same with encryption stands before them).
    """

    address: str
    domain: str
    tried: tuple[Attempt, ...]
    servers: tuple[Candidate, ...]
    notes: tuple[str, ...]
    provider: Provider | None
    cause: Cause
