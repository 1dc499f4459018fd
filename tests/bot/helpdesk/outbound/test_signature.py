"""Signatures of webhooks, held against the specification and against forgers."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.outbound.signature import (
    ID,
    SIGNATURE,
    TIME,
    SecretUnusable,
    SignatureRefused,
    secret_of,
    sign,
    verify,
)

SECRET = bytes(range(32))
WRITTEN = "whsec_" + base64.b64encode(SECRET).decode()
NOW = 1_795_000_000


def test_it_is_made_as_the_specification_says() -> None:
    """HMAC-SHA256 over id, time and body, joined by full stops, in base64 behind ``v1,``."""
    headers = sign(SECRET, "msg_1", NOW, b'{"a":1}')
    content = b'msg_1.%d.{"a":1}' % NOW
    expected = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(NOW),
        "webhook-signature": f"v1,{expected}",
    }


@given(st.binary(max_size=200), st.integers(-300, 300))
def test_what_was_signed_is_believed(body: bytes, late: int) -> None:
    """Up to five minutes either way."""
    assert verify(SECRET, sign(SECRET, "e", NOW, body), body, NOW + late) == "e"


def test_one_of_several_signatures_is_enough() -> None:
    """While a secret is being replaced there are two."""
    headers = sign(SECRET, "e", NOW, b"x")
    headers[SIGNATURE] = f"v1,AAAA v1a,BBBB {headers[SIGNATURE]}"
    assert verify(SECRET, headers, b"x", NOW) == "e"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({ID: "other"}, "wrong signature"),
        ({ID: ""}, "no id"),
        ({ID: "a b"}, "no id"),
        ({TIME: str(NOW + 1)}, "wrong signature"),
        ({TIME: "soon"}, "no time"),
        ({TIME: "٣"}, "no time"),
        ({TIME: str(NOW - 301)}, "not from now"),
        ({TIME: str(NOW + 301)}, "not from now"),
        ({SIGNATURE: ""}, "wrong signature"),
        ({SIGNATURE: "v1,é"}, "wrong signature"),
        ({SIGNATURE: "v1,\udcff"}, "wrong signature"),
        ({SIGNATURE: "v2," + sign(SECRET, "e", NOW, b"x")[SIGNATURE][3:]}, "wrong signature"),
    ],
)
def test_what_was_changed_is_refused(change: dict[str, str], reason: str) -> None:
    """Whatever of it."""
    with pytest.raises(SignatureRefused) as refused:
        verify(SECRET, sign(SECRET, "e", NOW, b"x") | change, b"x", NOW)
    assert refused.value.reason == reason


def test_another_body_or_secret_is_refused() -> None:
    """A body is signed by its bytes, with one secret."""
    headers = sign(SECRET, "e", NOW, b"x")
    for secret, body in ((SECRET, b"y"), (bytes(32), b"x")):
        with pytest.raises(SignatureRefused):
            verify(secret, headers, body, NOW)


def test_a_secret_is_read_as_it_is_written() -> None:
    """With or without what stands before it."""
    assert secret_of(WRITTEN) == secret_of(WRITTEN.removeprefix("whsec_")) == SECRET


@pytest.mark.parametrize("written", ["", "whsec_", "hunter2", "whsec_c2hvcnQ=", "é" * 40])
def test_a_weak_secret_is_refused(written: str) -> None:
    """Too short, or no base64."""
    with pytest.raises(SecretUnusable):
        secret_of(written)
