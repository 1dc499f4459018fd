"""What a server's side of a TLS handshake tells before encryption begins.

Pure, fed with the bytes as they come. It looks only at what the library does not hand out:
the number of an alert (RFC 8446 §6), the version that the server chose (RFC 5246 §7.4.1.3)
and whether it asked for a certificate of ours (RFC 5246 §7.4.4).
"""

from __future__ import annotations

from connectors.wire.service import is_record

HEADER = 5
CHANGE_CIPHER_SPEC = 20
ALERT = 21
HANDSHAKE = 22
SERVER_HELLO = 2
CERTIFICATE_REQUEST = 13

FIRST_BYTES = 256
"""Kept of an answer that is no TLS: a greeting's line fits."""

MESSAGES_BYTES = 64 * 1024
"""Looked at; a chain of ten certificates fits."""


class HandshakeRecords:
    """A server's records, up to the first encrypted one.

    ``first`` are the first bytes. ``alert`` is the number of a fatal or warning alert, and
    ``version`` the one that the server chose (0x0303 for TLS 1.2 and 1.3), ``None`` so far.
    """

    def __init__(self) -> None:
        self.first = b""
        self.alert: int | None = None
        self.version: int | None = None
        self.certificate_requested = False
        self._bytes = bytearray()
        self._messages = bytearray()
        self._encrypted = False

    @property
    def are_tls(self) -> bool | None:
        """Whether this is TLS at all; ``None``: too few bytes to say."""
        return is_record(self.first)

    def feed(self, data: bytes) -> None:
        """Look at what has arrived."""
        self.first += data[: FIRST_BYTES - len(self.first)]
        if self._encrypted or self.are_tls is False:
            return
        self._bytes += data
        while not self._encrypted and (record := self._record()) is not None:
            self._look(*record)

    def _record(self) -> tuple[int, bytes] | None:
        length = HEADER + int.from_bytes(self._bytes[3:HEADER], "big")
        if len(self._bytes) < max(HEADER, length):
            return None
        kind, body = self._bytes[0], bytes(self._bytes[HEADER:length])
        del self._bytes[:length]
        return kind, body

    def _look(self, kind: int, body: bytes) -> None:
        if kind == ALERT and len(body) == 2:
            self.alert = body[1]
        elif kind == HANDSHAKE and len(self._messages) < MESSAGES_BYTES:
            self._messages += body
            self._read_messages()
        else:
            self._encrypted = True
            self._bytes.clear()

    def _read_messages(self) -> None:
        while len(self._messages) >= 4:
            length = 4 + int.from_bytes(self._messages[1:4], "big")
            if len(self._messages) < length:
                return
            if self._messages[0] == SERVER_HELLO and length >= 6:
                self.version = int.from_bytes(self._messages[4:6], "big")
            if self._messages[0] == CERTIFICATE_REQUEST:
                self.certificate_requested = True
            del self._messages[:length]
