"""Accounts that work, for the tests of what is handed out."""

from __future__ import annotations

from connectors.card.account import Account, account
from connectors.model import Protocol, Security, Working

ADDRESS = "taro@own.test"
IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE


def works(
    protocol: Protocol,
    host: str,
    port: int,
    security: Security = TLS,
    user: str = ADDRESS,
    *,
    logged_in: bool = True,
) -> Working:
    return Working(protocol, host, port, security, user, logged_in)


FULL = (
    works(IMAP, "imap.own.test", 993),
    works(POP3, "pop.own.test", 995),
    works(SMTP, "smtp.own.test", 465),
    works(SMTP, "smtp.own.test", 587, STARTTLS),
)


def full() -> Account:
    """All three protocols, and sending in two ways."""
    return account(ADDRESS, FULL)
