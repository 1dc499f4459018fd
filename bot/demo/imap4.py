"""The library's IMAP server over a mailbox (RFC 3501), with the faults that IMAP can show."""

# mypy: disable-error-code="no-untyped-call"
# ruff: noqa: N802, N815 - the library's names

from __future__ import annotations

from collections.abc import Mapping

from twisted.internet.protocol import Factory
from twisted.mail import imap4
from twisted.python.failure import Failure

from bot.demo.accounts import Account, Fault
from bot.demo.folder import Folder, ShownMessage
from bot.demo.login import portal
from bot.demo.mailbox import QUOTA_KIB, Mailbox
from bot.demo.smtp import CHALLENGERS

# RFC 5530 §3: the code in brackets is what a program understands.
WRONG_PASSWORD = b"[AUTHENTICATIONFAILED] Wrong user name or password"
IN_USE = b"[INUSE] Another session has locked this mailbox"

# What the library says when the portal refuses somebody.
_REFUSALS = (b"LOGIN failed", b"Authentication failed: unauthorized")


class LockedError(Exception):
    """The mailbox is another session's."""


class Inbox(imap4.MemoryAccount):
    """An account with one folder; opened by EXAMINE, nothing in it can be changed."""

    def __init__(self, mailbox: Mailbox, *, locked: bool) -> None:
        super().__init__("demo")
        self._mailbox = mailbox
        self._locked = locked
        self.addMailbox("INBOX", Folder(mailbox, writable=True))

    def select(self, name: str, readwrite: int = 1) -> Folder | None:
        """Open a folder."""
        if super().select(name) is None:
            return None
        if self._locked:
            raise LockedError
        return Folder(self._mailbox, writable=bool(readwrite))


class Server(imap4.IMAP4Server):
    """The library's server, with coded refusals, and the quota (RFC 9208) of its one mailbox."""

    factory: ImapFactory

    IDENT = b"IMAP4rev1 demonstration"

    def connectionMade(self) -> None:
        """Send each answer at once: they are small, and nobody should wait for the next."""
        self.transport.setTcpNoDelay(True)  # type: ignore[union-attr]
        super().connectionMade()

    def capabilities(self) -> dict[bytes, list[bytes] | None]:
        """The library's abilities, and ours."""
        return {**super().capabilities(), b"QUOTA": None}

    def sendNegativeResponse(self, tag: bytes | None = None, message: bytes = b"") -> None:
        """A refusal, with its code where a login is refused."""
        super().sendNegativeResponse(tag, WRONG_PASSWORD if message in _REFUSALS else message)

    def do_GETQUOTAROOT(self, tag: bytes, _folder: bytes) -> None:
        """Tell how full the mailbox is (RFC 9208 §4.1.2)."""
        used = self.factory.mailbox.used_kib
        self.sendUntaggedResponse(b'QUOTAROOT INBOX ""')
        self.sendUntaggedResponse(b'QUOTA "" (STORAGE %d %d)' % (used, QUOTA_KIB))
        self.sendPositiveResponse(tag, b"GETQUOTAROOT completed")

    auth_GETQUOTAROOT = (do_GETQUOTAROOT, imap4.IMAP4Server.arg_finalastring)
    select_GETQUOTAROOT = auth_GETQUOTAROOT

    def search_HEADER(self, query: list[bytes], _number: int, message: ShownMessage) -> bool:
        """Whether a header holds a text (RFC 3501 §6.4.4); the library compares str with bytes."""
        name, text = (query.pop(0).decode("utf-8", "replace").lower() for _ in range(2))
        return text in message.getHeaders(False, name).get(name, "").lower()

    def search_SUBJECT(self, query: list[bytes], number: int, message: ShownMessage) -> bool:
        """The same for the subject."""
        return self.search_HEADER([b"subject", query.pop(0)], number, message)

    def search_FROM(self, query: list[bytes], number: int, message: ShownMessage) -> bool:
        """The same for the sender."""
        return self.search_HEADER([b"from", query.pop(0)], number, message)

    def _cbAppendGotMailbox(
        self, mbox: Folder, tag: bytes, flags: list[bytes] | None, date: object, message: object
    ) -> None:
        # The library fails where APPEND names no flags.
        super()._cbAppendGotMailbox(mbox, tag, flags or [], date, message)

    def _ebSelectWork(self, failure: Failure, command: bytes, tag: bytes) -> None:
        if failure.check(LockedError):
            self.sendNegativeResponse(tag, IN_USE)
        else:
            super()._ebSelectWork(failure, command, tag)


class ImapFactory(Factory):
    """Makes a server for each connection. ``starttls`` are its TLS settings; None: it has none."""

    noisy = False

    def __init__(self, account: Account, mailbox: Mailbox, starttls: object | None) -> None:
        self.mailbox = mailbox
        self._starttls = starttls
        # Where there is STARTTLS, the library adds its mechanisms once it is done.
        self._challengers: Mapping[bytes, object] = CHALLENGERS if starttls is None else {}
        locked = account.fault is Fault.LOCKED
        self._portal = portal(account, ((imap4.IAccount, lambda: Inbox(mailbox, locked=locked)),))

    def buildProtocol(self, addr: object) -> Server:  # type: ignore[override]
        """A server with the account's portal."""
        server = Server(chal=dict(self._challengers), contextFactory=self._starttls)
        server.factory = self
        server.portal = self._portal  # type: ignore[assignment]
        return server
