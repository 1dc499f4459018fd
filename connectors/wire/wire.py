"""The bounded stream of few verbs that every dialogue is held over.

It holds what the dialogues must not have to think of: bounds of bytes and lines, a time
limit for each read and one deadline for all, the transcript, the count of round trips, and
the rule where a secret may be written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from connectors.clock import Clock
from connectors.codes import ConnectionDetail, ConnectionNote
from connectors.model import Certificate, Detail, Direction, Protocol, Reply
from connectors.wire.channel import Channel
from connectors.wire.echo import Secrets
from connectors.wire.lines import LineBuffer, LineTooLong
from connectors.wire.service import Service, is_record, recognise, speaks
from connectors.wire.transcript import Transcript
from knowledge.causes import Cause

READ_SECONDS = 10.0
"""Patience for one line or literal: a busy server answers in five, a filtered one never."""

JUDGED_SECONDS = 20.0
"""The same after a secret: Dovecot waits ten for a POP3 mailbox that is in use
(``pop3_lock_session``), and up to fifteen before it judges whoever was wrong before (its
documentation, "Authentication Penalty")."""

REPLY_BYTES = 64 * 1024
REPLY_LINES = 500
"""One reply, from one ``note`` to the next: the longest honest ones are SMTP's and POP3's
capability lists, of some thirty lines, and greetings with a legal notice."""

CONTENT_BYTES = 256 * 1024
"""One literal or one run of content lines: we ask for headers only."""

SESSION_BYTES = 1024 * 1024
"""All that one server may tell us in one check."""


T = TypeVar("T")


class WireFailed(Exception):  # noqa: N818 - a finding, not an error of ours
    """A dialogue cannot go on. Caught in one place, the check's driver.

    ``cause`` says why, ``reply`` is the server's refusal where there was one, ``detail`` a code
    of the wording with its values.
    """

    def __init__(
        self, cause: Cause, *, detail: Detail | None = None, reply: Reply | None = None
    ) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.detail = detail
        self.reply = reply


class SecretNotAllowed(Exception):  # noqa: N818 - says what was refused
    """A secret was about to be written where it must not be: a bug in the caller."""


@dataclass(frozen=True, slots=True)
class Secured:
    """What became of a channel by encrypting it."""

    channel: Channel
    verified: bool
    tls_version: str
    cipher: str
    certificate: Certificate | None
    round_trips: int
    chain: tuple[bytes, ...] = ()
    """The certificates as they were sent (DER), the server's own first."""


Secure = Callable[[Channel, bytes], Awaitable[Secured]]
"""Encrypts a channel; the bytes are what had arrived on it before its handshake began.

Raises ``WireFailed`` with a cause of ``tls``, ``proto`` or ``net``.
"""


class Wire:
    """A conversation with one server.

    ``round_trips`` counts 1 for the connection, 1 for a handshake of TLS 1.3 (2 for 1.2), and
    1 each time we wait for the server after we have spoken, and for its greeting.
    ``encrypted`` and ``verified`` say what may be written here: ``verified`` means that the
    certificate is good for the name that was asked for. ``protocol`` is what must greet us here;
    ``None``: anything may. ``secret_in_clear`` allows secrets on a line that is not verified.
    ``cut_off``: the server went in the middle of the line that was handed out last.
    ``secrets`` are those of the whole run: no server's echo of one gets further than this.
    """

    def __init__(
        self,
        channel: Channel,
        transcript: Transcript,
        clock: Clock,
        *,
        deadline: float,
        secure: Secure,
        protocol: Protocol | None = None,
        secret_in_clear: bool = False,
        secrets: Secrets | None = None,
    ) -> None:
        self.transcript = transcript
        self.round_trips = 1
        self.secured: Secured | None = None
        self.cut_off = False
        self._channel = channel
        self._clock = clock
        self._deadline = deadline
        self._secure = secure
        self._secret_in_clear = secret_in_clear
        self._secrets = secrets or Secrets()
        self._greets_as = protocol
        self._buffer = LineBuffer()
        self._session_left = SESSION_BYTES
        self._reply_bytes = 0
        self._reply_lines = 0
        self._content_bytes = 0
        self._unnoted: list[int] = []
        self._owed = True
        self._patience = READ_SECONDS
        self._ended = False
        self._closed = False

    @property
    def encrypted(self) -> bool:
        """TLS is on."""
        return self.secured is not None

    @property
    def verified(self) -> bool:
        """TLS is on, and its certificate was verified for the name that was asked for."""
        return self.secured is not None and self.secured.verified

    async def line(self) -> bytes:
        """The next line of a reply, without its end; it is in the transcript at once.

        Raises:
            WireFailed: ``net.reset`` when the server has gone (what it said before is handed
                out first, an unfinished last line too), ``proto.silent`` when no whole line
                came in time, ``proto.malformed`` past a bound, ``proto.wrong_service`` or
                ``proto.tls_expected`` when another service than ours has greeted us.
        """
        line = self._secrets.without(await self._next(self._buffer.line))
        self._reply_bytes += len(line)
        self._reply_lines += 1
        place = self.transcript.add(Direction.SERVER, line)
        self._unnoted += [] if place is None else [place]
        if self._reply_bytes > REPLY_BYTES or self._reply_lines > REPLY_LINES:
            raise self._broken(Cause.PROTO_MALFORMED, ConnectionDetail.REPLY_TOO_LONG)
        self._greeted(recognise(line))
        return line

    async def content_line(self) -> bytes:
        """The next line of a message: counted, and kept out of the transcript.

        Raises:
            WireFailed: as ``line``; ``proto.malformed`` when the content grows too large.
        """
        line = await self._next(self._buffer.line)
        self._count_content(len(line) + 2)
        return line

    async def exactly(self, count: int) -> bytes:
        """The next ``count`` bytes, a literal (RFC 9051 §4.3): counted, not in the transcript.

        Raises:
            WireFailed: as ``line``; ``proto.malformed`` at once when it is announced too large.
        """
        self._count_content(count)
        return await self._next(lambda: self._buffer.exactly(count), whole=True)

    def note(self, note: str, /, **values: str) -> None:
        """Say what the reply just read means: its first line bears the note.

        It ends the reply: the bounds of the next begin anew.
        """
        if self._content_bytes:
            count = str(self._content_bytes)
            self.transcript.add(Direction.SERVER, "", ConnectionNote.CONTENT, bytes=count)
        if self._unnoted:
            self.transcript.annotate(self._unnoted[0], note, **values)
        self._unnoted = []
        self._reply_bytes = self._reply_lines = self._content_bytes = 0

    async def send(self, *lines: bytes, note: str, **values: str) -> None:
        """Write lines, all in one piece; the first bears the note.

        A server that has gone is noticed by the next read, which hands out its last words.

        Raises:
            ValueError: a line holds a control character; nothing was written.
            WireFailed: ``proto.silent`` when the server takes nothing any more.
        """
        for line in lines:
            _refuse_controls(line)
        for place, line in enumerate(lines):
            if place:
                self.transcript.add(Direction.CLIENT, line)
            else:
                self.transcript.add(Direction.CLIENT, line, note, **values)
        self._patience = READ_SECONDS
        await self._write(b"".join(line + b"\r\n" for line in lines))

    async def send_secret(self, line: bytes, shown: str, /, *, note: str, **values: str) -> None:
        """Write a line with a secret in it; ``shown`` stands for it in the transcript.

        Raises:
            SecretNotAllowed: the line is not verified, and nobody allowed a clear one; nothing
                was written.
            ValueError: the line holds a control character; nothing was written.
            WireFailed: as ``send``.
        """
        if not self.verified and not self._secret_in_clear:
            raise SecretNotAllowed
        _refuse_controls(line)
        self._secrets.add(line, shown)
        self.transcript.add(Direction.CLIENT, shown, note, **values)
        self._patience = JUDGED_SECONDS
        await self._write(line + b"\r\n")

    async def send_content(self, data: bytes) -> None:
        """Write a message as it is (dots stuffed, CRLF line ends): only counted in the transcript.

        Raises:
            WireFailed: as ``send``.
        """
        self.transcript.add(Direction.CLIENT, "", ConnectionNote.CONTENT, bytes=str(len(data)))
        await self._write(data)

    async def start_tls(self) -> None:
        """Encrypt the line from here on.

        Raises:
            WireFailed: ``tls.starttls_injection`` when the server has already said something
                that belongs after the handshake, else why the handshake failed.
        """
        early = self._buffer.rest()
        try:
            with_tls = await self._within_limit(self._secure(self._channel, early))
        except BaseException as failed:
            self.close_now()
            if isinstance(failed, WireFailed) and failed.reply:
                said = self._secrets.without(failed.reply.text.encode())
                failed.reply = replace(failed.reply, text=said.decode())
            raise
        self.secured = with_tls
        self._channel = with_tls.channel
        self.round_trips += with_tls.round_trips
        self.transcript.add(
            Direction.NOTE,
            "",
            ConnectionNote.ENCRYPTED,
            version=with_tls.tls_version,
            cipher=with_tls.cipher,
        )

    async def close(self) -> None:
        """Let go of the connection; never fails, never waits."""
        self.close_now()

    def close_now(self) -> None:
        """As ``close``, where nothing can be awaited."""
        self._closed = True
        self._channel.close()

    async def _next(self, take: Callable[[], bytes | None], *, whole: bool = False) -> bytes:
        if self._owed:
            self.round_trips += 1
            self._owed = False
        return await self._within_limit(self._take(take, whole=whole))

    async def _take(self, take: Callable[[], bytes | None], *, whole: bool) -> bytes:
        try:
            while (taken := take()) is None:
                if self._ended:
                    return self._last_words(whole=whole)
                await self._fill()
        except LineTooLong:
            raise self._broken(Cause.PROTO_MALFORMED, ConnectionDetail.LINE_TOO_LONG) from None
        return taken

    async def _fill(self) -> None:
        if self._closed:
            raise WireFailed(Cause.NET_RESET)
        try:
            data = await self._channel.read()
        except OSError:
            data = b""
        self._ended = not data
        self._session_left -= len(data)
        if self._session_left < 0:
            raise self._broken(Cause.PROTO_MALFORMED, ConnectionDetail.SESSION_TOO_LONG)
        self._buffer.feed(data)
        if is_record(self._buffer.peek(2)):
            self._greeted(Service.TLS)

    def _greeted(self, service: Service) -> None:
        """Look at the first answer on this wire: is it our protocol's?"""
        if self._greets_as is None:
            return
        expected, self._greets_as = self._greets_as, None
        if service is Service.UNKNOWN or speaks(service, expected):
            return
        tls = service is Service.TLS and not self.encrypted
        cause = Cause.PROTO_TLS_EXPECTED if tls else Cause.PROTO_WRONG_SERVICE
        raise self._broken(cause, ConnectionDetail.GREETED_BY, service=service.value)

    def _last_words(self, *, whole: bool) -> bytes:
        rest = self._buffer.rest()
        if whole or not rest:
            raise self._broken(Cause.NET_RESET, ConnectionDetail.ENDED)
        self.cut_off = True
        return rest

    async def _write(self, data: bytes) -> None:
        self._owed = True
        if self._closed or self._ended:
            return
        try:
            await self._within_limit(self._channel.write(data))
        except OSError:
            # The next read tells what the server said before it went.
            return

    async def _within_limit(self, wait: Awaitable[T]) -> T:
        left = self._deadline - self._clock.seconds()
        try:
            async with self._clock.limit(max(0.0, min(self._patience, left))):
                return await wait
        except TimeoutError:
            raise self._broken(Cause.PROTO_SILENT, ConnectionDetail.TIMEOUT) from None
        except asyncio.CancelledError:
            self.close_now()
            raise

    def _count_content(self, count: int) -> None:
        self._content_bytes += count
        if self._content_bytes > CONTENT_BYTES:
            raise self._broken(Cause.PROTO_MALFORMED, ConnectionDetail.CONTENT_TOO_LONG)

    def _broken(self, cause: Cause, detail: ConnectionDetail, **values: str) -> WireFailed:
        # Whatever comes later could be paired with the wrong command: nothing is read any more.
        self.close_now()
        self._buffer.rest()
        return WireFailed(cause, detail=Detail(detail, values))


def _refuse_controls(line: bytes) -> None:
    if any(byte < 0x20 or byte == 0x7F for byte in line):
        raise ValueError("control character in a line to be sent")
