"""TLS over a channel: the handshake, and the encrypted channel that comes of it.

The library works on memory here, not on the socket. So what a server sends instead of
TLS can be looked at, nothing is buffered beyond our bounds, and the bytes that a server sent too
early (CVE-2011-0411) are ours to see.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

from connectors.codes import ConnectionDetail
from connectors.model import Detail, Protocol, Reply
from connectors.wire.certificate import certificate_of
from connectors.wire.channel import Channel
from connectors.wire.records import HandshakeRecords
from connectors.wire.service import ENOUGH, Service, recognise, speaks
from connectors.wire.transcript import visible
from connectors.wire.wire import Secured, WireFailed
from knowledge.causes import Cause

READ_BYTES = 16 * 1024
"""One record holds no more (RFC 8446 §5.1)."""

CHANNEL_BYTES = 4 * 1024 * 1024
"""All that may arrive encrypted: what we take in clear text, and as much for empty records."""

TLS_1_2 = 0x0303
HANDSHAKE_FAILURE = 40
CERTIFICATE_ALERTS = range(41, 47)
PROTOCOL_VERSION = 70
NO_SECURE_RENEGOTIATION = "UNSAFE_LEGACY_RENEGOTIATION_DISABLED"
"""OpenSSL's name for a server without RFC 5746, which it finds out by itself: no alert says so."""

CERTIFICATE_REQUIRED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
"""OpenSSL's name for alert 116, which comes encrypted, after the handshake (RFC 8446 §4.4.2.4)."""


class CertificateRefused(WireFailed):
    """The certificate does not stand our test; ``verify_code`` is OpenSSL's number for why.

    The cause is a first guess until somebody has read the chain.
    """

    def __init__(self, verify_code: int) -> None:
        super().__init__(Cause.TLS_UNTRUSTED_ISSUER)
        self.verify_code = verify_code


class TlsChannel:
    """An encrypted channel over another."""

    def __init__(self, inner: Channel, server_name: str, context: ssl.SSLContext) -> None:
        self.inner = inner
        self.incoming = ssl.MemoryBIO()
        self.outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=server_name)
        self._left = CHANNEL_BYTES

    async def read(self) -> bytes:
        """See ``Channel``.

        Raises:
            WireFailed: the server asks for a certificate of ours.
        """
        while True:
            try:
                return self.tls.read(READ_BYTES)
            except ssl.SSLWantReadError:
                await self.flush()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                # With a farewell or without: many mail servers only hang up.
                return b""
            except ssl.SSLError as error:
                if error.reason == CERTIFICATE_REQUIRED:
                    raise WireFailed(Cause.TLS_CLIENT_CERTIFICATE_REQUIRED) from None
                raise
            self.take(await self.inner.read())

    async def write(self, data: bytes) -> None:
        """See ``Channel``."""
        self.tls.write(data)
        await self.flush()

    def close(self) -> None:
        """See ``Channel``."""
        self.inner.close()

    async def flush(self) -> None:
        """Send what the library has made."""
        if self.outgoing.pending:
            await self.inner.write(self.outgoing.read())

    def take(self, data: bytes) -> None:
        """Hand the library what has arrived, or that nothing more will."""
        self._left -= len(data)
        if self._left < 0:
            raise ConnectionAbortedError
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()


@dataclass(frozen=True)
class Handshake:
    """Encrypts a channel: what a ``Wire`` is given as its ``secure``.

    ``name`` is asked for (SNI) and verified, unless ``context`` verifies nothing: then the chain
    is kept. ``after_starttls`` says that plain words were spoken on this channel before.
    """

    context: ssl.SSLContext
    name: str
    protocol: Protocol
    after_starttls: bool

    async def __call__(self, channel: Channel, early: bytes) -> Secured:
        """See ``Secure``."""
        if early:
            raise WireFailed(Cause.TLS_STARTTLS_INJECTION, reply=Reply("", "", visible(early)))
        try:
            encrypted = TlsChannel(channel, self.name, self.context)
        except (ValueError, TypeError, ssl.SSLError):
            # A name that cannot stand in a handshake (RFC 6066 §3) names no server.
            raise WireFailed(
                Cause.TLS_HANDSHAKE_FAILED, detail=Detail(ConnectionDetail.TLS_NAME)
            ) from None
        await self._shake_hands(encrypted)
        return self._secured(encrypted)

    async def _shake_hands(self, encrypted: TlsChannel) -> None:
        records = HandshakeRecords()
        try:
            while not await _handshake_done(encrypted):
                await self._hear(encrypted, records)
        except ssl.SSLCertVerificationError as error:
            raise CertificateRefused(error.verify_code) from None
        except ssl.SSLError as error:
            if error.reason == NO_SECURE_RENEGOTIATION:
                detail = Detail(ConnectionDetail.TLS_NO_SECURE_RENEGOTIATION)
                raise WireFailed(Cause.TLS_HANDSHAKE_FAILED, detail=detail) from None
            raise _refusal(records) from None
        except OSError:
            raise _hung_up(records) from None

    async def _hear(self, encrypted: TlsChannel, records: HandshakeRecords) -> None:
        data = await encrypted.inner.read()
        records.feed(data)
        while records.are_tls is None and (more := await _last_words(encrypted.inner, data)):
            records.feed(more)
            data += more
        if records.first and not records.are_tls:
            raise await self._not_tls(encrypted.inner, records)
        if not data:
            raise ConnectionResetError
        encrypted.take(data)

    async def _not_tls(self, channel: Channel, records: HandshakeRecords) -> WireFailed:
        """Why a server answers our handshake with something else, told by what it says."""
        words = await _first_line(channel, records.first)
        reply = Reply("", "", visible(words))
        service = recognise(words)
        detail = Detail(ConnectionDetail.GREETED_BY, {"service": service.value})
        if self.after_starttls:
            return WireFailed(_cause_in_clear(words), reply=reply)
        if speaks(service, self.protocol):
            return WireFailed(Cause.PROTO_PLAINTEXT_EXPECTED, detail=detail, reply=reply)
        if service is Service.UNKNOWN:
            return WireFailed(Cause.PROTO_MALFORMED, detail=detail, reply=reply)
        return WireFailed(Cause.PROTO_WRONG_SERVICE, detail=detail, reply=reply)

    def _secured(self, encrypted: TlsChannel) -> Secured:
        tls = encrypted.tls
        verified = self.context.verify_mode == ssl.CERT_REQUIRED
        cipher = tls.cipher()
        version = tls.version() or ""
        return Secured(
            channel=encrypted,
            verified=verified,
            tls_version=version,
            cipher=cipher[0] if cipher else "",
            certificate=certificate_of(tls.getpeercert(binary_form=True)),
            round_trips=1 if version == "TLSv1.3" else 2,
            chain=unverified_chain(tls),
        )


def unverified_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """The certificates as the server sent them, its own first (DER)."""
    if hasattr(tls, "get_unverified_chain"):
        return tuple(tls.get_unverified_chain())
    # Public since Python 3.13; before, the same under a private name.
    inner: Any = tls
    chain = inner._sslobj.get_unverified_chain() or ()
    return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in chain)


async def _handshake_done(encrypted: TlsChannel) -> bool:
    try:
        encrypted.tls.do_handshake()
        done = True
    except ssl.SSLWantReadError:
        done = False
    finally:
        # After a failure too: the server learns from our alert why we leave.
        await encrypted.flush()
    return done


async def _last_words(channel: Channel, before: bytes) -> bytes:
    """What comes after some words; nothing when the server has broken off."""
    if not before:
        return b""
    try:
        return await channel.read()
    except OSError:
        return b""


async def _first_line(channel: Channel, words: bytes) -> bytes:
    """A few more words, where the first bytes do not yet say which service it is."""
    while len(words) < ENOUGH and b"\n" not in words:
        if not (more := await _last_words(channel, words)):
            break
        words += more
    return words.split(b"\n", 1)[0].rstrip(b"\r")


def _cause_in_clear(words: bytes) -> Cause:
    """After STARTTLS was accepted: a late refusal, or words that somebody has put in between."""
    refusals = (b"4", b"5", b"-ERR", b"* BYE", b"* BAD", b"* NO")
    return Cause.TLS_STARTTLS_FAILED if words.startswith(refusals) else Cause.TLS_STARTTLS_INJECTION


def _refusal(records: HandshakeRecords) -> WireFailed:
    values = {} if records.alert is None else {"alert": str(records.alert)}
    detail = Detail(ConnectionDetail.TLS_ALERT, values) if values else None
    return WireFailed(_cause_of_refusal(records), detail=detail)


def _cause_of_refusal(records: HandshakeRecords) -> Cause:
    if records.alert == PROTOCOL_VERSION:
        return Cause.TLS_OLD_PROTOCOL
    if records.version is not None and records.version < TLS_1_2:
        return Cause.TLS_OLD_PROTOCOL
    asked = records.certificate_requested
    if asked and (records.alert == HANDSHAKE_FAILURE or records.alert in CERTIFICATE_ALERTS):
        return Cause.TLS_CLIENT_CERTIFICATE_REQUIRED
    return Cause.TLS_HANDSHAKE_FAILED


def _hung_up(records: HandshakeRecords) -> WireFailed:
    """The connection ended in the middle: what was heard before may say why."""
    if records.alert is not None:
        return _refusal(records)
    return WireFailed(Cause.NET_RESET, detail=Detail(ConnectionDetail.TLS_ENDED))
