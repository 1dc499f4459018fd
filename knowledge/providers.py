"""Mail providers as data: which domains they serve, with which servers, and their quirks.

Pure look-ups over rows that ``load`` has read: nothing here touches the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Protocol(StrEnum):
    """A mail protocol, by the name that the machine-readable contract uses."""

    SMTP = "smtp"
    POP3 = "pop3"
    IMAP = "imap"


class Security(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class UserForm(StrEnum):
    """What a provider wants as the user name."""

    ADDRESS = "address"
    LOCAL_PART = "local"
    OTHER = "other"
    """Neither: an id of the provider's own; the provider's notes say which."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a provider.

    ``host`` may hold ``{domain}`` and ``{local}``, parts of the address.
    ``auth`` lists what it takes, the contract's words: ``password``, ``app-password``, ``oauth2``.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    user: UserForm
    auth: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider.

    ``names`` maps a language to names and nicknames, the first of which is shown. ``mx``
    holds suffixes of MX host names that mark a domain as hosted here. ``state`` is
    ``open``, ``closing`` or ``closed``. ``notes`` maps a language to what people must
    know first, one sentence each; ``wrong_hosts`` are names that circulate and are wrong.
    """

    id: str
    names: dict[str, tuple[str, ...]]
    domains: tuple[str, ...]
    mx: tuple[str, ...]
    servers: tuple[Server, ...]
    state: str
    notes: dict[str, tuple[str, ...]]
    wrong_hosts: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date
    layer: str = ""


class Providers:
    """The providers we know, found by id, domain, MX host or server host."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._all = tuple(providers)
        self._by_id = {provider.id: provider for provider in self._all}
        self._by_domain = {
            domain: provider for provider in self._all for domain in provider.domains
        }

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._all)

    def by_id(self, provider_id: str) -> Provider | None:
        """The provider with this id, or None."""
        return self._by_id.get(provider_id)

    def by_domain(self, domain: str) -> Provider | None:
        """The provider whose addresses end in ``@domain``, or None."""
        return self._by_domain.get(domain.lower().rstrip("."))

    def by_mx(self, hosts: Sequence[str]) -> Provider | None:
        """The provider that hosts a domain with these MX hosts, or None."""
        for host in hosts:
            name = host.lower().rstrip(".")
            for provider in self._all:
                if any(name == suffix or name.endswith("." + suffix) for suffix in provider.mx):
                    return provider
        return None
