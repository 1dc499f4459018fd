"""Results of checks for tests, made up without a server."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.codes import ConnectionDetail, ConnectionNote
from connectors.model import (
    Certificate,
    CheckResult,
    Detail,
    Direction,
    Facts,
    Line,
    Newest,
    Outcome,
    Protocol,
    Quota,
    Reply,
    Report,
    Security,
    Step,
    StepName,
    Target,
    Working,
)
from knowledge.causes import Cause, Warn

ADDRESS = "taro@example.com"
HOST = "mail.example.com"
PORTS = {Protocol.IMAP: 993, Protocol.POP3: 995, Protocol.SMTP: 587}
CERTIFICATE = Certificate(
    "CN=mail.example.com",
    "CN=Example Authority",
    ("mail.example.com", "imap.example.com"),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
)
REFUSAL = Reply("NO", "AUTHENTICATIONFAILED", "A1 NO [AUTHENTICATIONFAILED] Nope **bold**")


def target(protocol: Protocol = Protocol.IMAP, *, trusted: bool = True) -> Target:
    """A server of the example provider."""
    security = Security.STARTTLS if protocol is Protocol.SMTP else Security.TLS
    return Target(protocol, HOST, PORTS[protocol], security, ADDRESS, "known", trusted)


def worked(protocol: Protocol = Protocol.IMAP, *, warnings: tuple[Warn, ...] = ()) -> CheckResult:
    """All went well; with IMAP and POP3 a message was seen."""
    one = target(protocol)
    names = (StepName.RESOLVE, StepName.CONNECT, StepName.LOGIN, StepName.LOGOUT)
    newest = Newest("件名 <b>Lunch</b>", "Aoi <aoi@example.com>", "", 451, ("\\Seen",))
    mailbox = protocol is not Protocol.SMTP
    return CheckResult(
        target=one,
        ip="192.0.2.7",
        ok=True,
        cause=Cause.OK,
        warnings=warnings,
        ms=212.44,
        round_trips=4,
        steps=tuple(Step(one, name, Outcome.OK, 12.34) for name in names),
        facts=Facts(
            tls_version="TLSv1.3",
            cipher="TLS_AES_256_GCM_SHA384",
            certificate=CERTIFICATE,
            capabilities=("IMAP4rev1", "QUOTA"),
            mechanisms=("PLAIN", "LOGIN"),
            login_mechanism="PLAIN",
            messages=6 if mailbox else None,
            quota=Quota(900, 1000) if mailbox else None,
            newest=newest if mailbox else None,
        ),
        transcript=(
            Line(
                0.0,
                Direction.NOTE,
                "",
                ConnectionNote.CONNECTED,
                {"ip": "192.0.2.7", "port": "993"},
            ),
            Line(1.0, Direction.SERVER, "* OK ready", "imap.greeting"),
            Line(2.0, Direction.CLIENT, "A1 AUTHENTICATE PLAIN ***", "imap.authenticate"),
        ),
    )


def failed(
    protocol: Protocol = Protocol.IMAP,
    cause: Cause = Cause.AUTH_WRONG_CREDENTIALS,
    stage: StepName = StepName.LOGIN,
    *,
    reply: Reply | None = REFUSAL,
    detail: Detail | None = None,
) -> CheckResult:
    """A stage failed."""
    one = target(protocol)
    return _ended(one, cause, Step(one, stage, Outcome.FAILED, 50.0, cause, detail, reply))


def skipped(
    protocol: Protocol,
    cause: Cause,
    code: str = ConnectionDetail.LOGIN_NOT_REPEATED,
    **values: str,
) -> CheckResult:
    """The login was left out, for a reason."""
    one = target(protocol, trusted=code != ConnectionDetail.LOGIN_UNTRUSTED_HOST)
    detail = Detail(code, values)
    return _ended(one, cause, Step(one, StepName.LOGIN, Outcome.SKIPPED, 0.0, cause, detail))


def without_login(protocol: Protocol = Protocol.IMAP) -> CheckResult:
    """All went well until the login, which nobody asked for."""
    one = target(protocol)
    detail = Detail(ConnectionDetail.LOGIN_NOT_ASKED)
    step = Step(one, StepName.LOGIN, Outcome.SKIPPED, 0.0, Cause.OK, detail)
    return _ended(one, Cause.OK, step)


def report(*results: CheckResult, address: str = ADDRESS) -> Report:
    """The report of some results."""
    return Report(
        address,
        bool(results) and all(result.ok for result in results),
        results,
        tuple(
            Working(t.protocol, t.host, t.port, t.security, t.user)
            for t in (result.target for result in results if result.ok)
        ),
    )


def _ended(one: Target, cause: Cause, step: Step) -> CheckResult:
    begun = Step(one, StepName.RESOLVE, Outcome.OK, 1.0)
    return CheckResult(
        target=one,
        ip="192.0.2.7",
        ok=cause is Cause.OK,
        cause=cause,
        warnings=(),
        ms=60.0,
        round_trips=3,
        steps=(begun, step),
        facts=Facts(certificate=CERTIFICATE),
        transcript=(),
    )
