"""What a sign-in is asked and answers: plain data; codes and tokens are hidden."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.model import Credentials, Protocol
from knowledge.causes import Cause


class Reason(StrEnum):
    """Why there is no token; finer than a cause, and with words of its own (``oauth.reason``)."""

    DECLINED = "declined"
    """The person said no on the provider's page."""
    EXPIRED = "expired"
    """Nobody signed in before the code ran out."""
    DEVICE_CODE_BLOCKED = "device_code_blocked"
    """The organisation does not allow sign-ins by code."""
    ADMIN_CONSENT = "admin_consent"
    """An administrator has to allow this program first."""
    SCOPE_MISSING = "scope_missing"
    """The person, or the provider, left out the permission to use mail programs."""
    OTHER_ACCOUNT = "other_account"
    """The account that signed in is not one of this organisation."""
    ACCOUNT = "account"
    """The account itself may not sign in; the cause says why."""
    CLIENT_REFUSED = "client_refused"
    """Our registration with the provider is not as it must be: for the operator."""
    UNAVAILABLE = "unavailable"
    """The provider's sign-in service is down, or asks us to come later."""
    UNREACHABLE = "unreachable"
    """Its address could not be reached."""
    MALFORMED = "malformed"
    """What it answered is not the protocol."""
    OTHER = "other"


CAUSES: Mapping[Reason, Cause] = {
    Reason.DECLINED: Cause.AUTH_TOKEN_REJECTED,
    Reason.EXPIRED: Cause.CHECK_CANCELLED,
    Reason.DEVICE_CODE_BLOCKED: Cause.AUTH_ACCESS_DENIED,
    Reason.ADMIN_CONSENT: Cause.AUTH_TOKEN_REJECTED,
    Reason.SCOPE_MISSING: Cause.AUTH_TOKEN_REJECTED,
    Reason.OTHER_ACCOUNT: Cause.AUTH_TOKEN_REJECTED,
    Reason.ACCOUNT: Cause.AUTH_ACCESS_DENIED,
    Reason.CLIENT_REFUSED: Cause.AUTH_TOKEN_REJECTED,
    Reason.UNAVAILABLE: Cause.AUTH_TEMPORARY_FAILURE,
    Reason.UNREACHABLE: Cause.NET_CANNOT_CONNECT,
    Reason.MALFORMED: Cause.PROTO_MALFORMED,
    Reason.OTHER: Cause.AUTH_TOKEN_REJECTED,
}
"""The cause of each reason, where nothing tells it more finely."""


@dataclass(frozen=True, slots=True)
class Service:
    """A provider's authorization server (RFC 6749 §1.1), as the facts name it.

    ``device`` is its device authorization endpoint (RFC 8628 §3.1), ``authorization`` the one for
    browsers; either is empty where mail programs cannot use it. ``scopes`` maps each protocol to
    what must be asked for. ``refusals`` maps the provider's own error numbers to reasons.
    """

    id: str
    device: str
    authorization: str
    token: str
    scopes: Mapping[Protocol, str]
    refusals: Mapping[str, Reason] = field(default_factory=dict)

    def scope_for(self, protocols: Iterable[Protocol]) -> str:
        """The scopes for these protocols, as one parameter (RFC 6749 §3.3)."""
        return " ".join(dict.fromkeys(self.scopes[protocol] for protocol in protocols))


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to a service: the operator's registration. ``secret`` where it has one."""

    id: str
    secret: Credentials | None = None


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What to show to the person, and what to ask with meanwhile (RFC 8628 §3.2).

    ``whole_uri`` has the code in it already; empty where the service gave none. Times in seconds.
    """

    user_code: str
    uri: str
    whole_uri: str
    device_code: Credentials
    expires_in: float
    interval: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to a form."""

    status: int
    body: bytes


Post = Callable[[str, Mapping[str, str]], Awaitable[Answer]]
"""Sends a form to an endpoint. Raises ``Unreachable``."""


class Unreachable(Exception):  # noqa: N818 - a finding, not an error of ours
    """An endpoint could not be asked; ``cause`` (of ``net``, ``dns`` or ``tls``) says why."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class SignInFailed(Exception):  # noqa: N818 - a finding, not an error of ours
    """There is no token. ``code`` is the service's own word or number for it, or empty."""

    def __init__(self, reason: Reason, cause: Cause | None = None, code: str = "") -> None:
        super().__init__(f"{reason} {code}".strip())
        self.reason = reason
        self.cause = cause or CAUSES[reason]
        self.code = code
