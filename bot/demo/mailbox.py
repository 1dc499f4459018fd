"""The mail of one account, in memory: what the three protocols share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

MESSAGE_LIMIT = 1024 * 1024
"""Bytes of one message that is taken in."""

MESSAGES_LIMIT = 100
"""Messages that a mailbox holds, so that a loop of test messages cannot fill the memory."""

QUOTA_KIB = 10 * 1024
"""What a mailbox may hold, as IMAP tells it."""


@dataclass
class Message:
    """A message as it arrived, with CRLF line ends."""

    uid: int
    data: bytes
    arrived: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Mailbox:
    """The one folder of an account. ``full`` makes its quota be used up."""

    full: bool = False
    messages: list[Message] = field(default_factory=list)
    next_uid: int = 1
    listeners: list[Callable[[], None]] = field(default_factory=list)

    @property
    def used_kib(self) -> int:
        """What is used of the quota."""
        size = sum(len(message.data) for message in self.messages)
        return QUOTA_KIB if self.full else min(QUOTA_KIB, -(-size // 1024))

    @property
    def takes_mail(self) -> bool:
        """Whether one more message fits."""
        return not self.full and len(self.messages) < MESSAGES_LIMIT

    def deliver(self, data: bytes, arrived: datetime) -> Message:
        """Put a message into the mailbox, and tell who looks at it."""
        message = Message(self.next_uid, data, arrived)
        self.next_uid += 1
        self.messages.append(message)
        for listener in list(self.listeners):
            listener()
        return message

    def remove(self, uids: set[int]) -> list[int]:
        """Remove messages; returns their numbers as IMAP's EXPUNGE tells them one by one."""
        gone = []
        for number, message in reversed(list(enumerate(self.messages, 1))):
            if message.uid in uids:
                self.messages.remove(message)
                gone.append(number)
        return gone


def file(message: Message) -> BytesIO:
    """The message as a file with CRLF line ends."""
    return BytesIO(message.data)


def file_with_lf(message: Message) -> BytesIO:
    """The message as a file with LF line ends, which the library's POP3 server turns to CRLF."""
    return BytesIO(message.data.replace(b"\r\n", b"\n"))
