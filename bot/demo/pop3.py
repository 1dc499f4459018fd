"""The library's POP3 server over a mailbox (RFC 1939), with the faults that POP3 can show."""

# mypy: disable-error-code="no-untyped-call"
# ruff: noqa: N802 - the library's names

from __future__ import annotations

from io import BytesIO

from twisted.cred.credentials import CramMD5Credentials
from twisted.internet.protocol import Factory
from twisted.mail import pop3
from twisted.python.failure import Failure

from bot.demo.accounts import Account, Fault
from bot.demo.login import portal
from bot.demo.mailbox import Mailbox, Message, file_with_lf

# RFC 2449 §8, RFC 3206: the code in brackets is what a program understands.
WRONG_PASSWORD = b"[AUTH] Wrong user name or password"
REFUSED_AFTER_LOGIN = {
    Fault.POP3: b"[SYS/PERM] POP3 access is disabled for this account",
    Fault.LOCKED: b"[IN-USE] Another session has locked this mailbox",
}


class Mailstore(pop3.Mailbox):
    """A mailbox as a POP3 session sees it: the messages that were there at the login."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._messages = tuple(mailbox.messages)
        self._deleted: set[int] = set()

    def listMessages(self, i: int | None = None) -> int | list[int]:  # type: ignore[override]
        """The size of one message, or of all; 0 where it is marked for deletion."""
        if i is None:
            return [self._size(message) for message in self._messages]
        return self._size(self._at(i))

    def getMessage(self, i: int) -> BytesIO:  # type: ignore[override]
        """A message as a file."""
        return file_with_lf(self._at(i))

    def getUidl(self, i: int) -> bytes:
        """A message's unique id, the same for ever."""
        return b"demo-%d" % self._at(i).uid

    def deleteMessage(self, i: int) -> None:
        """Mark a message."""
        self._deleted.add(self._at(i).uid)

    def undeleteMessages(self) -> None:
        """Take all marks back."""
        self._deleted.clear()

    def sync(self) -> None:
        """Remove what is marked."""
        self._mailbox.remove(self._deleted)

    def _at(self, index: int) -> Message:
        if not 0 <= index < len(self._messages):
            raise ValueError(index)
        return self._messages[index]

    def _size(self, message: Message) -> int:
        return 0 if message.uid in self._deleted else len(message.data)


class Server(pop3.POP3):
    """The library's server, with the capabilities it really has and coded refusals."""

    factory: Pop3Factory  # type: ignore[assignment]

    def connectionMade(self) -> None:
        """Send each answer at once: they are small, and nobody should wait for the next."""
        self.transport.setTcpNoDelay(True)  # type: ignore[union-attr]
        super().connectionMade()

    def listCapabilities(self) -> list[bytes]:
        """What RFC 2449 calls the library's abilities."""
        return [
            *(b"TOP", b"USER", b"UIDL", b"PIPELINING", b"RESP-CODES", b"AUTH-RESP-CODE"),
            b"SASL " + b" ".join(self.factory.challengers),
        ]

    def authenticateUserAPOP(self, user: bytes, digest: bytes) -> object:
        """A login by APOP (RFC 1939 §7): the library compares the digest as text."""
        return super().authenticateUserAPOP(user, digest.decode("ascii", "replace"))

    def _cbMailbox(self, result: tuple[object, object, object], user: bytes) -> None:
        refusal = REFUSED_AFTER_LOGIN.get(self.factory.account.fault)
        if refusal is None:
            super()._cbMailbox(result, user)
        else:
            self.failResponse(refusal)

    def _ebMailbox(self, failure: Failure) -> None:
        self.failResponse(WRONG_PASSWORD)


class Pop3Factory(Factory):
    """Makes a server for each connection."""

    noisy = False
    # The library's AUTH takes mechanisms of one answer "user digest" only.
    challengers = {b"CRAM-MD5": CramMD5Credentials}  # noqa: RUF012 - the library's attribute

    def __init__(self, account: Account, mailbox: Mailbox) -> None:
        self.account = account
        self._portal = portal(account, ((pop3.IMailbox, lambda: Mailstore(mailbox)),))

    def buildProtocol(self, addr: object) -> Server:  # type: ignore[override]
        """A server with the account's portal."""
        server = Server()
        server.factory = self
        server.portal = self._portal  # type: ignore[assignment]
        return server
