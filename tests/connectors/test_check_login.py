"""The logins of a check: who may, in which order, and when they end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from connectors.codes import ConnectionDetail
from connectors.login.gate import BLAMES_CREDENTIALS
from connectors.model import CheckResult, Facts, Outcome, Protocol, Security, Step, StepName
from connectors.steps import Plan, PlanRefused
from knowledge.causes import Cause, Warn
from tests.connectors.checking import ADDRESS, PASSWORD, outcomes, results, target
from tests.connectors.fake_talk import Behaviour, fakes
from tests.servers.certificates import HOST, Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

SMTP, POP3, IMAP = Protocol.SMTP, Protocol.POP3, Protocol.IMAP
QUIET = Script().starttls().hear()
QUIET_IN_CLEAR = Script().hear()

Change = Callable[[Plan], Plan]


def unchanged(plan: Plan) -> Plan:
    """The plan as it is."""
    return plan


@dataclass
class Lab:
    """Runs checks against a server that takes every connection and says nothing."""

    certificates: Certificates

    async def check(
        self,
        behaviours: Mapping[Protocol, Behaviour],
        *,
        security: Security = Security.TLS,
        change: Change = unchanged,
        user: str = ADDRESS,
        trusted: bool = True,
        password: str | None = PASSWORD,
        clock: MovedClock | None = None,
    ) -> dict[Protocol, CheckResult]:
        """The results of one check of all the protocols whose behaviour is given."""
        script = QUIET_IN_CLEAR if security is Security.NONE else QUIET
        scripts = [script] * len(behaviours)
        async with scripted_server(*scripts, context=self.certificates.good) as server:
            targets = tuple(
                target(protocol, server.port, security, user=user, trusted=trusted)
                for protocol in behaviours
            )
            plan = change(Plan(targets, ADDRESS, ca_file=self.certificates.ca_file))
            found = await results(plan, clock, password=password, talks=fakes(behaviours))
        return {one.target.protocol: one for one in found}


@pytest.fixture
def lab(certificates: Certificates) -> Lab:
    """The quiet server."""
    return Lab(certificates)


def login_of(found: CheckResult) -> Step:
    """The step of the login."""
    (step,) = (step for step in found.steps if step.name is StepName.LOGIN)
    return step


def logged(behaviour: Behaviour, event: str) -> list[str]:
    """What happened that has this in it."""
    return [line for line in behaviour.log if event in line]


async def test_all_protocols_log_in(lab: Lab) -> None:
    """Everything works: every stage of every protocol is reported once, in order."""
    found = await lab.check({SMTP: Behaviour(), POP3: Behaviour(), IMAP: Behaviour()})
    assert all(one.ok and one.cause is Cause.OK for one in found.values())
    begin = ["resolve", "connect", "tls", "greeting", "capability", "login"]
    assert list(outcomes(found[SMTP])) == [*begin, "sender", "recipient", "logout"]
    assert list(outcomes(found[IMAP])) == [*begin, "mailbox", "fetch", "logout"]
    assert {"ok"} == {outcome for one in found.values() for outcome in outcomes(one).values()}


async def test_before_the_login_nobody_waits_for_anybody(lab: Lab) -> None:
    """Each goes on only when all have greeted: in turn they would wait for ever."""
    barrier = asyncio.Barrier(3)

    async def together() -> None:
        await barrier.wait()

    behaviours = {protocol: Behaviour(before_login=together) for protocol in (SMTP, POP3, IMAP)}
    found = await lab.check(behaviours)
    assert all(one.ok for one in found.values())


async def test_logins_come_one_after_another(lab: Lab) -> None:
    """Nobody begins a login before the one before has ended."""

    async def some_turns() -> None:
        for _ in range(50):
            await asyncio.sleep(0)

    first = Behaviour(in_login=some_turns)
    await lab.check({SMTP: first, POP3: Behaviour(in_login=some_turns), IMAP: Behaviour()})
    events = [line.partition(": ")[2] for line in logged(first, "login")]
    assert events == [f"login PLAIN as {ADDRESS}", "login ended"] * 3


async def test_after_the_login_nobody_waits_for_anybody(lab: Lab) -> None:
    """One that looks at its mailbox for long does not keep the next from logging in."""
    found = await lab.check({IMAP: Behaviour(look=Cause.MAILBOX_IN_USE), POP3: Behaviour()})
    assert (found[IMAP].cause, found[POP3].cause) == (Cause.MAILBOX_IN_USE, Cause.OK)


@pytest.mark.parametrize("cause", sorted(BLAMES_CREDENTIALS))
async def test_a_refusal_that_blames_the_credentials_ends_the_logins(
    lab: Lab, cause: Cause
) -> None:
    """The same password is tried nowhere else: three at once lock accounts."""
    behaviours = {protocol: Behaviour(logins=iter([cause])) for protocol in (SMTP, POP3, IMAP)}
    found = await lab.check(behaviours)
    logins = [login_of(one) for one in found.values()]
    assert sorted(step.outcome for step in logins) == ["failed", "skipped", "skipped"]
    assert {step.cause for step in logins} == {cause}
    assert len(logged(behaviours[SMTP], "as taro")) == 1
    skipped = next(one for one in found.values() if login_of(one).outcome is Outcome.SKIPPED)
    assert login_of(skipped).detail is not None
    assert not skipped.ok
    assert outcomes(skipped)["logout"] == "ok"


async def test_two_refusals_are_enough(lab: Lab) -> None:
    """Causes that do not blame the credentials are tried elsewhere, but not a third time."""
    behaviours = {
        protocol: Behaviour(logins=iter([Cause.AUTH_TEMPORARY_FAILURE]))
        for protocol in (SMTP, POP3, IMAP)
    }
    found = await lab.check(behaviours)
    logins = [login_of(one).outcome for one in found.values()]
    assert sorted(logins) == ["failed", "failed", "skipped"]


async def test_one_protocol_switched_off(lab: Lab) -> None:
    """The others still log in."""
    found = await lab.check(
        {
            POP3: Behaviour(logins=iter([Cause.AUTH_PROTOCOL_DISABLED])),
            IMAP: Behaviour(),
            SMTP: Behaviour(),
        }
    )
    assert [one.cause for one in found.values()] == [
        Cause.AUTH_PROTOCOL_DISABLED,
        Cause.OK,
        Cause.OK,
    ]


async def test_a_broken_line_counts_as_a_refusal(lab: Lab) -> None:
    """The server may have judged the credentials and hung up: after two, nobody logs in."""
    behaviours = {protocol: Behaviour() for protocol in (SMTP, POP3, IMAP)}
    for protocol in (SMTP, POP3, IMAP):
        behaviours[protocol].logins = iter([Cause.NET_RESET])
    found = await lab.check(behaviours)
    assert {one.cause for one in found.values()} == {Cause.NET_RESET}
    outcomes = [
        step.outcome for one in found.values() for step in one.steps if step.name == StepName.LOGIN
    ]
    assert sorted(outcomes) == [Outcome.FAILED, Outcome.FAILED, Outcome.SKIPPED]


async def test_another_mechanism_where_the_first_was_refused_itself(lab: Lab) -> None:
    """That is no wrong password."""
    behaviour = Behaviour(
        mechanisms=("SCRAM-SHA-256", "PLAIN"),
        logins=iter([Cause.AUTH_NO_COMMON_MECHANISM, Cause.OK]),
    )
    found = await lab.check({IMAP: behaviour})
    assert found[IMAP].ok
    assert logged(behaviour, "as taro") == [
        f"imap: login SCRAM-SHA-256 as {ADDRESS}",
        f"imap: login PLAIN as {ADDRESS}",
    ]


@pytest.mark.parametrize(
    ("logins", "cause", "attempts"),
    [
        ([Cause.AUTH_NO_COMMON_MECHANISM] * 3, Cause.AUTH_NO_COMMON_MECHANISM, 2),
        ([Cause.AUTH_WRONG_CREDENTIALS] * 3, Cause.AUTH_WRONG_CREDENTIALS, 1),
        ([Cause.AUTH_TEMPORARY_FAILURE] * 3, Cause.AUTH_TEMPORARY_FAILURE, 1),
        (
            [Cause.AUTH_NO_COMMON_MECHANISM, Cause.AUTH_WRONG_CREDENTIALS],
            Cause.AUTH_WRONG_CREDENTIALS,
            2,
        ),
        ([Cause.AUTH_NO_COMMON_MECHANISM, Cause.NET_RESET], Cause.AUTH_NO_COMMON_MECHANISM, 2),
    ],
)
async def test_at_most_two_attempts(
    lab: Lab, logins: list[Cause], cause: Cause, attempts: int
) -> None:
    """The second only after a mechanism was refused, and what it says then counts."""
    behaviour = Behaviour(mechanisms=("A", "B", "C"), logins=iter(logins))
    found = await lab.check({IMAP: behaviour})
    assert found[IMAP].cause is cause
    assert len(logged(behaviour, "as taro")) == attempts


async def test_a_mechanism_that_was_asked_for(lab: Lab) -> None:
    """Only that one is tried."""
    behaviour = Behaviour(mechanisms=("A", "B"))
    await lab.check({IMAP: behaviour}, change=lambda plan: replace(plan, mechanism="B"))
    assert logged(behaviour, "as taro") == [f"imap: login B as {ADDRESS}"]


NOT_ASKED: list[tuple[Change, str, str | None, ConnectionDetail]] = [
    (
        lambda plan: replace(plan, login=False),
        ADDRESS,
        "secret",
        ConnectionDetail.LOGIN_NOT_ASKED,
    ),
    (unchanged, "", "secret", ConnectionDetail.LOGIN_NO_CREDENTIALS),
    (unchanged, ADDRESS, None, ConnectionDetail.LOGIN_NO_CREDENTIALS),
]


@pytest.mark.parametrize(("change", "user", "password", "code"), NOT_ASKED)
async def test_no_login_that_nobody_asked_for(
    lab: Lab, change: Change, user: str, password: str | None, code: ConnectionDetail
) -> None:
    """It is skipped with all that needs it, and everything that was asked for has worked."""
    behaviours = {SMTP: Behaviour(), IMAP: Behaviour()}
    found = await lab.check(behaviours, change=change, user=user, password=password)
    for one in found.values():
        assert one.ok
        step = login_of(one)
        assert (step.outcome, step.cause) == (Outcome.SKIPPED, Cause.OK)
        assert step.detail is not None
        assert step.detail.code == code
    assert list(outcomes(found[IMAP]).items())[-4:] == [
        ("login", "skipped"),
        ("mailbox", "skipped"),
        ("fetch", "skipped"),
        ("logout", "ok"),
    ]
    assert not logged(behaviours[SMTP], "login")


async def test_a_host_that_nobody_vouches_for(lab: Lab) -> None:
    """No password is given to a server that only a stranger's word leads to."""
    behaviour = Behaviour()
    found = await lab.check({IMAP: behaviour}, trusted=False)
    step = login_of(found[IMAP])
    assert (found[IMAP].cause, step.outcome) == (Cause.CHECK_NOT_ALLOWED, Outcome.SKIPPED)
    assert step.detail is not None
    assert (step.detail.code, step.detail.values) == ("login.untrusted_host", {"host": HOST})
    assert not logged(behaviour, "login")


async def test_a_host_that_the_person_has_confirmed(lab: Lab) -> None:
    """Then it is theirs to say."""
    found = await lab.check(
        {IMAP: Behaviour()},
        trusted=False,
        change=lambda plan: replace(plan, confirmed=frozenset({HOST})),
    )
    assert found[IMAP].ok


async def test_no_login_in_clear(lab: Lab) -> None:
    """Without encryption no secret is sent, unless that very thing was asked for."""
    behaviour = Behaviour()
    found = await lab.check({IMAP: behaviour}, security=Security.NONE)
    step = login_of(found[IMAP])
    assert (found[IMAP].cause, step.outcome) == (Cause.CHECK_NOT_ALLOWED, Outcome.SKIPPED)
    assert step.detail is not None
    assert step.detail.code == ConnectionDetail.LOGIN_NOT_ENCRYPTED
    assert not logged(behaviour, "login")


async def test_a_login_in_clear_that_was_asked_for(lab: Lab) -> None:
    """It is done, and warned of."""
    found = await lab.check(
        {IMAP: Behaviour(facts=Facts(mechanisms=("PLAIN",)))},
        security=Security.NONE,
        change=lambda plan: replace(plan, login_in_clear=True),
    )
    assert found[IMAP].ok
    assert found[IMAP].warnings == (Warn.NO_ENCRYPTION, Warn.PLAINTEXT_LOGIN_OFFERED)


async def test_submission_without_an_address(lab: Lab) -> None:
    """It stops after the login: there is nobody to send as."""
    found = await lab.check(
        {SMTP: Behaviour()}, user="taro", change=lambda plan: replace(plan, address="")
    )
    assert found[SMTP].ok
    assert outcomes(found[SMTP]) == {
        "resolve": "ok",
        "connect": "ok",
        "tls": "ok",
        "greeting": "ok",
        "capability": "ok",
        "login": "ok",
        "sender": "skipped",
        "recipient": "skipped",
        "logout": "ok",
    }


async def test_submission_as_the_user(lab: Lab) -> None:
    """The user name will do where it is an address."""
    found = await lab.check({SMTP: Behaviour()}, change=lambda plan: replace(plan, address=""))
    assert outcomes(found[SMTP])["sender"] == "ok"


async def test_a_login_that_hangs_does_not_hold_up_the_others_for_ever(lab: Lab) -> None:
    """When the time is over, the others are told that theirs did not come."""
    clock = MovedClock()

    async def hang() -> None:
        for _ in range(100):
            await asyncio.sleep(0)
        clock.move(31.0)

    behaviours = {IMAP: Behaviour(in_login=hang), POP3: Behaviour(in_login=hang)}
    found = await lab.check(behaviours, clock=clock)
    steps = {login_of(one).outcome: login_of(one) for one in found.values()}
    skipped = steps[Outcome.SKIPPED]
    assert skipped.cause is Cause.CHECK_CANCELLED
    assert skipped.detail is not None
    assert skipped.detail.code == ConnectionDetail.LOGIN_NO_TIME


async def test_what_failed_decides_what_is_skipped(lab: Lab) -> None:
    """The rest is skipped for the same cause."""
    found = await lab.check({IMAP: Behaviour(look=Cause.MAILBOX_NOT_FOUND)})
    assert list(outcomes(found[IMAP]).items())[-3:] == [
        ("mailbox", "failed mailbox.not_found"),
        ("fetch", "skipped mailbox.not_found"),
        ("logout", "skipped mailbox.not_found"),
    ]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("port", {"targets": (target(IMAP, 0),)}),
        ("port", {"targets": (target(IMAP, 70_000),)}),
        ("host", {"targets": (target(IMAP, 993, host=""),)}),
        ("host", {"targets": (target(IMAP, 993, host="mail example"),)}),
        ("host", {"targets": (target(IMAP, 993, host="mail\0.example"),)}),
        ("user", {"targets": (target(IMAP, 993, user="taro\r\nDELE 1"),)}),
        ("host", {"candidates": (target(IMAP, 993, host="mail example"),)}),
        ("address", {"address": "taro@example.com>\r\nDATA"}),
        ("address", {"address": "<taro@example.com>"}),
        ("address", {"send_test_to": "a b@example.com"}),
        ("mechanism", {"mechanism": "PLAIN x"}),
    ],
)
def test_a_plan_that_cannot_be_meant(part: str, change: dict[str, object]) -> None:
    """Nothing that could be a command of its own gets as far as a line."""
    with pytest.raises(PlanRefused) as refused:
        replace(Plan((target(IMAP, 993),)), **change)  # type: ignore[arg-type]
    assert refused.value.part == part
