"""What a server's side of a handshake tells before it is encrypted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wire.records import HandshakeRecords


def record(kind: int, body: bytes) -> bytes:
    """A record of TLS."""
    return bytes([kind, 3, 3]) + len(body).to_bytes(2, "big") + body


def message(kind: int, body: bytes) -> bytes:
    """A handshake message."""
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


SERVER_HELLO = message(2, b"\x03\x02" + bytes(36))
REQUEST = message(13, b"\x01\x40\0\0\0\0")
ALERT = record(21, b"\x02\x46")
FLIGHT = record(22, SERVER_HELLO + message(11, bytes(3)) + REQUEST) + ALERT


def test_a_flight() -> None:
    """Version, request and alert are seen."""
    records = HandshakeRecords()
    records.feed(FLIGHT)
    assert (records.version, records.certificate_requested, records.alert) == (0x0302, True, 70)


def test_a_flight_byte_by_byte() -> None:
    """However it arrives."""
    records = HandshakeRecords()
    for byte in FLIGHT:
        records.feed(bytes([byte]))
    assert (records.version, records.certificate_requested, records.alert) == (0x0302, True, 70)


def test_a_message_over_two_records() -> None:
    """A message may be cut where a record ends (RFC 8446 §5.1)."""
    records = HandshakeRecords()
    records.feed(record(22, SERVER_HELLO[:7]) + record(22, SERVER_HELLO[7:] + REQUEST))
    assert (records.version, records.certificate_requested) == (0x0302, True)


@pytest.mark.parametrize("kind", [20, 23])
def test_nothing_is_read_after_encryption_begins(kind: int) -> None:
    """What looks like an alert then is not one."""
    records = HandshakeRecords()
    records.feed(record(kind, b"\x01") + ALERT)
    assert records.alert is None


def test_no_tls() -> None:
    """Plain words are kept as they came, a line's worth."""
    records = HandshakeRecords()
    records.feed(b"220 mx.example\r\n" + bytes(1000))
    assert records.are_tls is False
    assert records.first.startswith(b"220 mx.example\r\n")
    assert len(records.first) == 256


def test_one_byte_is_too_few() -> None:
    """Nothing is said of what cannot be known."""
    records = HandshakeRecords()
    records.feed(b"\x16")
    assert records.are_tls is None


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_anything_can_be_fed(pieces: list[bytes]) -> None:
    """Nonsense is looked at without harm."""
    records = HandshakeRecords()
    records.feed(b"\x16\x03")
    for piece in pieces:
        records.feed(piece)
    assert records.are_tls


def test_endless_messages_are_not_kept() -> None:
    """A message that claims to be longer than any is not waited for in memory."""
    records = HandshakeRecords()
    for _ in range(100):
        records.feed(record(22, b"\x0b\xff\xff\xff" + bytes(0x3FFC)))
    assert len(records._messages) < 128 * 1024
