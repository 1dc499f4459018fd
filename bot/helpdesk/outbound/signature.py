"""Signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body. Pure.

A receiver checks a body with any of that specification's libraries (standardwebhooks.com, the
specification's "Signature scheme" and "Verifying webhook authenticity").
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
VERSION = "v1"
TOLERANCE_SECONDS = 300
"""Five minutes either way, for clocks that are not quite right; older ones may be repeated."""

LEAST_BYTES, MOST_BYTES = 24, 64
"""Of a secret, as the specification has it."""

_MOST_SIGNATURES = 10


class SecretUnusable(ValueError):  # noqa: N818 - says what was found
    """It is not base64 of 24 to 64 bytes."""


class SignatureRefused(Exception):  # noqa: N818 - says what was found
    """A body is not from whoever has the secret, or not from now; ``reason`` is for a log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def secret_of(written: str) -> bytes:
    """The secret's bytes, written as ``whsec_`` and base64.

    Raises:
        SecretUnusable: it is not written so, or too short or long.
    """
    try:
        secret = base64.b64decode(written.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SecretUnusable from None
    if not LEAST_BYTES <= len(secret) <= MOST_BYTES:
        raise SecretUnusable
    return secret


def sign(secret: bytes, event: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of a body. ``event`` names it, and is the same when it is sent again."""
    return {
        ID: event,
        TIME: str(seconds),
        SIGNATURE: f"{VERSION},{_digest(secret, event, seconds, body)}",
    }


def verify(secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The name of a body that is from whoever has the secret, and from now.

    Raises:
        SignatureRefused: it is not; the reason names no part of the body.
    """
    event, seconds = headers.get(ID, ""), headers.get(TIME, "")
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", event):
        raise SignatureRefused("no id")
    if not re.fullmatch(r"[0-9]{1,12}", seconds):
        raise SignatureRefused("no time")
    if abs(now - int(seconds)) > TOLERANCE_SECONDS:
        raise SignatureRefused("not from now")
    expected = _digest(secret, event, int(seconds), body)
    offered = headers.get(SIGNATURE, "").split(" ")[:_MOST_SIGNATURES]
    # Every one is compared, so that how long it takes says nothing.
    # A header may hold any bytes; those that are no text come as halves of surrogate pairs.
    wanted = f"{VERSION},{expected}".encode()
    found = [hmac.compare_digest(one.encode("utf-8", "replace"), wanted) for one in offered]
    if not any(found):
        raise SignatureRefused("wrong signature")
    return event


def _digest(secret: bytes, event: str, seconds: int, body: bytes) -> str:
    signed = f"{event}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(secret, signed, "sha256")).decode("ascii")
