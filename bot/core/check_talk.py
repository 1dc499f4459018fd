"""A wish for a check to what is dialled: what is missing, which servers, and the whole report.

Pure but for ``Checker``, which runs discovery and the check with the tools it was given.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from connectors.budget import Budget, Wish
from connectors.check import check
from connectors.clock import Clock, SystemClock
from connectors.lookup.discover import DISCOVERY_SECONDS, discover
from connectors.lookup.dns import Resolver
from connectors.lookup.model import Discovery, Names
from connectors.model import (
    CheckResult,
    Credentials,
    Facts,
    Outcome,
    Progress,
    Protocol,
    Report,
    Security,
    Step,
    StepName,
    Target,
    Working,
)
from connectors.policy import Policy
from connectors.stages.known_server import known_server, takes_passwords
from connectors.steps import CHECK_SECONDS, Plan
from connectors.wire.connect import dial
from connectors.wire.contexts import Contexts
from knowledge.causes import Cause
from knowledge.load import Knowledge

# What a server is tried with when only its name is known (RFC 8314; submission by 587, which
# more servers offer than 465).
_DEFAULTS = {
    Protocol.IMAP: (993, Security.TLS),
    Protocol.POP3: (995, Security.TLS),
    Protocol.SMTP: (587, Security.STARTTLS),
}
_PORTS = {
    (Protocol.IMAP, Security.TLS): 993,
    (Protocol.IMAP, Security.STARTTLS): 143,
    (Protocol.IMAP, Security.NONE): 143,
    (Protocol.POP3, Security.TLS): 995,
    (Protocol.POP3, Security.STARTTLS): 110,
    (Protocol.POP3, Security.NONE): 110,
    (Protocol.SMTP, Security.TLS): 465,
    (Protocol.SMTP, Security.STARTTLS): 587,
    (Protocol.SMTP, Security.NONE): 587,
}
_TLS_PORTS = frozenset({993, 995, 465})


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What somebody wants checked; empty or None where they did not say.

    ``test_words`` are the subject and the text of a test message. ``alternatives``: look for what
    works instead of what does not.
    """

    address: str = ""
    protocols: tuple[Protocol, ...] = ()
    host: str = ""
    port: int | None = None
    security: Security | None = None
    user: str = ""
    mechanism: str = ""
    seconds: float = CHECK_SECONDS
    login: bool = True
    send_test: bool = False
    send_test_to: str = ""
    ca_file: Path | None = None
    test_words: tuple[str, str] = ("mailmedic", "mailmedic")
    alternatives: bool = True

    @property
    def wanted(self) -> tuple[Protocol, ...]:
        """The protocols to check; all three where none was named."""
        return self.protocols or (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)


def given_targets(request: CheckRequest) -> tuple[Target, ...]:
    """The targets of a request that names its host; the person vouches for it."""
    user = request.user or request.address
    return tuple(
        Target(protocol, request.host, *_mode(protocol, request.port, request.security), user)
        for protocol in request.wanted
    )


def found_targets(request: CheckRequest, discovery: Discovery) -> tuple[Target, ...]:
    """The best server of each wanted protocol; a port or security that was named is used."""
    targets = []
    for protocol in request.wanted:
        best = next((c.target for c in discovery.servers if c.target.protocol is protocol), None)
        if best is None:
            continue
        if request.port is not None or request.security is not None:
            port, security = _mode(protocol, request.port, request.security)
            best = replace(best, port=port, security=security)
        targets.append(replace(best, user=request.user or best.user))
    return tuple(targets)


def other_candidates(discovery: Discovery, targets: Iterable[Target]) -> tuple[Target, ...]:
    """The servers that were found and are not checked: worth a try where those fail."""
    places = {(one.protocol, one.host, one.port, one.security) for one in targets}
    found = (candidate.target for candidate in discovery.servers)
    return tuple(
        one for one in found if (one.protocol, one.host, one.port, one.security) not in places
    )


def _mode(protocol: Protocol, port: int | None, security: Security | None) -> tuple[int, Security]:
    if port is None:
        return _DEFAULTS[protocol] if security is None else (_PORTS[protocol, security], security)
    if security is None:
        security = Security.TLS if port in _TLS_PORTS else Security.STARTTLS
    return port, security


def plan_of(
    request: CheckRequest,
    targets: tuple[Target, ...],
    confirmed: Iterable[str] = (),
    candidates: tuple[Target, ...] = (),
) -> Plan:
    """The plan of a request over these targets; ``candidates`` are to be tried where they fail."""
    return Plan(
        targets=targets,
        address=request.address or (request.user if "@" in request.user else ""),
        seconds=request.seconds,
        login=request.login,
        mechanism=request.mechanism,
        login_in_clear=request.security is Security.NONE,
        confirmed=frozenset(confirmed),
        send_test=request.send_test,
        send_test_to=request.send_test_to,
        test_words=request.test_words,
        ca_file=request.ca_file,
        alternatives=request.alternatives,
        candidates=candidates,
    )


def wish_of(plan: Plan, person: str) -> Wish:
    """What a run of this plan counts as, for whoever asks for it."""
    user = next((target.user for target in plan.targets if target.user), "")
    account = (plan.address or user) if plan.login else ""
    return Wish(person, account, tuple(target.host for target in plan.targets))


def not_found(request: CheckRequest, results: Iterable[CheckResult]) -> tuple[Protocol, ...]:
    """The protocols that were asked for by name and for which there was no server."""
    checked = {result.target.protocol for result in results}
    return tuple(protocol for protocol in request.protocols if protocol not in checked)


def without_server(
    request: CheckRequest, discovery: Discovery, results: Iterable[CheckResult]
) -> tuple[CheckResult, ...]:
    """Why nothing was checked, for each protocol that was asked for and has no server.

    Without protocols by name, those that the address has were asked for; all, where it has none.
    """
    checks = tuple(results)
    wanted = not_found(request, checks) or (() if checks else tuple(Protocol))
    found_none = not discovery.servers
    cause = discovery.cause if found_none else Cause.CHECK_NO_SETTINGS_FOUND
    return tuple(_not_checked(protocol, cause) for protocol in wanted)


def _not_checked(protocol: Protocol, cause: Cause) -> CheckResult:
    target = Target(protocol, "", 0, Security.TLS, source="")
    step = Step(target, StepName.RESOLVE, Outcome.FAILED, 0.0, cause)
    return CheckResult(target, None, False, cause, (), 0.0, 0, (step,), Facts(), ())


def report_of(request: CheckRequest, results: Iterable[CheckResult]) -> Report:
    """The whole report; ``ok`` when everything that was asked for worked.

    Without protocols by name, those that the address has were asked for.
    """
    checks = tuple(results)
    missing = not checks or not_found(request, checks)
    return Report(
        address=request.address,
        ok=not missing and all(result.ok for result in checks),
        checks=checks,
        works=(*map(_own, filter(_is_ok, checks)), *(way for r in checks for way in r.instead)),
    )


def _is_ok(result: CheckResult) -> bool:
    return result.ok


def _own(result: CheckResult) -> Working:
    target, login = result.target, StepName.LOGIN
    logged_in = any(s.name is login and s.outcome is Outcome.OK for s in result.steps)
    return Working(
        target.protocol, target.host, target.port, target.security, target.user, logged_in
    )


@dataclass(frozen=True)
class Checker:
    """Finds servers and checks them, with the tools and rules of one place.

    ``budget`` counts what is dialled; a face that checks for others has one, looks at what is left
    for a ``wish_of`` before it runs, and takes it.
    """

    knowledge: Knowledge
    names: Names
    policy: Policy
    clock: Clock
    contexts: Contexts
    budget: Budget | None = None

    @classmethod
    def in_terminal(cls, knowledge: Knowledge, resolver: str = "") -> Checker:
        """On the person's own machine: everything may be dialled."""
        return cls(
            knowledge, Resolver(resolver or None), Policy.terminal(), SystemClock(), Contexts()
        )

    async def find(self, request: CheckRequest) -> Discovery:
        """The servers of the request's address."""
        seconds = min(request.seconds, DISCOVERY_SECONDS)
        providers = self.knowledge.providers
        return await discover(
            request.address,
            providers=providers,
            resolver=self.names,
            protocols=request.wanted,
            deadline=seconds,
            policy=self.policy,
            context=partial(self.contexts.verifying, request.ca_file),
        )

    def wants_password(self, request: CheckRequest, target: Target) -> bool:
        """Whether a password is of any use at this server; nobody need type it where it is not."""
        known = known_server(self.knowledge.providers, target, request.address)
        return bool(request.mechanism) or takes_passwords(known)

    def run(self, plan: Plan, credentials: Credentials | None) -> AsyncGenerator[Progress, None]:
        """The check itself, stage by stage."""
        return check(
            plan,
            credentials,
            resolver=self.names,
            clock=self.clock,
            policy=self.policy,
            replies=self.knowledge.replies,
            contexts=self.contexts,
            providers=self.knowledge.providers,
            dial=self.budget.dialling(dial) if self.budget else dial,
        )
