"""Whole checks of real servers: what is asked, what comes of it, and why it failed."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol as Interface

from connectors.check import check
from connectors.clock import SystemClock
from connectors.dialogue.talks import TALKS
from connectors.model import CheckResult, Credentials, Protocol, Security, Target
from connectors.policy import Policy
from connectors.steps import Plan
from tests.connectors.checking import CONTEXTS, LOOPBACK, REPLIES
from tests.servers.certificates import HOST
from tests.servers.mailboxes import PASSWORD, TARO


class Servers(Interface):
    """Real servers, each by its name; all with one authority's certificate."""

    @property
    def ca_file(self) -> Path:
        """That authority's certificate."""
        ...


@dataclass(frozen=True)
class Asked:
    """What is asked of a check."""

    user: str = TARO
    secret: str = PASSWORD
    token: bool = False
    mechanism: str = ""
    address: str | None = None
    """None: the user."""
    send_test: bool = False
    login: bool = True


async def results(
    servers: Servers, wanted: Iterable[tuple[str, Protocol, Security]], asked: Asked
) -> list[CheckResult]:
    """What a check of these servers comes to, in their order."""
    targets = tuple(
        Target(
            protocol, HOST, getattr(servers, name).port(protocol, security), security, asked.user
        )
        for name, protocol, security in wanted
    )
    plan = Plan(
        targets,
        asked.user if asked.address is None else asked.address,
        mechanism=asked.mechanism,
        login=asked.login,
        login_in_clear=any(target.security is Security.NONE for target in targets),
        send_test=asked.send_test,
        ca_file=servers.ca_file,
    )
    progress = check(
        plan,
        Credentials(asked.secret, is_token=asked.token),
        resolver=LOOPBACK,
        clock=SystemClock(),
        policy=Policy.terminal(),
        replies=REPLIES,
        contexts=CONTEXTS,
        talks=TALKS,
    )
    ended = {done.target: done async for done in progress if isinstance(done, CheckResult)}
    for done in ended.values():
        check_for_secrets(done, asked)
    return [ended[target] for target in targets]


async def result(
    servers: Servers,
    name: str,
    protocol: Protocol,
    security: Security = Security.TLS,
    asked: Asked | None = None,
) -> CheckResult:
    """What a check of one server comes to."""
    (only,) = await results(servers, [(name, protocol, security)], asked or Asked())
    return only


def check_for_secrets(done: CheckResult, asked: Asked) -> None:
    """The secret is in no part of a result, in no form in which it was sent."""
    told = repr(done)
    forms = [asked.secret.encode(), f"\0{asked.user}\0{asked.secret}".encode()]
    assert asked.secret not in told
    for form in forms:
        assert base64.b64encode(form).decode() not in told


def failure(done: CheckResult) -> str:
    """All that tells why a check failed, for the test's report."""
    said = "\n".join(f"{line.direction}: {line.text}  [{line.note}]" for line in done.transcript)
    steps = ", ".join(f"{step.name} {step.outcome} {step.cause}" for step in done.steps)
    return f"{done.cause}\n{steps}\n{said}"
