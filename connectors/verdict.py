"""What a check's steps and facts come to: one cause, and what is worth a warning. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.model import Facts, Outcome, Security, Step, StepName
from knowledge.causes import Cause, Warn

EXPIRES_SOON = timedelta(days=14)
"""Certificates that renew themselves do so 30 days before: at 14, somebody has forgotten it."""

SLOW_MS = 5_000.0
"""Until the greeting: some mail programs give up after so long."""

NEARLY_FULL = 0.9

CLEAR_LOGINS = frozenset({"PLAIN", "LOGIN", "USER", "IMAP LOGIN"})
"""The logins that show the password to whoever can read the line."""

UNTIL_GREETING = frozenset({StepName.RESOLVE, StepName.CONNECT, StepName.TLS, StepName.GREETING})


@dataclass(frozen=True, slots=True)
class Observed:
    """What is known of one target besides its steps.

    ``clear_mechanisms`` are those that were offered before the line was encrypted.
    """

    security: Security
    facts: Facts
    now: datetime
    clear_mechanisms: tuple[str, ...] = ()
    ipv6_broken: bool = False


def cause_of(steps: Iterable[Step]) -> Cause:
    """The cause of the first step that failed, else of the first that was skipped for one.

    A step that was not asked for is skipped with ``OK`` and does not count.
    """
    told = [step for step in steps if step.cause is not Cause.OK]
    failed = [step for step in told if step.outcome is Outcome.FAILED]
    return next((step.cause for step in failed + told), Cause.OK)


def warnings_of(steps: Iterable[Step], observed: Observed) -> tuple[Warn, ...]:
    """What is worth knowing beside the cause, in a fixed order."""
    return tuple(_warnings(tuple(steps), observed))


def _warnings(steps: tuple[Step, ...], observed: Observed) -> Iterator[Warn]:
    if observed.security is Security.NONE:
        yield Warn.NO_ENCRYPTION
    if CLEAR_LOGINS.intersection(observed.clear_mechanisms):
        yield Warn.PLAINTEXT_LOGIN_OFFERED
    if _expires_soon(observed):
        yield Warn.CERTIFICATE_EXPIRES_SOON
    if observed.ipv6_broken:
        yield Warn.IPV6_BROKEN
    if _is_slow(steps):
        yield Warn.SLOW
    if _is_nearly_full(observed.facts):
        yield Warn.MAILBOX_NEARLY_FULL


def _expires_soon(observed: Observed) -> bool:
    certificate = observed.facts.certificate
    if certificate is None:
        return False
    # One that has expired already is a cause, not a warning.
    return observed.now <= certificate.not_after <= observed.now + EXPIRES_SOON


def _is_slow(steps: tuple[Step, ...]) -> bool:
    greeted = any(step.name is StepName.GREETING and step.outcome is Outcome.OK for step in steps)
    return greeted and sum(step.ms for step in steps if step.name in UNTIL_GREETING) > SLOW_MS


def _is_nearly_full(facts: Facts) -> bool:
    quota = facts.quota
    return quota is not None and quota.limit > 0 and quota.used >= NEARLY_FULL * quota.limit
