"""The library's SMTP submission server (RFC 6409): it delivers to the demonstration's accounts.

Nothing is ever sent on to another machine: a recipient elsewhere is refused.
"""

# mypy: disable-error-code="no-untyped-call"
# ruff: noqa: N802 - the library's names

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from twisted.cred.credentials import CramMD5Credentials
from twisted.internet import defer
from twisted.internet.protocol import Factory
from twisted.mail import smtp
from twisted.mail._cred import LOGINCredentials, PLAINCredentials
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]  # it carries no types

from bot.demo.accounts import DOMAIN, Account
from bot.demo.login import portal
from bot.demo.mailbox import MESSAGE_LIMIT, Mailbox

CHALLENGERS = {
    b"CRAM-MD5": CramMD5Credentials,
    b"PLAIN": PLAINCredentials,
    b"LOGIN": LOGINCredentials,
}


@implementer(smtp.IMessageDelivery)
class Delivery:
    """What a logged-in person may send: from the own address, to the demonstration's accounts."""

    def __init__(self, account: Account, mailboxes: Mapping[str, Mailbox]) -> None:
        self._account = account
        self._mailboxes = mailboxes

    def validateFrom(self, _helo: object, origin: smtp.Address) -> smtp.Address:
        """The sender, if it is the person's own address."""
        if str(origin) != self._account.address:
            raise smtp.SMTPServerError(553, "5.7.1 This sender address belongs to somebody else")
        return origin

    def validateTo(self, user: smtp.User) -> Callable[[], Incoming]:
        """Where the message goes, if the recipient is one of us and has room."""
        address = str(user.dest)
        mailbox = self._mailboxes.get(address.lower())
        if not address.lower().endswith("." + DOMAIN):
            raise smtp.SMTPServerError(554, "5.7.1 Relay access denied")
        if mailbox is None:
            raise smtp.SMTPServerError(550, "5.1.1 No such mailbox here")
        if not mailbox.takes_mail:
            raise smtp.SMTPServerError(552, "5.2.2 This mailbox is over its quota")
        return lambda: Incoming(mailbox)

    def receivedHeader(
        self, helo: tuple[bytes, bytes], _origin: object, _recipients: object
    ) -> bytes:
        """The trace line of this hop (RFC 5321 §4.4)."""
        date = smtp.rfc822date()
        return b"Received: from %b by localhost with ESMTPSA; %b" % (helo[0], date)


@implementer(smtp.IMessage)
class Incoming:
    """A message that is arriving."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._lines: list[bytes] = []
        self._room = MESSAGE_LIMIT

    def lineReceived(self, line: bytes) -> None:
        """Take one line in."""
        self._room -= len(line) + 2
        if self._room < 0:
            raise smtp.SMTPServerError(552, b"5.3.4 The message is too large")
        self._lines.append(line)

    def eomReceived(self) -> defer.Deferred[None]:
        """Deliver it."""
        self._mailbox.deliver(b"\r\n".join([*self._lines, b""]), datetime.now(UTC))
        return defer.succeed(None)

    def connectionLost(self) -> None:
        """Forget it."""
        self._lines.clear()


class Server(smtp.ESMTP):
    """The library's server, with coded refusals; where it has STARTTLS, no login before it."""

    def connectionMade(self) -> None:
        """Send each answer at once: they are small, and nobody should wait for the next."""
        self.transport.setTcpNoDelay(True)  # type: ignore[union-attr]
        super().connectionMade()

    def greeting(self) -> bytes:
        """Who answers."""
        return b"localhost ESMTP demonstration"

    def extensions(self) -> dict[bytes, list[bytes] | None]:
        """The library's extensions, and what it can do without saying so."""
        offered: dict[bytes, list[bytes] | None] = {
            b"PIPELINING": None,
            b"8BITMIME": None,
            b"SIZE": [b"%d" % MESSAGE_LIMIT],
            **super().extensions(),
        }
        if self._waits_for_tls():
            del offered[b"AUTH"]
        return offered

    def ext_AUTH(self, rest: bytes) -> None:
        """Refuse a login in clear text (RFC 4954 §4)."""
        if self._waits_for_tls():
            self.sendCode(538, b"5.7.11 Encryption required for the requested mechanism")
        else:
            super().ext_AUTH(rest)

    def validateFrom(self, helo: object, origin: smtp.Address) -> object:
        """Only somebody who has logged in sends."""
        if not self.authenticated:
            raise smtp.SMTPServerError(530, "5.7.0 Authentication required")
        return super().validateFrom(helo, origin)

    def _waits_for_tls(self) -> bool:
        return self.ctx is not None and not self.startedTLS

    def _ebAuthenticated(self, reason: Failure) -> None:
        self.sendCode(535, b"5.7.8 Wrong user name or password")


class SmtpFactory(Factory):
    """Makes a server for each connection. ``starttls`` are its TLS settings; None: it has none."""

    noisy = False

    def __init__(
        self,
        account: Account,
        mailboxes: Mapping[str, Mailbox],
        starttls: object | None,
    ) -> None:
        self._starttls = starttls
        self._portal = portal(
            account, ((smtp.IMessageDelivery, lambda: Delivery(account, mailboxes)),)
        )

    def buildProtocol(self, addr: object) -> Server:
        """A server with the account's portal."""
        server = Server(chal=CHALLENGERS, contextFactory=self._starttls)
        server.factory = self
        server.portal = self._portal  # type: ignore[assignment]
        server.host = b"localhost"
        server.noisy = False
        return server
