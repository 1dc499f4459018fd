"""What a check is asked to do, what it meets, and what it reports.

Everything here is frozen data without a secret in it, except ``Credentials``,
which hides the one it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.causes import Cause, Warn
from knowledge.providers import Protocol, Security

__all__ = [
    "Certificate",
    "CheckResult",
    "Credentials",
    "Detail",
    "Direction",
    "Facts",
    "Line",
    "Newest",
    "Outcome",
    "Progress",
    "Protocol",
    "Quota",
    "Reply",
    "Report",
    "Security",
    "Step",
    "StepName",
    "StepStarted",
    "Target",
    "Working",
]


class StepName(StrEnum):
    """The stages of a check, in the order in which they come."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    GREETING = "greeting"
    CAPABILITY = "capability"
    STARTTLS = "starttls"
    LOGIN = "login"
    MAILBOX = "mailbox"
    FETCH = "fetch"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    LOGOUT = "logout"


class Outcome(StrEnum):
    """How a stage ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Target:
    """One server to check: where, how, as whom, and who told us so.

    ``source`` is a source name of ``discover`` (``known``, ``srv``, ``guess``…) or ``given``.
    ``trusted`` says whether the address's own domain, its provider's facts or the person
    on their own machine vouches for the host. ``user`` may be empty: then nobody logs in.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    user: str = ""
    source: str = "given"
    trusted: bool = True


class Credentials:
    """A password or token, for the length of one check.

    It has no field that shows it, no equality and no pickle. Whoever writes it to a
    line calls ``reveal`` at that place and marks the line as secret.
    """

    __slots__ = ("__secret", "is_token")

    def __init__(self, secret: str, *, is_token: bool = False) -> None:
        self.__secret = secret
        self.is_token = is_token

    def reveal(self) -> str:
        """The secret itself; call only where it is written to the wire."""
        return self.__secret

    def __repr__(self) -> str:
        return "Credentials(***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("credentials are never serialised")


class Direction(StrEnum):
    """Who said a line of the transcript."""

    SERVER = "server"
    CLIENT = "client"
    NOTE = "note"
    """Nobody: something happened on the line (connected, encrypted, closed)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation; secrets were never in ``text``.

    ``ms`` counts from the start of this target's check. ``note`` is a code
    (``smtp.ehlo``, ``imap.login.ok``) that the bot turns into words for a beginner, with
    ``values`` to fill in.
    """

    ms: float
    direction: Direction
    text: str
    note: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said, as evidence: its lines, and the codes read from them.

    ``code`` is SMTP's three digits, IMAP's ``NO``/``BAD``/``BYE`` or POP3's ``-ERR``;
    ``enhanced`` is ``5.7.8`` or a bracketed code without brackets (``AUTHENTICATIONFAILED``).
    """

    code: str
    enhanced: str
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A fact about a stage for people: a code of the wording, and its values."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A stage of a target has begun."""

    target: Target
    name: StepName


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a target has ended.

    ``cause`` is ``OK`` when it went well, else why it failed or was skipped.
    ``reply`` is the server's refusal where there was one.
    """

    target: Target
    name: StepName
    outcome: Outcome
    ms: float
    cause: Cause = Cause.OK
    detail: Detail | None = None
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The server's certificate, as it was shown to us."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """How full the mailbox is, in KiB (RFC 9208)."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest message's headers, for the asker only: never stored, logged or handed on."""

    subject: str
    sender: str
    date: str
    size: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What was learnt on the way; None or empty where it was not."""

    tls_version: str | None = None
    cipher: str | None = None
    certificate: Certificate | None = None
    capabilities: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    login_mechanism: str | None = None
    messages: int | None = None
    quota: Quota | None = None
    newest: Newest | None = None
    chain: tuple[Certificate, ...] = ()
    """All certificates as the server sent them, its own first."""


@dataclass(frozen=True, slots=True)
class Working:
    """Settings that were tried and worked.

    ``logged_in`` is false where they only answered, well encrypted: nobody logged in there.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    user: str
    logged_in: bool = True


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All that one target's check found.

    ``cause`` is the fault whose mending helps; ``also`` are others that were met on the way.
    ``instead`` are other settings of the same account that work where the target's do not.
    """

    target: Target
    ip: str | None
    ok: bool
    cause: Cause
    warnings: tuple[Warn, ...]
    ms: float
    round_trips: int
    steps: tuple[Step, ...]
    facts: Facts
    transcript: tuple[Line, ...]
    also: tuple[Cause, ...] = ()
    instead: tuple[Working, ...] = ()


Progress = StepStarted | Step | CheckResult
"""What a running check yields; one ``CheckResult`` ends each target."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole check: every target, and the settings that work, the person's own first."""

    address: str
    ok: bool
    checks: tuple[CheckResult, ...]
    works: tuple[Working, ...]
