"""A server that speaks TLS 1.2 as before RFC 5746: without secure renegotiation.

No library makes one any more, so this one is made by hand, as far as a client needs it: one
cipher suite (ECDHE-ECDSA-AES128-GCM-SHA256), one curve, no resumption. It greets, and answers
each line with what it is given.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

VERSION = b"\x03\x03"
SUITE = b"\xc0\x2b"
CURVE = b"\x03\x00\x17"  # a named curve, secp256r1 (RFC 8422 §5.4)
ECDSA_SHA256 = b"\x04\x03"
CHANGE_CIPHER_SPEC, HANDSHAKE, DATA = 20, 22, 23
SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, DONE, FINISHED = 2, 11, 12, 14, 20
RENEGOTIATION_INFO = b"\xff\x01\x00\x01\x00"


def sized(data: bytes, count: int) -> bytes:
    """Bytes behind their length in so many bytes."""
    return len(data).to_bytes(count, "big") + data


def expanded(secret: bytes, label: bytes, seed: bytes, count: int) -> bytes:
    """TLS 1.2's pseudo-random function (RFC 5246 §5)."""
    found, step = b"", label + seed
    while len(found) < count:
        step = hmac.new(secret, step, "sha256").digest()
        found += hmac.new(secret, step + label + seed, "sha256").digest()
    return found[:count]


@dataclass
class Direction:
    """One direction's keys (RFC 5288 §3)."""

    key: bytes
    salt: bytes
    count: int = 0

    def sealed(self, kind: int, data: bytes) -> bytes:
        """A record's body, encrypted."""
        nonce = self.count.to_bytes(8, "big")
        body = AESGCM(self.key).encrypt(self.salt + nonce, data, self._about(kind, len(data)))
        return nonce + body

    def opened(self, kind: int, body: bytes) -> bytes:
        """A record's body, decrypted."""
        about = self._about(kind, len(body) - 24)
        return AESGCM(self.key).decrypt(self.salt + body[:8], body[8:], about)

    def _about(self, kind: int, length: int) -> bytes:
        about = self.count.to_bytes(8, "big") + bytes([kind]) + VERSION + length.to_bytes(2, "big")
        self.count += 1
        return about


@dataclass
class Connection:
    """One client's connection, from its first byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    said: bytes = b""
    """All handshake messages so far."""
    ours: Direction | None = None
    theirs: Direction | None = None
    _unread: bytes = field(default=b"")

    async def shake_hands(self, issued: trustme.LeafCert, *, secure_renegotiation: bool) -> None:
        """RFC 5246 §7.3, as the server."""
        client_random = (await self._heard())[6:38]
        server_random, own = os.urandom(32), ec.generate_private_key(ec.SECP256R1())
        extensions = sized(RENEGOTIATION_INFO, 2) if secure_renegotiation else b""
        hello = VERSION + server_random + b"\0" + SUITE + b"\0" + extensions
        parameters = CURVE + sized(
            own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), 1
        )
        signed = _key_of(issued).sign(
            client_random + server_random + parameters, ec.ECDSA(hashes.SHA256())
        )
        self._say(SERVER_HELLO, hello)
        self._say(CERTIFICATE, sized(_chain_of(issued), 3))
        self._say(SERVER_KEY_EXCHANGE, parameters + ECDSA_SHA256 + sized(signed, 2))
        self._say(DONE, b"")
        point = (await self._heard())[5:]
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = own.exchange(ec.ECDH(), peer)
        master = expanded(shared, b"master secret", client_random + server_random, 48)
        keys = expanded(master, b"key expansion", server_random + client_random, 40)
        await self._record()  # the client changes its cipher spec
        self.theirs = Direction(keys[:16], keys[32:36])
        await self._heard()
        self._send(CHANGE_CIPHER_SPEC, b"\x01")
        self.ours = Direction(keys[16:32], keys[36:])
        digest = hashlib.sha256(self.said).digest()
        self._say(FINISHED, expanded(master, b"server finished", digest, 12))

    async def line(self) -> bytes:
        """A line of the client's, without its end."""
        while b"\r\n" not in self._unread:
            kind, body = await self._record()
            if kind != DATA:
                raise ConnectionResetError
            self._unread += body
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line

    def say(self, data: bytes) -> None:
        """Say something, encrypted."""
        self._send(DATA, data)

    def _say(self, kind: int, body: bytes) -> None:
        message = bytes([kind]) + sized(body, 3)
        self.said += message
        self._send(HANDSHAKE, message)

    def _send(self, kind: int, data: bytes) -> None:
        body = self.ours.sealed(kind, data) if self.ours else data
        self.writer.write(bytes([kind]) + VERSION + sized(body, 2))

    async def _heard(self) -> bytes:
        _, message = await self._record()
        self.said += message
        return message

    async def _record(self) -> tuple[int, bytes]:
        head = await self.reader.readexactly(5)
        body = await self.reader.readexactly(int.from_bytes(head[3:], "big"))
        return head[0], self.theirs.opened(head[0], body) if self.theirs else body


def _key_of(issued: trustme.LeafCert) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _chain_of(issued: trustme.LeafCert) -> bytes:
    parsed = (x509.load_pem_x509_certificate(pem.bytes()) for pem in issued.cert_chain_pems)
    return b"".join(sized(one.public_bytes(Encoding.DER), 3) for one in parsed)


@asynccontextmanager
async def old_tls_server(
    issued: trustme.LeafCert,
    greeting: bytes,
    answer: Callable[[bytes], bytes],
    *,
    secure_renegotiation: bool = False,
) -> AsyncIterator[int]:
    """The port of a server on loopback that is as old as said."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        playing.add(asyncio.current_task())
        gone = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with suppress(*gone):
            await connection.shake_hands(issued, secure_renegotiation=secure_renegotiation)
            connection.say(greeting)
            while True:
                connection.say(answer(await connection.line()))
        writer.close()

    playing: set[asyncio.Task[None] | None] = set()
    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in filter(None, playing):
            task.cancel()
        await asyncio.gather(*filter(None, playing), return_exceptions=True)
        await listening.wait_closed()
