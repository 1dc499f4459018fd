"""All that is wrong with a certificate that was refused, not only what the TLS library met first.

Whoever renews an expired certificate that is for another name has mended nothing: so every fault
is looked for, and the one whose mending helps comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from connectors.model import Certificate
from connectors.wire.certificate import (
    NAMES_LIMIT,
    cause_of_refusal,
    certificate_of,
    outdated,
)
from knowledge.causes import Cause

HELPS_FIRST = (
    # Nothing at the server needs mending: it was not the server that answered.
    Cause.TLS_INTERCEPTED,
    # A certificate from an authority that devices know replaces name and dates as well.
    Cause.TLS_SELF_SIGNED,
    Cause.TLS_UNTRUSTED_ISSUER,
    # With the right name in the settings another certificate may be shown.
    Cause.TLS_HOSTNAME_MISMATCH,
    Cause.TLS_CERTIFICATE_REVOKED,
    Cause.TLS_CERTIFICATE_NOT_YET_VALID,
    # Many programs find a missing link by themselves: what they stopped at is the date.
    Cause.TLS_CERTIFICATE_EXPIRED,
    Cause.TLS_INCOMPLETE_CHAIN,
    Cause.TLS_HANDSHAKE_FAILED,
)
"""Faults of a certificate in the order in which to mend them."""


@dataclass(frozen=True, slots=True)
class RefusedChain:
    """A chain that did not stand the test.

    ``verify_code`` is the library's number for why, ``der`` what the server sent (empty when it
    could not be read), ``host`` the name that was asked for, ``trusted`` what the
    trusted authorities are called.
    """

    verify_code: int
    der: tuple[bytes, ...]
    host: str
    trusted: frozenset[str]

    def faults(self, now: datetime) -> tuple[Cause, ...]:
        """All causes, that whose mending helps first; at least one."""
        found = {cause_of_refusal(self.verify_code, self.der, self.trusted), *self._also(now)}
        return tuple(sorted(found, key=HELPS_FIRST.index))

    def _also(self, now: datetime) -> Iterator[Cause]:
        own = certificate_of(self.der[0]) if self.der else None
        if own is None:
            return
        # With more alternative names than are kept, nobody can say. Without any it is for nobody.
        if len(own.names) < NAMES_LIMIT and not covers(own.names, self.host):
            yield Cause.TLS_HOSTNAME_MISMATCH
        if guilty := outdated(self.der, now):
            yield _outdated_cause(guilty, now)


def _outdated_cause(guilty: Certificate, now: datetime) -> Cause:
    early = now < guilty.not_before
    return Cause.TLS_CERTIFICATE_NOT_YET_VALID if early else Cause.TLS_CERTIFICATE_EXPIRED


def covers(names: Iterable[str], host: str) -> bool:
    """Whether a certificate with these names is for this host (RFC 9525 §6.3)."""
    asked = _written(host)
    return any(_is_for(_written(name), asked) for name in names)


def _is_for(name: str, host: str) -> bool:
    if name.startswith("*."):
        # A star stands for one label, the first, and never for a part of an address.
        label, _, parent = host.partition(".")
        return bool(label) and parent == name[2:] and not _is_address(host)
    return name == host


def _written(name: str) -> str:
    """One way to write a name or an address, to compare it by."""
    if _is_address(name):
        return str(ip_address(name))
    try:
        ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_name = name
    return ascii_name.lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
