"""The settings of one account that were tried and worked, as far as they are fit to hand out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from connectors.login.mechanism import TOKEN_ORDER
from connectors.model import Protocol, Report, Security, Working

READING = (Protocol.IMAP, Protocol.POP3)
"""How mail is read, best first."""

ORDER = (*READING, Protocol.SMTP)


@dataclass(frozen=True, slots=True)
class Account:
    """An address and its servers, best first in each protocol, each of them encrypted.

    Settings that send a password in clear may work; they are handed to nobody. ``by_token`` says
    that one signs in with a token (OAuth) and not with a password.
    """

    address: str
    servers: tuple[Working, ...]
    by_token: bool = False

    @property
    def local(self) -> str:
        """The part before the last ``@``."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The part after it, in lower case."""
        return self.address.rpartition("@")[2].lower()

    @property
    def reading(self) -> Working | None:
        """The best server to read mail from: IMAP before POP3."""
        return next((server for protocol in READING for server in self._of(protocol)), None)

    @property
    def sending(self) -> Working | None:
        """The best server to send mail by."""
        return next(self._of(Protocol.SMTP), None)

    def _of(self, protocol: Protocol) -> Iterator[Working]:
        return (server for server in self.servers if server.protocol is protocol)


def account(address: str, works: Iterable[Working], *, by_token: bool = False) -> Account:
    """The account of an address from settings that work; each once, plain text left out.

    Settings with which somebody has logged in come before those that only answered.
    """
    encrypted = [server for server in works if server.security is not Security.NONE and server.user]
    in_order = sorted(encrypted, key=_rank)
    once = {replace(server, logged_in=True): server for server in reversed(in_order)}
    return Account(address, tuple(sorted(once.values(), key=in_order.index)), by_token)


def _rank(server: Working) -> tuple[int, bool]:
    return ORDER.index(server.protocol), not server.logged_in


def account_of(report: Report) -> Account:
    """The account that a check has found to work."""
    mechanisms = {result.facts.login_mechanism for result in report.checks if result.ok}
    return account(report.address, report.works, by_token=bool(mechanisms & set(TOKEN_ORDER)))
