"""Login mechanisms by name (RFC 4422), and which to take first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Mechanism(StrEnum):
    """A way to log in, by its registered name, or the protocol's own command for it."""

    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_1 = "SCRAM-SHA-1"
    CRAM_MD5 = "CRAM-MD5"
    PLAIN = "PLAIN"
    LOGIN = "LOGIN"
    OAUTHBEARER = "OAUTHBEARER"
    XOAUTH2 = "XOAUTH2"
    APOP = "APOP"
    """POP3's command with a digest (RFC 1939 §7)."""
    USER = "USER"
    """POP3's commands USER and PASS."""
    IMAP_LOGIN = "IMAP LOGIN"
    """IMAP's command LOGIN, as against the mechanism of that name."""
    PREAUTH = "PREAUTH"
    """None: the server took us as logged in from the start (RFC 9051 §7.1.4)."""


TOKEN_ORDER = (Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)
"""The standard one (RFC 7628) before the one it was made from."""

# SCRAM comes first in both: the password itself never crosses the line, and the server has to
# prove that it knows it, too.
_SCRAM = (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1)
_DIGEST = (Mechanism.CRAM_MD5, Mechanism.APOP)
# One answer holds all in PLAIN; LOGIN asks twice, which costs round trips, so the protocols' own
# commands come before it.
OPEN = (Mechanism.PLAIN, Mechanism.IMAP_LOGIN, Mechanism.USER, Mechanism.LOGIN)

DIGESTS = frozenset(_SCRAM + _DIGEST)
"""For these a server needs the password itself, or one certain form of it."""

PASSWORD_ORDER_ENCRYPTED = _SCRAM + OPEN + _DIGEST
"""On an encrypted and verified line MD5 protects nothing that TLS does not, and fails wherever
the server keeps passwords hashed, which reads like a wrong password: so it comes last."""

PASSWORD_ORDER_CLEAR = _SCRAM + _DIGEST + OPEN
"""On a clear line everybody would read what PLAIN says: a weak digest is better."""

_COMMANDS = (Mechanism.APOP, Mechanism.USER, Mechanism.IMAP_LOGIN, Mechanism.PREAUTH)


def order_for(*, is_token: bool, encrypted: bool) -> tuple[Mechanism, ...]:
    """Mechanisms to take, the strongest first."""
    if is_token:
        return TOKEN_ORDER
    return PASSWORD_ORDER_ENCRYPTED if encrypted else PASSWORD_ORDER_CLEAR


def registered(names: Iterable[str]) -> tuple[str, ...]:
    """The mechanisms of a server's list; our own names for commands are not among them."""
    return tuple(name for name in names if name not in _COMMANDS)
