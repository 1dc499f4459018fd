"""What authorization servers answer, read within bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.oauth.grammar import (
    LONGEST_INTERVAL,
    LONGEST_LIFE,
    Granted,
    Refusal,
    read_device_code,
    read_token,
)
from connectors.oauth.model import Answer, DeviceCode, Reason, SignInFailed
from tests.connectors.oauth.posting import DEVICE_CODE, TOKEN, answer, refusal


def device_code(**changed: Any) -> DeviceCode:
    """One minimal valid answer with a change."""
    read = read_device_code(answer(DEVICE_CODE | changed))
    assert isinstance(read, DeviceCode)
    return read


def test_a_device_code() -> None:
    """Everything that the person and the waiting need; the secret half is hidden."""
    code = device_code(verification_uri_complete="https://login.example/device?code=WDJB-MJHT")
    assert (code.user_code, code.uri) == ("WDJB-MJHT", "https://login.example/device/enter")
    assert code.whole_uri == "https://login.example/device?code=WDJB-MJHT"
    assert (code.expires_in, code.interval) == (900.0, 5.0)
    assert code.device_code.reveal() == "device-code-secret"
    assert "device-code-secret" not in repr(code)


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({"interval": None}, "interval", 5.0),
        ({"interval": "10"}, "interval", 10.0),
        ({"interval": 0}, "interval", 1.0),
        ({"interval": 9_999}, "interval", LONGEST_INTERVAL),
        ({"expires_in": 86_400}, "expires_in", LONGEST_LIFE),
        ({"verification_uri_complete": "http://login.example/"}, "whole_uri", ""),
        ({"verification_uri_complete": "javascript:alert(1)"}, "whole_uri", ""),
        ({"user_code": "あいう-123"}, "user_code", "あいう-123"),
    ],
)
def test_what_may_be_absent_or_too_much(changed: dict[str, Any], field: str, value: object) -> None:
    """Defaults of RFC 8628 §3.2, and bounds of ours."""
    assert getattr(device_code(**changed), field) == value


def test_google_spells_the_address_otherwise() -> None:
    """``verification_url`` is what it was called before the standard."""
    said = {k: v for k, v in DEVICE_CODE.items() if k != "verification_uri"}
    read = read_device_code(answer(said | {"verification_url": "https://login.example/d"}))
    assert isinstance(read, DeviceCode)
    assert read.uri == "https://login.example/d"


@pytest.mark.parametrize(
    "changed",
    [
        {"device_code": None},
        {"device_code": ""},
        {"device_code": "with blank"},
        {"device_code": "x" * 20_000},
        {"user_code": ""},
        {"user_code": "x" * 61},
        {"user_code": "A\nB"},
        {"user_code": 7},
        {"verification_uri": "http://login.example/device"},
        {"verification_uri": "https://user@login.example/device"},
        {"verification_uri": "https://[login.example/"},
        {"expires_in": None},
        {"expires_in": -1},
        {"expires_in": True},
        {"expires_in": "soon"},
    ],
)
def test_a_device_code_that_is_none(changed: dict[str, Any]) -> None:
    """Half an answer is no answer: people would type a password at a wrong place."""
    with pytest.raises(SignInFailed) as failed:
        device_code(**changed)
    assert failed.value.reason is Reason.MALFORMED


def test_a_token() -> None:
    """Hidden, and what it is good for where the service says so."""
    granted = read_token(answer(TOKEN | {"scope": "a b"}))
    assert isinstance(granted, Granted)
    assert granted.token.reveal() == "token-secret"
    assert granted.token.is_token
    assert granted.scopes == frozenset({"a", "b"})
    assert "token-secret" not in repr(granted)
    assert read_token(answer(TOKEN | {"token_type": "bearer"})) != granted


@pytest.mark.parametrize(
    "changed",
    [
        {"token_type": "mac"},
        {"token_type": None},
        {"access_token": None},
        {"access_token": "two words"},
        {"access_token": "line\r\nbreak"},
        {"access_token": "\x01"},
        {"access_token": "x" * 20_000},
    ],
)
def test_a_token_that_is_none(changed: dict[str, Any]) -> None:
    """What could not be said to a mail server is not taken for a token."""
    with pytest.raises(SignInFailed) as failed:
        read_token(answer(TOKEN | changed))
    assert failed.value.reason is Reason.MALFORMED


@pytest.mark.parametrize("read", [read_token, read_device_code])
def test_a_refusal(read: Any) -> None:
    """The protocol's word and the service's own."""
    assert read(refusal("invalid_client", "AADSTS7000218: no")) == Refusal(
        "invalid_client", "AADSTS7000218: no"
    )


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<html>proxy</html>", 200, Reason.MALFORMED),
        (b"<html>proxy</html>", 400, Reason.MALFORMED),
        (b"<html>gateway</html>", 502, Reason.UNAVAILABLE),
        (b"", 503, Reason.UNAVAILABLE),
        (b"[]", 200, Reason.MALFORMED),
        (b"[" * 100_000, 200, Reason.MALFORMED),
        (b"\xff\xfe", 200, Reason.MALFORMED),
        (b'{"error": 7}', 400, Reason.MALFORMED),
        (json.dumps({"error": "bad\nline"}).encode(), 400, Reason.MALFORMED),
        (b"{}", 400, Reason.MALFORMED),
        (b"{}", 301, Reason.MALFORMED),
    ],
)
def test_an_answer_that_is_not_the_protocol(body: bytes, status: int, reason: Reason) -> None:
    """Whatever else comes back is told as such."""
    for read in (read_token, read_device_code):
        with pytest.raises(SignInFailed) as failed:
            read(Answer(status, body))
        assert failed.value.reason is reason
