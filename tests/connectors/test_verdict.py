"""What steps and facts come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.model import (
    Certificate,
    Facts,
    Outcome,
    Protocol,
    Quota,
    Security,
    Step,
    StepName,
    Target,
)
from connectors.verdict import Observed, cause_of, warnings_of
from knowledge.causes import Cause, Warn

TARGET = Target(Protocol.IMAP, "mail.example", 993, Security.TLS)
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def step(
    name: StepName, outcome: Outcome = Outcome.OK, cause: Cause = Cause.OK, ms: float = 1.0
) -> Step:
    """A step that took a millisecond."""
    return Step(TARGET, name, outcome, ms, cause)


OK = step(StepName.CONNECT)
FAILED = step(StepName.LOGIN, Outcome.FAILED, Cause.AUTH_WRONG_CREDENTIALS)
FAILED_TOO = step(StepName.LOGOUT, Outcome.FAILED, Cause.NET_RESET)
SKIPPED = step(StepName.LOGIN, Outcome.SKIPPED, Cause.CHECK_NOT_ALLOWED)
NOT_ASKED = step(StepName.LOGIN, Outcome.SKIPPED)


@pytest.mark.parametrize(
    ("steps", "cause"),
    [
        ((), Cause.OK),
        ((OK, OK), Cause.OK),
        ((OK, NOT_ASKED), Cause.OK),
        ((OK, FAILED, FAILED_TOO), Cause.AUTH_WRONG_CREDENTIALS),
        ((SKIPPED, FAILED_TOO), Cause.NET_RESET),
        ((OK, NOT_ASKED, SKIPPED), Cause.CHECK_NOT_ALLOWED),
    ],
)
def test_cause(steps: tuple[Step, ...], cause: Cause) -> None:
    """The first failure, else the first stage that was skipped against what was asked."""
    assert cause_of(steps) is cause


def certificate(days: float) -> Certificate:
    """One that is valid for so many more days."""
    return Certificate("", "", (), NOW - timedelta(days=80), NOW + timedelta(days=days))


@pytest.mark.parametrize(
    ("observed", "warnings"),
    [
        (Observed(Security.TLS, Facts(), NOW), ()),
        (Observed(Security.NONE, Facts(), NOW), (Warn.NO_ENCRYPTION,)),
        (
            Observed(Security.STARTTLS, Facts(), NOW, ("CRAM-MD5", "PLAIN")),
            (Warn.PLAINTEXT_LOGIN_OFFERED,),
        ),
        (
            Observed(Security.STARTTLS, Facts(), NOW, ("USER",)),
            (Warn.PLAINTEXT_LOGIN_OFFERED,),
        ),
        (Observed(Security.STARTTLS, Facts(), NOW, ("CRAM-MD5", "SCRAM-SHA-256")), ()),
        (Observed(Security.TLS, Facts(), NOW, ipv6_broken=True), (Warn.IPV6_BROKEN,)),
        (Observed(Security.TLS, Facts(certificate=certificate(14.1)), NOW), ()),
        (
            Observed(Security.TLS, Facts(certificate=certificate(14)), NOW),
            (Warn.CERTIFICATE_EXPIRES_SOON,),
        ),
        (Observed(Security.TLS, Facts(certificate=certificate(-1)), NOW), ()),
        (Observed(Security.TLS, Facts(quota=Quota(899, 1000)), NOW), ()),
        (Observed(Security.TLS, Facts(quota=Quota(900, 1000)), NOW), (Warn.MAILBOX_NEARLY_FULL,)),
        (Observed(Security.TLS, Facts(quota=Quota(1200, 1000)), NOW), (Warn.MAILBOX_NEARLY_FULL,)),
        (Observed(Security.TLS, Facts(quota=Quota(0, 0)), NOW), ()),
    ],
)
def test_warnings(observed: Observed, warnings: tuple[Warn, ...]) -> None:
    """Each at its bound."""
    assert warnings_of((OK,), observed) == warnings


@pytest.mark.parametrize(
    ("steps", "slow"),
    [
        ((step(StepName.RESOLVE, ms=2000), step(StepName.GREETING, ms=3001)), True),
        ((step(StepName.RESOLVE, ms=2000), step(StepName.GREETING, ms=3000)), False),
        ((step(StepName.GREETING, ms=100), step(StepName.LOGIN, ms=9000)), False),
        ((step(StepName.GREETING, Outcome.FAILED, Cause.PROTO_SILENT, ms=10_000),), False),
    ],
)
def test_slow(steps: tuple[Step, ...], slow: bool) -> None:
    """All that comes before the greeting counts, and only if it came."""
    observed = Observed(Security.TLS, Facts(), NOW)
    assert warnings_of(steps, observed) == ((Warn.SLOW,) if slow else ())
