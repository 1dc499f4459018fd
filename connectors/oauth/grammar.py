"""What an authorization server's answers mean. Pure: bytes to values, or a refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connectors.model import Credentials
from connectors.oauth.model import Answer, DeviceCode, Reason, SignInFailed

OK = 200

DEFAULT_INTERVAL = 5.0
"""Seconds between two questions where the service names none (RFC 8628 §3.2)."""

LONGEST_INTERVAL = 60.0
"""A service that wants a longer one would never see us come back before its code expires."""

LONGEST_LIFE = 1800.0
"""Seconds that we wait at most, whatever a service offers; they offer 900."""

_CODE_CHARACTERS = 60
_TOKEN_CHARACTERS = 16_384
_VISIBLE = re.compile(r"[!-~]+")  # RFC 6749 appendix A: what codes and tokens are made of
_ERROR = re.compile(r"[ !#-\[\]-~]{1,100}")  # RFC 6749 §5.2


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer (RFC 6749 §5.2): its word, and what the service says about it."""

    error: str
    description: str


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, and the scopes that it is good for; None where the service granted what was asked.

    RFC 6749 §5.1.
    """

    token: Credentials
    scopes: frozenset[str] | None


def read_device_code(answer: Answer) -> DeviceCode | Refusal:
    """The answer of a device authorization endpoint (RFC 8628 §3.2).

    Raises:
        SignInFailed: ``malformed``: it is neither a code nor an error.
    """
    said = _object(answer)
    if answer.status != OK:
        return _refusal(said)
    uri = _address(said.get("verification_uri", said.get("verification_url")))
    user_code = said.get("user_code")
    if not uri or not isinstance(user_code, str) or not _is_shown(user_code):
        raise SignInFailed(Reason.MALFORMED)
    return DeviceCode(
        user_code=user_code,
        uri=uri,
        whole_uri=_address(said.get("verification_uri_complete")),
        device_code=Credentials(_visible(said.get("device_code")), is_token=True),
        expires_in=min(_seconds(said.get("expires_in"), None), LONGEST_LIFE),
        interval=min(_seconds(said.get("interval"), DEFAULT_INTERVAL), LONGEST_INTERVAL),
    )


def read_token(answer: Answer) -> Granted | Refusal:
    """The answer of a token endpoint (RFC 6749 §5).

    Raises:
        SignInFailed: ``malformed``: it is neither a bearer token nor an error.
    """
    said = _object(answer)
    if answer.status != OK:
        return _refusal(said)
    kind = said.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise SignInFailed(Reason.MALFORMED)
    token = Credentials(_visible(said.get("access_token")), is_token=True)
    scope = said.get("scope")
    return Granted(token, frozenset(scope.split()) if isinstance(scope, str) else None)


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        return said
    # Some gateway answered in the service's place.
    raise SignInFailed(Reason.UNAVAILABLE if answer.status >= 500 else Reason.MALFORMED)


def _refusal(said: Mapping[str, Any]) -> Refusal:
    error, description = said.get("error"), said.get("error_description", "")
    if not isinstance(error, str) or not _ERROR.fullmatch(error):
        raise SignInFailed(Reason.MALFORMED)
    return Refusal(error, description if isinstance(description, str) else "")


def _address(value: object) -> str:
    """A page to send the person to, or empty. Only https: they will type a password there."""
    if not isinstance(value, str) or not _VISIBLE.fullmatch(value) or len(value) > 500:
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme == "https" and parts.hostname and not parts.username else ""


def _is_shown(code: str) -> bool:
    return 0 < len(code) <= _CODE_CHARACTERS and code.isprintable()


def _visible(value: object) -> str:
    if not isinstance(value, str) or not _VISIBLE.fullmatch(value):
        raise SignInFailed(Reason.MALFORMED)
    if len(value) > _TOKEN_CHARACTERS:
        raise SignInFailed(Reason.MALFORMED)
    return value


def _seconds(value: object, default: float | None) -> float:
    if value is None and default is not None:
        return default
    # Google and others write the number as text now and then.
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise SignInFailed(Reason.MALFORMED)
    return max(1.0, float(text))
