"""Mail providers as data: which domains they serve, with which servers, and their quirks.

Pure look-ups over rows: nothing here touches the network or a clock.

A provider is one TOML file, ``facts/providers/<id>.toml``, of this form:
``kind = "provider"``, ``key`` (the id), ``names = {en = [..], ja = [..]}`` (the first is shown),
``domains``, ``mx`` (suffixes), ``state`` (open, closing, closed), ``wrong_hosts``, ``sources``,
``checked``, ``confidence`` (how well the servers are vouched for; official where it is left out).
May be left out: ``ends`` (the last day of one that closes or has closed), ``switch_on`` (true
where mail programs must be allowed first; a note says where), ``autodiscover`` (suffixes of hosts
that a customer's Autodiscover leads to), ``not_offered`` (protocols that it does not have),
``limits`` (numbers by the names of ``Limits``), ``questions = {en = [..], ja = [..]}`` (ways to
ask that ``wording/*/asks.toml`` lacks).
``[[server]]``: ``protocol host port security user auth``, best first a protocol, and ``tls`` where
the server knows only old TLS; ``[[note]]``: ``en``, ``ja``, a sentence or two each; where a date
changes it, ``from`` and ``until``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from knowledge.model import Language, Row


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


class OldTls(StrEnum):
    """What a server still needs of TLS that today's clients no longer offer by themselves."""

    LEGACY_RENEGOTIATION = "legacy_renegotiation"
    """It does not know secure renegotiation (RFC 5746)."""
    RSA_KEY_EXCHANGE = "rsa_key_exchange"
    """It knows cipher suites with static RSA key exchange only (deprecated by RFC 9325)."""


class Confidence(StrEnum):
    """How well a provider's servers are vouched for."""

    OFFICIAL = "official"
    """Read on a page of the provider's own, or of who runs its mail."""
    TWO_SOURCES = "two_sources"
    """Two public sources agree."""
    ONE_SOURCE = "one_source"
    """One public source says so."""
    NAME_ONLY = "name_only"
    """We know the name, not the servers."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a provider.

    ``host`` may hold ``{domain}`` and ``{local}``, parts of the address.
    ``auth`` lists what it takes, the contract's words: ``password``, ``app-password``, ``oauth2``.
    ``tls`` is None but for the few servers that need an exception; it never lifts verification.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    user: UserForm
    auth: tuple[str, ...]
    tls: OldTls | None = None

    def at(self, address: str) -> Server:
        """This server as the owner of ``address`` writes it: placeholders filled in."""
        local, _, domain = address.rpartition("@")
        host = self.host.replace("{domain}", domain.lower()).replace("{local}", local.lower())
        return replace(self, host=host)

    def user_name(self, address: str) -> str:
        """What to log in with, or empty where it cannot be told from the address."""
        match self.user:
            case UserForm.ADDRESS:
                return address
            case UserForm.LOCAL_PART:
                return address.rpartition("@")[0]
            case UserForm.OTHER:
                return ""


@dataclass(frozen=True, slots=True)
class Note:
    """What people must know first about a provider: one plain sentence a language.

    It holds from ``since`` to ``until``, both days included; None means without a bound.
    """

    words: Mapping[Language, str]
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the note is true on this day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider takes at most; None where we do not know."""

    message_mb: int | None = None
    """Megabytes of one message, attachments included."""
    recipients: int | None = None
    """Recipients of one message."""
    messages_a_day: int | None = None
    recipients_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider.

    ``names`` maps a language to names and nicknames, the first of which is shown. ``mx``
    holds suffixes of MX host names that mark a domain as hosted here, ``autodiscover`` those of
    hosts that a customer's Autodiscover leads to. ``state`` is
    ``open``, ``closing`` or ``closed``, and ``ends`` the last day of the latter two, where known.
    ``wrong_hosts`` are names that circulate and are wrong. ``servers`` may be empty: closed, no
    such access, a machine name that differs from customer to customer, or not known to us;
    the notes and ``confidence`` say which. A protocol that is neither among the servers nor in
    ``not_offered`` is one that we could not confirm. ``switch_on``: mail programs must be allowed
    in the provider's settings first.
    """

    id: str
    names: Mapping[Language, tuple[str, ...]]
    domains: tuple[str, ...]
    mx: tuple[str, ...]
    servers: tuple[Server, ...]
    state: str
    notes: tuple[Note, ...]
    wrong_hosts: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date
    layer: str = ""
    autodiscover: tuple[str, ...] = ()
    confidence: Confidence = Confidence.OFFICIAL
    ends: date | None = None
    switch_on: bool = False
    not_offered: tuple[Protocol, ...] = ()
    limits: Limits = Limits()

    def state_on(self, day: date) -> str:
        """The state on this day: who is closing has closed when the last day is over."""
        over = self.state == "closing" and self.ends is not None and self.ends < day
        return "closed" if over else self.state


class Providers:
    """The providers we know, found by id, domain, MX host or server host.

    A later provider with the same id replaces an earlier one: so an overlay lays its own over
    ours.
    """

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._by_id = {provider.id: provider for provider in providers}
        self._by_domain = {
            domain: provider for provider in self._by_id.values() for domain in provider.domains
        }

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._by_id.values())

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Providers:
        """The providers of these rows, overlays last; rows of other kinds are passed over.

        Raises:
            ValueError: a row lacks a field or has a wrong one; the message names its file.
        """
        return cls(_provider(row) for row in rows if row.kind == KIND)

    def by_id(self, provider_id: str) -> Provider | None:
        """The provider with this id, or None."""
        return self._by_id.get(provider_id)

    def by_domain(self, domain: str) -> Provider | None:
        """The provider whose addresses end in ``@domain``, or None."""
        return self._by_domain.get(_name(domain))

    def by_mx(self, hosts: Sequence[str]) -> Provider | None:
        """The provider that hosts a domain with these MX hosts, or None."""
        for host in map(_name, hosts):
            for provider in self:
                if any(host == suffix or host.endswith("." + suffix) for suffix in provider.mx):
                    return provider
        return None

    def by_autodiscover(self, host: str) -> Provider | None:
        """The provider whose customers' Autodiscover leads to this host, or None."""
        name = _name(host)
        for provider in self:
            if any(
                name == suffix or name.endswith("." + suffix) for suffix in provider.autodiscover
            ):
                return provider
        return None

    def by_host(self, host: str) -> Provider | None:
        """The provider that has a server of exactly this name, or None."""
        name = _name(host)
        for provider in self:
            if any(server.host == name for server in provider.servers):
                return provider
        return None

    def by_wrong_host(self, host: str) -> Provider | None:
        """The provider that this host is often, and wrongly, said to belong to, or None."""
        name = _name(host)
        for provider in self:
            if name in provider.wrong_hosts:
                return provider
        return None


KIND = "provider"


@cache
def ours() -> Providers:
    """The providers of the package's own facts, read once."""
    # Not needed where providers come from the cache of all knowledge, so not imported there.
    from importlib import resources

    folder = resources.files("knowledge") / "facts" / "providers"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return Providers.from_rows(_row(file.name, file.read_text("utf-8")) for file in files)


def _row(path: str, text: str) -> Row:
    import tomllib

    fields = tomllib.loads(text)
    sources, checked = tuple(fields["sources"]), fields["checked"]
    return Row(fields["kind"], fields["key"], fields, sources, checked, "", path)


def _provider(row: Row) -> Provider:
    try:
        return _built(row, row.fields)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{row.path}: provider {row.key}: {fault!r}") from fault


def _built(row: Row, fields: Mapping[str, Any]) -> Provider:
    if fields["state"] not in STATES:
        raise ValueError(f"state is {fields['state']!r}, not one of {STATES}")
    return Provider(
        id=row.key,
        names={language: tuple(fields["names"][language]) for language in Language},
        domains=tuple(map(_name, fields.get("domains", ()))),
        mx=tuple(map(_name, fields.get("mx", ()))),
        servers=tuple(map(_server, fields.get("server", ()))),
        state=fields["state"],
        notes=tuple(map(_note, fields.get("note", ()))),
        wrong_hosts=tuple(map(_name, fields.get("wrong_hosts", ()))),
        sources=row.sources,
        checked=row.checked,
        layer=row.layer,
        confidence=Confidence(fields.get("confidence", Confidence.OFFICIAL)),
        ends=fields.get("ends"),
        switch_on=fields.get("switch_on", False),
        not_offered=tuple(map(Protocol, fields.get("not_offered", ()))),
        limits=Limits(**fields.get("limits", {})),
    )


STATES = ("open", "closing", "closed")


def _server(fields: Mapping[str, Any]) -> Server:
    return Server(
        protocol=Protocol(fields["protocol"]),
        host=_name(fields["host"]),
        port=_port(fields["port"]),
        security=Security(fields["security"]),
        user=UserForm(fields["user"]),
        auth=tuple(fields["auth"]),
        tls=OldTls(fields["tls"]) if "tls" in fields else None,
    )


def _port(number: int) -> int:
    if not 0 < number < 65536:
        raise ValueError(f"port {number} is not between 1 and 65535")
    return number


def _note(fields: Mapping[str, Any]) -> Note:
    words = {language: fields[language] for language in Language}
    return Note(words, fields.get("from"), fields.get("until"))


def _name(host: str) -> str:
    return host.lower().rstrip(".")
