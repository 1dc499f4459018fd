"""What makes an outage: the same place, the same step, the same cause, for several people. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.model import CheckResult, Outcome, Report, StepName, Target
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

OTHER_MATTERS = frozenset({"mailbox", "send", "client", "not_an_error"})
"""Stages of causes of which an outage elsewhere is no explanation."""

NEVER = frozenset({"check", "client", "ok", "unknown", "not_an_error"})
"""Stages of causes that say nothing about a server."""

GIVEN = "given"
"""The source of a server that the asker named."""

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
class Seen:
    """A key, and the server at which it showed (``imap:mail.example.com``).

    ``sure``: it is where people's programs go. At a port that somebody named there may never have
    been anything: what fails there is their word.
    """

    key: Key
    server: str
    sure: bool = True


def scope_of(host: str, providers: Providers) -> str:
    """The provider that runs a host, where we know one; else the host itself."""
    provider = providers.by_host(host)
    return f"provider:{provider.id}" if provider else f"host:{host.lower().rstrip('.')}"


def failures(report: Report, providers: Providers) -> tuple[Seen, ...]:
    """What a check saw fail."""
    return tuple(
        Seen(
            Key(scope_of(result.target.host, providers), step, result.cause),
            _server(result),
            _is_sure(result.target, providers),
        )
        for result in report.checks
        if (step := _failed_at(result)) and counts(result.cause)
    )


def passed(report: Report, providers: Providers) -> tuple[Seen, ...]:
    """The steps that went well, at places where the check saw no server fail."""
    broken = {seen.key.scope for seen in failures(report, providers)}
    return tuple(
        Seen(Key(scope, step.name, Cause.OK), _server(result))
        for result in report.checks
        if (scope := scope_of(result.target.host, providers)) not in broken
        for step in result.steps
        if step.outcome is Outcome.OK
    )


def told(
    causes: tuple[Cause, ...], hosts: tuple[str, ...], ids: tuple[str, ...], providers: Providers
) -> tuple[Seen, ...]:
    """What somebody's words say, where they name a place and one cause: the likeliest."""
    scopes = dict.fromkeys(
        (*(f"provider:{one}" for one in ids), *(scope_of(host, providers) for host in hosts))
    )
    cause = causes[0] if causes else Cause.UNKNOWN
    if not counts(cause):
        return ()
    return tuple(Seen(Key(scope, STEPS[cause.stage], cause), "") for scope in scopes)


def counts(cause: Cause) -> bool:
    """Whether a cause can be an outage at all."""
    return cause.stage not in NEVER


def needed(cause: Cause, people: int) -> int:
    """How many people with this cause make an outage, where ``people`` is the usual number."""
    return people * PERSONAL_TIMES if cause in PERSONAL else people


def _is_sure(target: Target, providers: Providers) -> bool:
    """Whether the provider, or else the address's own domain, says that there is such a server."""
    provider = providers.by_host(target.host)
    if provider and provider.servers:
        host = target.host.lower().rstrip(".")
        place = (target.protocol, host, target.port, target.security)
        servers = provider.servers
        return place in {(one.protocol, one.host, one.port, one.security) for one in servers}
    return target.trusted and target.source != GIVEN


def _failed_at(result: CheckResult) -> StepName | None:
    return next((step.name for step in result.steps if step.outcome is Outcome.FAILED), None)


def _server(result: CheckResult) -> str:
    return f"{result.target.protocol}:{result.target.host.lower()}"
