"""Runs a check against servers on loopback, for tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from ipaddress import ip_address
from pathlib import Path

from connectors.check import UNKNOWN, check
from connectors.dialogue.talks import TALKS
from connectors.model import CheckResult, Credentials, Progress, Protocol, Security, Step, Target
from connectors.policy import Policy
from connectors.stages.run import MakeTalk
from connectors.steps import IPAddress, LookupFailed, Plan, Resolver
from connectors.wire.connect import Dial, dial
from connectors.wire.contexts import Contexts
from knowledge.causes import Cause
from knowledge.providers import Providers
from knowledge.replies import Replies, ours
from tests.servers.certificates import HOST
from tests.servers.moved_clock import MovedClock

ADDRESS = "taro@example.com"
PASSWORD = "correct-horse-9f3"
CONTEXTS = Contexts()
REPLIES: Replies = ours()


class Names:
    """A resolver that knows what it is told; everything else does not exist."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._names = names

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        if host not in self._names:
            raise LookupFailed(Cause.DNS_NO_SUCH_HOST)
        return tuple(map(ip_address, self._names[host]))


LOOPBACK = Names({HOST: ("127.0.0.1",)})


def target(
    protocol: Protocol,
    port: int,
    security: Security = Security.TLS,
    *,
    user: str = ADDRESS,
    trusted: bool = True,
    host: str = HOST,
) -> Target:
    """A target on loopback."""
    return Target(protocol, host, port, security, user, trusted=trusted)


def begin(
    plan: Plan,
    clock: MovedClock,
    *,
    password: str | None = PASSWORD,
    credentials: Credentials | None = None,
    names: Resolver = LOOPBACK,
    policy: Policy | None = None,
    providers: Providers = UNKNOWN,
    talks: Mapping[Protocol, MakeTalk] = TALKS,
    dial: Dial = dial,
) -> AsyncGenerator[Progress, None]:
    """Start a check."""
    return check(
        plan,
        credentials or (None if password is None else Credentials(password)),
        resolver=names,
        clock=clock,
        policy=policy or Policy.terminal(),
        replies=REPLIES,
        contexts=CONTEXTS,
        providers=providers,
        talks=talks,
        dial=dial,
    )


async def results(
    plan: Plan,
    clock: MovedClock | None = None,
    *,
    password: str | None = PASSWORD,
    names: Resolver = LOOPBACK,
    policy: Policy | None = None,
    providers: Providers = UNKNOWN,
    talks: Mapping[Protocol, MakeTalk] = TALKS,
    dial: Dial = dial,
) -> tuple[CheckResult, ...]:
    """The results of a whole check, in the order of the plan's targets."""
    progress = begin(
        plan,
        clock or MovedClock(),
        password=password,
        names=names,
        policy=policy,
        providers=providers,
        talks=talks,
        dial=dial,
    )
    ended = {done.target: done async for done in progress if isinstance(done, CheckResult)}
    return tuple(ended[one] for one in plan.targets)


async def result(
    one: Target,
    clock: MovedClock | None = None,
    *,
    ca_file: Path | None = None,
    login: bool = True,
    policy: Policy | None = None,
    names: Resolver = LOOPBACK,
) -> CheckResult:
    """The result of a check of one target."""
    plan = Plan((one,), ADDRESS, ca_file=ca_file, login=login)
    (only,) = await results(plan, clock, policy=policy, names=names)
    return only


def outcomes(found: CheckResult) -> dict[str, str]:
    """How each step ended: ``{"resolve": "ok", "connect": "net.refused"}``."""
    return {step.name.value: _outcome(step) for step in found.steps}


def _outcome(step: Step) -> str:
    return f"{step.outcome} {step.cause}" if step.cause is not Cause.OK else step.outcome.value
