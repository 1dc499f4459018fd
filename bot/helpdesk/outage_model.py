"""What makes an outage: the same place, the same step, the same cause, for several people. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from connectors.model import CheckResult, Outcome, Report, StepName
from knowledge.causes import Cause
from knowledge.providers import Providers

SNOOZES = (1, 4, 24)
"""Hours for which the helpdesk may put an outage away."""

PERSONAL = frozenset(
    {
        Cause.AUTH_WRONG_CREDENTIALS,
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        Cause.AUTH_ACCOUNT_DISABLED,
        Cause.AUTH_PASSWORD_EXPIRED,
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        Cause.AUTH_TOKEN_REJECTED,
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        Cause.MAILBOX_OVER_QUOTA,
        Cause.MAILBOX_IN_USE,
        Cause.MAILBOX_NOT_FOUND,
        Cause.SEND_ACCOUNT_SUSPENDED,
    }
)
"""Causes that lie with one account: several people a day have them at any large provider."""

PERSONAL_TIMES = 3
"""So many times more people make an outage of these: a broken directory refuses everybody."""

NEVER = frozenset({"check", "client", "ok", "unknown", "not_an_error"})
"""Stages of causes that say nothing about a server."""

STEPS = {
    "dns": StepName.RESOLVE,
    "net": StepName.CONNECT,
    "proto": StepName.GREETING,
    "server": StepName.GREETING,
    "tls": StepName.TLS,
    "auth": StepName.LOGIN,
    "mailbox": StepName.MAILBOX,
    "send": StepName.RECIPIENT,
}
"""The step at which a cause shows that somebody told us, where no check of ours saw it."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an outage is of. ``scope`` is ``provider:ID`` or ``host:NAME``."""

    scope: str
    step: StepName
    cause: Cause


@dataclass(frozen=True, slots=True)
class Outage:
    """One outage. ``people`` were affected, each counted once."""

    number: int
    key: Key
    first_at: datetime
    last_at: datetime
    people: int
    confirmed: bool
    """A check of ours saw it, or the helpdesk says so; else people only told us."""
    desk: str = ""
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    card_place: str = ""
    card_message: str = ""
    cases: tuple[int, ...] = field(default=())

    def snoozed(self, now: datetime) -> bool:
        """Whether the helpdesk has put it away for now."""
        return self.snoozed_until is not None and now < self.snoozed_until


def scope_of(host: str, providers: Providers) -> str:
    """The provider that runs a host, where we know one; else the host itself."""
    provider = providers.by_host(host)
    return f"provider:{provider.id}" if provider else f"host:{host.lower().rstrip('.')}"


def failures(report: Report, providers: Providers) -> Iterator[Key]:
    """What a check saw fail, each once."""
    found = dict.fromkeys(
        Key(scope_of(result.target.host, providers), step, result.cause)
        for result in report.checks
        if (step := _failed_at(result)) and counts(result.cause)
    )
    yield from found


def passed(report: Report, providers: Providers) -> Iterator[tuple[str, StepName]]:
    """The steps that went well at a place with every server that was tried there."""
    well: dict[tuple[str, StepName], bool] = {}
    for result in report.checks:
        scope = scope_of(result.target.host, providers)
        for step in result.steps:
            if step.outcome is not Outcome.SKIPPED:
                at = (scope, step.name)
                well[at] = well.get(at, True) and step.outcome is Outcome.OK
    yield from (at for at, all_well in well.items() if all_well)


def counts(cause: Cause) -> bool:
    """Whether a cause can be an outage at all."""
    return cause.stage not in NEVER


def needed(cause: Cause, people: int) -> int:
    """How many people with this cause make an outage, where ``people`` is the usual number."""
    return people * PERSONAL_TIMES if cause in PERSONAL else people


def _failed_at(result: CheckResult) -> StepName | None:
    return next((step.name for step in result.steps if step.outcome is Outcome.FAILED), None)
