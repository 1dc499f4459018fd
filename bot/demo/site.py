"""One account's servers: a set of ports of its own, so that a fault is seen from the first byte."""

from __future__ import annotations

from collections.abc import Mapping

from twisted.internet.protocol import Factory
from twisted.internet.ssl import CertificateOptions

from bot.demo.accounts import Account, Fault
from bot.demo.imap4 import ImapFactory
from bot.demo.mailbox import Mailbox
from bot.demo.pop3 import Pop3Factory
from bot.demo.smtp import SmtpFactory
from knowledge.providers import Protocol, Security

_USUAL = (
    (Protocol.IMAP, Security.TLS),
    (Protocol.IMAP, Security.STARTTLS),
    (Protocol.POP3, Security.TLS),
    (Protocol.SMTP, Security.TLS),
    (Protocol.SMTP, Security.STARTTLS),
)
"""Best first. The library's POP3 server has no STLS."""

_WITHOUT_STARTTLS = (
    (Protocol.IMAP, Security.STARTTLS),
    (Protocol.POP3, Security.STARTTLS),
    (Protocol.SMTP, Security.STARTTLS),
)
"""What programs are told to use, and what the servers then do not have."""

PORTS_OF_A_SITE = max(len(_USUAL), len(_WITHOUT_STARTTLS))


def ways(fault: Fault) -> tuple[tuple[Protocol, Security], ...]:
    """The servers that programs are told about."""
    return _WITHOUT_STARTTLS if fault is Fault.STARTTLS else _USUAL


def factory(
    account: Account,
    way: tuple[Protocol, Security],
    mailboxes: Mapping[str, Mailbox],
    tls: CertificateOptions,
) -> Factory:
    """What serves an account in one of its ways."""
    protocol, security = way
    mailbox = mailboxes[account.address]
    has_starttls = security is Security.STARTTLS and account.fault is not Fault.STARTTLS
    starttls = tls if has_starttls else None
    match protocol:
        case Protocol.IMAP:
            return ImapFactory(account, mailbox, starttls)
        case Protocol.POP3:
            return Pop3Factory(account, mailbox)
        case Protocol.SMTP:
            return SmtpFactory(account, mailboxes, starttls)
