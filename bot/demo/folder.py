"""An account's mail as the library's IMAP server asks for it: messages, parts, and the inbox."""

# mypy: disable-error-code="no-untyped-call"
# ruff: noqa: N802 - the library's names

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message as Part
from email.parser import BytesParser
from email.utils import format_datetime
from io import BytesIO
from typing import cast

from twisted.internet import defer
from twisted.mail import imap4
from zope.interface import implementer  # type: ignore[import-untyped]  # it carries no types

from bot.demo.mailbox import Mailbox, Message, file


@implementer(imap4.IMessagePart)
class ShownPart:
    """A message, or a part of one, as the library asks for it."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def getHeaders(self, negate: bool, *names: bytes | str) -> dict[str, str]:
        """The headers of these names, or, negated, all others; in ASCII, as they were sent."""
        wanted = {name.decode() if isinstance(name, bytes) else name for name in names}
        wanted = {name.lower() for name in wanted}
        headers: dict[str, str] = {}
        for name, value in self._part.raw_items():
            if (name.lower() in wanted) != negate:
                headers.setdefault(name.lower(), value.encode("ascii", "replace").decode())
        return headers

    def getBodyFile(self) -> BytesIO:
        """The body as it was sent."""
        return BytesIO(cast("str", self._part.get_payload()).encode("ascii", "surrogateescape"))

    def getSize(self) -> int:
        """The size of the body."""
        return len(self.getBodyFile().getvalue())

    def isMultipart(self) -> bool:
        """Whether it has parts."""
        return self._part.is_multipart()

    def getSubPart(self, part: int) -> ShownPart:
        """One of its parts."""
        return ShownPart(cast("list[Part]", self._part.get_payload())[part])


@implementer(imap4.IMessage, imap4.IMessageFile)
class ShownMessage(ShownPart):
    """A whole message as the library asks for it."""

    def __init__(self, message: Message) -> None:
        super().__init__(BytesParser().parsebytes(message.data))
        self._message = message

    def getUID(self) -> int:
        """Its unique id."""
        return self._message.uid

    def getFlags(self) -> list[str]:
        """Its flags."""
        return sorted(self._message.flags)

    def getInternalDate(self) -> str:
        """When it arrived."""
        return format_datetime(self._message.arrived)

    def getSize(self) -> int:
        """The size of all of it."""
        return len(self._message.data)

    def open(self) -> BytesIO:
        """All of it."""
        return file(self._message)


@implementer(imap4.IMailbox)
class Folder:
    """The inbox as one IMAP session sees it; not writable when it was opened by EXAMINE."""

    def __init__(self, mailbox: Mailbox, *, writable: bool) -> None:
        self._mailbox = mailbox
        self._writable = writable
        self._listeners: dict[imap4.IMAP4Server, Callable[[], None]] = {}

    def getFlags(self) -> list[str]:
        """The flags that messages can have."""
        return [r"\Seen", r"\Answered", r"\Flagged", r"\Deleted", r"\Draft"]

    def getHierarchicalDelimiter(self) -> str:
        """What parts folder names."""
        return "/"

    def getUIDValidity(self) -> int:
        """The same as long as the demonstration runs."""
        return 1

    def getUIDNext(self) -> int:
        """The unique id that the next message gets."""
        return self._mailbox.next_uid

    def getUID(self, message: int) -> int:
        """The unique id of a message number."""
        return self._mailbox.messages[message - 1].uid

    def getMessageCount(self) -> int:
        """How many messages there are."""
        return len(self._mailbox.messages)

    def getRecentCount(self) -> int:
        """We do not keep who saw what first."""
        return 0

    def getUnseenCount(self) -> int:
        """How many messages nobody has read."""
        return sum(r"\Seen" not in message.flags for message in self._mailbox.messages)

    def isWriteable(self) -> bool:
        """Whether this session may change anything."""
        return self._writable

    def destroy(self) -> None:
        """The inbox stays."""
        raise imap4.MailboxException("the inbox stays")

    def requestStatus(self, names: list[str]) -> dict[str, int]:
        """What STATUS tells."""
        return cast("dict[str, int]", imap4.statusRequestHelper(self, names))

    def addListener(self, listener: imap4.IMAP4Server) -> None:
        """Tell a session of new messages."""
        self._listeners[listener] = lambda: listener.newMessages(self.getMessageCount(), None)
        self._mailbox.listeners.append(self._listeners[listener])

    def removeListener(self, listener: imap4.IMAP4Server) -> None:
        """Tell it no more."""
        if told := self._listeners.pop(listener, None):
            self._mailbox.listeners.remove(told)

    def addMessage(self, message: BytesIO, flags: list[str], _date: object) -> defer.Deferred[int]:
        """Take a message in from APPEND or COPY."""
        if not self._mailbox.takes_mail:
            return defer.fail(imap4.MailboxException("[OVERQUOTA] This mailbox is full"))
        added = self._mailbox.deliver(message.read(), datetime.now(UTC))
        added.flags.update(flags)
        return defer.succeed(added.uid)

    def expunge(self) -> list[int]:
        """Remove what is marked as deleted."""
        deleted = {m.uid for m in self._mailbox.messages if r"\Deleted" in m.flags}
        return self._mailbox.remove(deleted)

    def fetch(self, messages: imap4.MessageSet, uid: bool) -> list[tuple[int, ShownMessage]]:
        """The messages of a set, with their numbers."""
        return [(number, ShownMessage(found)) for number, found in self._of(messages, uid)]

    def store(
        self, messages: imap4.MessageSet, flags: list[str], mode: int, uid: bool
    ) -> dict[int, list[str]]:
        """Set, add or take away flags."""
        if not self._writable:
            raise imap4.ReadOnlyMailbox
        changed = {}
        for number, message in self._of(messages, uid):
            before = message.flags if mode else set()
            message.flags = before - set(flags) if mode < 0 else before | set(flags)
            changed[number] = sorted(message.flags)
        return changed

    def _of(self, messages: imap4.MessageSet, uid: bool) -> list[tuple[int, Message]]:
        numbered = list(enumerate(self._mailbox.messages, 1))
        last = numbered[-1] if numbered else None
        messages.last = 0 if last is None else last[1].uid if uid else last[0]
        return [(n, message) for n, message in numbered if (message.uid if uid else n) in messages]
