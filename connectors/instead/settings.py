"""Which other settings of the same account are worth a try, best first. Pure.

Only where settings can be the cause: nobody's port mends a certificate that has expired.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from connectors.lookup.guess import PORTS, PREFIXES
from connectors.model import Security, Target
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers

OTHER_MODE_HELPS = frozenset(
    {
        Cause.NET_REFUSED,
        Cause.NET_TIMEOUT,
        Cause.NET_UNREACHABLE,
        Cause.NET_RESET,
        Cause.NET_PORT25_BLOCKED,
        Cause.PROTO_TLS_EXPECTED,
        Cause.PROTO_PLAINTEXT_EXPECTED,
        Cause.PROTO_WRONG_SERVICE,
        Cause.PROTO_SILENT,
        Cause.PROTO_MALFORMED,
        Cause.SERVER_REFUSED,
        Cause.TLS_STARTTLS_MISSING,
        Cause.TLS_STARTTLS_FAILED,
        Cause.TLS_HANDSHAKE_FAILED,
        Cause.TLS_OLD_PROTOCOL,
        Cause.AUTH_TLS_REQUIRED,
        Cause.AUTH_NO_COMMON_MECHANISM,
    }
)
"""Another port, or another way of encrypting, of the same server can be what is meant."""

OTHER_HOST_HELPS = frozenset(
    {
        Cause.DNS_NO_SUCH_HOST,
        Cause.DNS_NO_ADDRESS,
        Cause.NET_REFUSED,
        Cause.NET_TIMEOUT,
        Cause.NET_UNREACHABLE,
        Cause.NET_RESET,
        Cause.PROTO_WRONG_SERVICE,
        Cause.PROTO_SILENT,
        Cause.SERVER_REFUSED,
        Cause.TLS_HOSTNAME_MISMATCH,
        Cause.TLS_SELF_SIGNED,
        Cause.TLS_STARTTLS_MISSING,
    }
)
"""Another server can be what is meant."""

_MEANING_ONE_THING = frozenset({25, *(port for modes in PORTS.values() for port, _ in modes)})
"""Ports on which everybody expects one protocol in one way."""

USUAL_NAMES_HELP = frozenset(
    {
        Cause.DNS_NO_SUCH_HOST,
        Cause.DNS_NO_ADDRESS,
        Cause.NET_REFUSED,
        Cause.NET_TIMEOUT,
        Cause.NET_UNREACHABLE,
        Cause.TLS_HOSTNAME_MISMATCH,
    }
)
"""The host itself may be none of the account's: then the usual names of its domain are tried."""

CERTIFICATE_NAMES_LIMIT = 3
"""Names of a certificate that are tried: the certificate of a shared server has a hundred."""

CERTIFICATE = "certificate"
"""The source of a host that only the server's certificate names."""

SETTINGS_LIMIT = 10
"""Settings that are tried for one target."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Settings that do not work: the target, and why.

    ``address`` is the person's own, or empty. ``names`` are those of the certificate that was
    shown, ``mechanisms`` the ways to log in that were offered. ``candidates`` are other settings
    of the account that somebody named, best first.
    """

    target: Target
    cause: Cause
    address: str = ""
    names: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    candidates: tuple[Target, ...] = ()

    @property
    def other_mode_helps(self) -> bool:
        """Whether another port or way of encrypting can be what is meant."""
        # A port that offers other mechanisms is for logging in; only one without any is not.
        unsuitable = self.cause is Cause.AUTH_NO_COMMON_MECHANISM and self.mechanisms
        return self.cause in OTHER_MODE_HELPS and not unsuitable


def other_settings(failed: Failed, providers: Providers) -> tuple[Target, ...]:
    """Other settings for the same account and protocol; all of them encrypt."""
    found: dict[tuple[str, int, Security], Target] = {}
    for one in _all(failed, providers):
        found.setdefault(_place(one), one)
    found.pop(_place(failed.target), None)
    encrypted = (one for one in found.values() if one.security is not Security.NONE)
    return tuple(encrypted)[:SETTINGS_LIMIT]


def _place(target: Target) -> tuple[str, int, Security]:
    return target.host.casefold().rstrip("."), target.port, target.security


def _all(failed: Failed, providers: Providers) -> Iterator[Target]:
    other_host, other_mode = failed.cause in OTHER_HOST_HELPS, failed.other_mode_helps
    if other_host or other_mode:
        for one in (*_known(failed, providers), *failed.candidates):
            same_host = one.host.casefold() == failed.target.host.casefold()
            vouched = one.trusted and one.protocol is failed.target.protocol
            if vouched and (other_mode if same_host else other_host):
                yield one
    if other_mode:
        yield from _modes(failed.target)
    if other_host:
        yield from _other_hosts(failed)


def _known(failed: Failed, providers: Providers) -> Iterator[Target]:
    """What the facts say of the provider that runs the host, or that serves the address."""
    host, domain = failed.target.host, failed.address.rpartition("@")[2]
    found = (
        providers.by_host(host),
        providers.by_wrong_host(host),
        providers.by_domain(domain) if domain else None,
    )
    for provider in dict.fromkeys(one.id for one in found if one):
        yield from _servers(providers.by_id(provider), failed)


def _servers(provider: Provider | None, failed: Failed) -> Iterator[Target]:
    for server in provider.servers if provider else ():
        if server.protocol is not failed.target.protocol:
            continue
        placed = server.at(failed.address)
        if "{" in placed.host:
            continue
        user = server.user_name(failed.address) or failed.target.user
        yield Target(server.protocol, placed.host, server.port, server.security, user, "known")


def _modes(target: Target) -> Iterator[Target]:
    """The same server: by the other way of encrypting, and by the usual ports."""
    usual = PORTS[target.protocol]
    for security in (Security.TLS, Security.STARTTLS):
        if (target.port, security) in usual or target.port not in _MEANING_ONE_THING:
            yield replace(target, security=security)
    for port, security in usual:
        yield replace(target, port=port, security=security)


def _other_hosts(failed: Failed) -> Iterator[Target]:
    """Names of the certificate, and the usual names below the address's own domain."""
    target, domain = failed.target, failed.address.rpartition("@")[2]
    if failed.cause is Cause.TLS_HOSTNAME_MISMATCH:
        for name in _hosts_in(failed.names):
            yield replace(target, host=name, source=CERTIFICATE)
    usual = domain and failed.cause in USUAL_NAMES_HELP
    for prefix in PREFIXES[target.protocol] if usual else ():
        for port, security in PORTS[target.protocol]:
            yield Target(target.protocol, prefix + domain, port, security, target.user, "guess")


def _hosts_in(names: tuple[str, ...]) -> tuple[str, ...]:
    hosts = (name for name in names if "*" not in name and not name[-1:].isdigit())
    return tuple(host for host in hosts if ":" not in host)[:CERTIFICATE_NAMES_LIMIT]
