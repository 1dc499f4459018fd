"""TLS over memory: names, nonsense and floods."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.codes import ConnectionDetail
from connectors.model import Protocol
from connectors.wire.certificate import certificates_of
from connectors.wire.contexts import Contexts
from connectors.wire.tls import CHANNEL_BYTES, CertificateRefused, Handshake, TlsChannel
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause
from tests.servers.certificates import HOST, Certificates

CONTEXTS = Contexts()


class Said:
    """A channel on which a server says these pieces, whatever it hears, and then hangs up."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    async def read(self) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""

    async def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        return


class Server:
    """A server's side of TLS, in memory; ``raw`` is what it says besides TLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._shaken = False
        self.raw: Callable[[], bytes] = bytes

    async def read(self) -> bytes:
        return self._outgoing.read() or self.raw()

    async def write(self, data: bytes) -> None:
        self._incoming.write(data)
        if not self._shaken:
            try:
                self._tls.do_handshake()
                self._shaken = True
            except ssl.SSLError:
                return

    def close(self) -> None:
        return

    def say(self, data: bytes) -> None:
        self._tls.write(data)


def handshake(context: ssl.SSLContext, name: str = HOST, *, starttls: bool = False) -> Handshake:
    """A handshake of an IMAP client."""
    return Handshake(context, name, Protocol.IMAP, after_starttls=starttls)


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8), st.booleans())
@settings(max_examples=200)
async def test_anything_instead_of_tls(pieces: list[bytes], starttls: bool) -> None:
    """Whatever a server says instead of TLS is a finding."""
    with pytest.raises(WireFailed) as failed:
        await handshake(CONTEXTS.verifying(), starttls=starttls)(Said(pieces), b"")
    assert failed.value.cause.stage in {"proto", "tls", "net"}


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8))
async def test_anything_in_records(pieces: list[bytes]) -> None:
    """Nonsense in the form of TLS is a finding too."""
    records = [b"\x16\x03\x03" + len(piece).to_bytes(2, "big") + piece for piece in pieces]
    with pytest.raises(WireFailed) as failed:
        await handshake(CONTEXTS.verifying())(Said(records), b"")
    assert failed.value.cause.stage in {"tls", "net"}


@pytest.mark.parametrize(
    "name", ["", ".", "-", "a..b", "a" * 64 + ".example", "x." * 200, "例え" * 30, "a\0b", "\ud800"]
)
async def test_names_that_cannot_be_asked_for(name: str, certificates: Certificates) -> None:
    """No name makes an error of ours."""
    context = CONTEXTS.verifying(certificates.ca_file)
    with pytest.raises(WireFailed) as failed:
        await handshake(context, name)(Server(certificates.good), b"")
    assert failed.value.cause.stage == "tls"


@pytest.mark.parametrize("name", [HOST, HOST.upper(), "127.0.0.1", "::1"])
async def test_names_and_addresses_in_a_certificate(name: str, certificates: Certificates) -> None:
    """An address is verified as one."""
    context = CONTEXTS.verifying(certificates.ca_file)
    secured = await handshake(context, name)(Server(certificates.good), b"")
    assert secured.verified
    assert certificates_of(secured.chain)[0] == secured.certificate


async def test_an_address_that_is_not_in_the_certificate(certificates: Certificates) -> None:
    """It is another name."""
    context = CONTEXTS.verifying(certificates.ca_file)
    with pytest.raises(CertificateRefused) as refused:
        await handshake(context, "127.0.0.2")(Server(certificates.good), b"")
    assert refused.value.verify_code == 64


async def test_reading_a_chain(certificates: Certificates) -> None:
    """Without verification the chain is kept as it was sent, and nothing is called verified."""
    reading = handshake(CONTEXTS.reading())
    secured = await reading(Server(certificates.untrusted_root_sent), b"")
    assert not secured.verified
    assert len(secured.chain) == 2
    assert all(der.startswith(b"\x30") for der in secured.chain)


@pytest.mark.parametrize("early", [b"x", b"\x16\x03\x03\x00\x01\x00"])
async def test_early_bytes(early: bytes) -> None:
    """What came before the handshake was not said by whoever shakes hands; it is shown."""
    with pytest.raises(WireFailed) as failed:
        await handshake(CONTEXTS.reading(), starttls=True)(Said([]), early)
    assert failed.value.cause is Cause.TLS_STARTTLS_INJECTION
    assert failed.value.reply is not None


async def test_nonsense_after_the_handshake(certificates: Certificates) -> None:
    """A record that does not decrypt breaks the channel off."""
    server = Server(certificates.good)
    secured = await handshake(CONTEXTS.verifying(certificates.ca_file))(server, b"")
    server.raw = lambda: b"\x17\x03\x03\x00\x20" + bytes(32)
    with pytest.raises(ssl.SSLError):
        await secured.channel.read()


async def test_the_end_without_a_farewell(certificates: Certificates) -> None:
    """Many mail servers only hang up: that is the end, and no error."""
    server = Server(certificates.good)
    secured = await handshake(CONTEXTS.verifying(certificates.ca_file))(server, b"")
    server.say(b"* BYE")
    assert await secured.channel.read() == b"* BYE"
    assert await secured.channel.read() == b""


async def test_a_flood_that_says_nothing(certificates: Certificates) -> None:
    """All that arrives is counted, although nothing may ever be handed out of it."""
    channel = TlsChannel(Said([]), HOST, CONTEXTS.reading())
    for _ in range(CHANNEL_BYTES // 16_384):
        channel.take(bytes(16_384))
        channel.incoming.read()
    with pytest.raises(ConnectionAbortedError):
        channel.take(b"x")


async def test_a_name_that_is_no_name_is_told() -> None:
    """With a code for the wording."""
    with pytest.raises(WireFailed) as failed:
        await handshake(CONTEXTS.verifying(), "a..b")(Said([]), b"")
    assert failed.value.detail is not None
    assert failed.value.detail.code == ConnectionDetail.TLS_NAME
