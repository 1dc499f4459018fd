"""The demonstration's accounts: one that works, and one for each fault worth seeing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.causes import Cause
from knowledge.providers import Protocol

PASSWORD = "demo-password"  # noqa: S105 - a word of the README, the same for every account
"""The password of every account: no secret."""

DOMAIN = "demo.test"
"""Reserved for tests (RFC 2606 §2): no name below it exists, and nothing is ever sent there."""


class Fault(StrEnum):
    """What is wrong with an account's server; also the key of its wording."""

    NONE = "ok"
    PASSWORD = "password"  # noqa: S105 - the name of a fault
    EXPIRED = "expired"
    NAME = "name"
    STARTTLS = "starttls"
    POP3 = "pop3"
    LOCKED = "locked"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and the cause that a check of each protocol meets; ``OK`` where none is named."""

    local: str
    fault: Fault
    causes: Mapping[Protocol, Cause] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The account's mail address."""
        return f"{self.local}@{self.fault}.{DOMAIN}"


def _everywhere(cause: Cause) -> Mapping[Protocol, Cause]:
    return dict.fromkeys(Protocol, cause)


ACCOUNTS = (
    Account("taro", Fault.NONE),
    Account("hanako", Fault.PASSWORD, _everywhere(Cause.AUTH_WRONG_CREDENTIALS)),
    Account("jiro", Fault.EXPIRED, _everywhere(Cause.TLS_CERTIFICATE_EXPIRED)),
    Account("yuki", Fault.NAME, _everywhere(Cause.TLS_HOSTNAME_MISMATCH)),
    Account("ken", Fault.STARTTLS, _everywhere(Cause.TLS_STARTTLS_MISSING)),
    Account("mika", Fault.POP3, {Protocol.POP3: Cause.AUTH_PROTOCOL_DISABLED}),
    Account(
        "sora",
        Fault.LOCKED,
        {Protocol.IMAP: Cause.MAILBOX_IN_USE, Protocol.POP3: Cause.MAILBOX_IN_USE},
    ),
    Account("aoi", Fault.FULL, {Protocol.SMTP: Cause.SEND_RECIPIENT_OVER_QUOTA}),
)
