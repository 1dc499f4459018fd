"""Bytes into lines: the only place that knows about unfinished bytes.

Pure: bytes are fed in, and lines or counted blocks come out, or ``None`` when more
bytes are needed. All three mail protocols end a line with CRLF (RFC 5321 §2.3.8,
RFC 1939 §3, RFC 9051 §2.2); a bare LF is accepted, because servers exist that send
it, and a bare CR is data.
"""

from __future__ import annotations

LINE_LIMIT = 32 * 1024
"""The longest line we take, in bytes. SMTP and POP3 allow 512 (RFC 5321 §4.5.3.1.5, RFC 2449 §4);
IMAP sets no limit for what a server says, and the keywords of a mailbox with hundreds of them
stand in one line."""


class LineTooLong(Exception):  # noqa: N818 - a finding about the server, not an error of ours
    """The bytes so far hold no line end within the limit."""


class LineBuffer:
    """Bytes that have arrived and have not been asked for yet."""

    __slots__ = ("_bytes", "_limit", "_searched")

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._bytes = bytearray()
        self._limit = limit
        self._searched = 0

    def __len__(self) -> int:
        return len(self._bytes)

    def feed(self, data: bytes) -> None:
        """Add what has arrived."""
        self._bytes += data

    def peek(self, count: int) -> bytes:
        """The first bytes, which stay where they are; fewer when fewer have arrived."""
        return bytes(self._bytes[:count])

    def line(self) -> bytes | None:
        """The next line without its end; ``None``: more bytes are needed.

        Raises:
            LineTooLong: there can be no line within the limit.
        """
        # Each byte is looked at once, so that a server that drips costs no more than one that
        # does not.
        end = self._bytes.find(b"\n", self._searched, self._limit + 2)
        if end < 0:
            self._searched = min(len(self._bytes), self._limit + 2)
            if len(self._bytes) > self._limit + 1:
                raise LineTooLong
            return None
        line = self._take(end + 1)[:-1]
        line = line[:-1] if line.endswith(b"\r") else line
        if len(line) > self._limit:
            raise LineTooLong
        return line

    def exactly(self, count: int) -> bytes | None:
        """The next ``count`` bytes; ``None``: not all have arrived."""
        return self._take(count) if len(self._bytes) >= count else None

    def rest(self) -> bytes:
        """All that has arrived, whole or not: the last words before an end of file."""
        return self._take(len(self._bytes))

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        self._searched = 0
        return taken
