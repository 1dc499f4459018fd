"""What a check finds instead of settings that do not work."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from ipaddress import ip_address

import pytest

from connectors.check import UNKNOWN
from connectors.codes import ConnectionDetail
from connectors.instead.search import TOLD_LIMIT
from connectors.model import CheckResult, Outcome, Protocol, Security, Step, StepName, Working
from connectors.policy import Policy
from connectors.steps import IPAddress, Plan
from connectors.wire.channel import Channel
from connectors.wire.connect import dial
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers, Server, UserForm
from tests.connectors.checking import ADDRESS, LOOPBACK, PASSWORD, Names, outcomes, results, target
from tests.connectors.fake_talk import Behaviour, fakes
from tests.servers.certificates import HOST, OTHER_HOST, Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script, dialogue
from tests.servers.scripted import scripted_server

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS = Security.TLS, Security.STARTTLS

SEEN = Script().starttls()
IMAP_ANSWERS = SEEN + Script().send(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
LOCAL = ADDRESS.partition("@")[0]


@dataclass
class Network:
    """Dials what listens behind each host's address and port; everything else is refused.

    ``silent`` ports drop what is sent to them.
    """

    servers: Mapping[tuple[str, int], int]
    clock: MovedClock
    silent: tuple[int, ...] = ()

    async def dial(self, address: IPAddress, port: int) -> Channel:
        if port in self.silent:
            asyncio.get_running_loop().call_later(0, self.clock.move, 11.0)
            await asyncio.Event().wait()
        if (str(address), port) not in self.servers:
            raise OSError(errno.ECONNREFUSED, "told to")
        return await dial(ip_address("127.0.0.1"), self.servers[str(address), port])


async def checked(
    certificates: Certificates,
    plan: Plan,
    scripts: Mapping[tuple[str, int], tuple[Script, ...]],
    *,
    names: Names = LOOPBACK,
    silent: tuple[int, ...] = (),
    context: str = "good",
    providers: Providers = UNKNOWN,
    policy: Policy | None = None,
) -> CheckResult:
    """The only result of a plan, with servers of these scripts behind addresses and ports."""
    clock = MovedClock()
    async with AsyncExitStack() as stack:
        ports = {}
        for place, parts in scripts.items():
            served = scripted_server(*parts, context=getattr(certificates, context), clock=clock)
            ports[place] = (await stack.enter_async_context(served)).port
        (found,) = await results(
            replace(plan, ca_file=certificates.ca_file, alternatives=True),
            clock,
            names=names,
            dial=Network(ports, clock, silent).dial,
            providers=providers,
            policy=policy,
        )
    return found


def login_of(found: CheckResult) -> Step:
    """The step of the login."""
    (step,) = (step for step in found.steps if step.name is StepName.LOGIN)
    return step


async def test_another_port_answers(certificates: Certificates) -> None:
    """Without the password, and told with what must be changed."""
    plan = Plan((target(IMAP, 143, STARTTLS),), ADDRESS)
    found = await checked(certificates, plan, {("127.0.0.1", 993): (IMAP_ANSWERS,)})
    assert found.cause is Cause.NET_REFUSED
    assert found.instead == (Working(IMAP, HOST, 993, TLS, ADDRESS, logged_in=False),)


async def test_a_filtered_port(certificates: Certificates) -> None:
    """What takes no part in the verdict takes no part in its time."""
    plan = Plan((target(SMTP, 587, STARTTLS),), ADDRESS)
    answers = SEEN + dialogue("S: 220 ready\nC: /EHLO .*/\nS: 250 AUTH PLAIN")
    scripts = {("127.0.0.1", 465): (answers,)}
    found = await checked(certificates, plan, scripts, silent=(587,))
    assert (found.cause, found.ms) == (Cause.NET_TIMEOUT, 11_000.0)
    assert [one.port for one in found.instead] == [465]


async def test_the_other_way_of_encrypting_on_the_same_port(certificates: Certificates) -> None:
    """The one mistake that everybody makes."""
    plan = Plan((target(IMAP, 993, STARTTLS),), ADDRESS)
    scripts = {("127.0.0.1", 993): (Script().silence(4), SEEN, IMAP_ANSWERS)}
    found = await checked(certificates, plan, scripts)
    assert found.cause is Cause.PROTO_TLS_EXPECTED
    assert found.instead == (Working(IMAP, HOST, 993, TLS, ADDRESS, logged_in=False),)


async def test_a_host_name_that_does_not_exist(certificates: Certificates) -> None:
    """The usual names below the address's own domain are tried."""
    assert HOST == "mail.example"
    names = Names({HOST: ("127.0.0.2",)})
    plan = Plan((target(IMAP, 993, host="imaap.example"),), "taro@example")
    scripts = {("127.0.0.2", 993): (IMAP_ANSWERS,)}
    found = await checked(certificates, plan, scripts, names=names)
    assert found.cause is Cause.DNS_NO_SUCH_HOST
    assert found.instead == (Working(IMAP, HOST, 993, TLS, ADDRESS, logged_in=False),)


async def test_what_answers_is_verified(certificates: Certificates) -> None:
    """A server that cannot prove its name is no advice to give."""
    plan = Plan((target(IMAP, 143, STARTTLS),), ADDRESS)
    scripts = {("127.0.0.1", 993): (Script().starttls(refused=True),)}
    found = await checked(certificates, plan, scripts, context="expired")
    assert (found.cause, found.instead) == (Cause.NET_REFUSED, ())


@pytest.mark.parametrize("inside", [True, False])
async def test_a_name_of_the_certificate(certificates: Certificates, inside: bool) -> None:
    """Only where it is the name of the very machine: a stranger's may name any server."""
    other = "127.0.0.1" if inside else "127.0.0.9"
    names = Names({HOST: ("127.0.0.1",), OTHER_HOST: (other,)})
    plan = Plan((target(IMAP, 993),), "")
    refused = Script().starttls(refused=True)
    scripts = (refused, SEEN, IMAP_ANSWERS) if inside else (refused, SEEN)
    found = await checked(
        certificates, plan, {("127.0.0.1", 993): scripts}, names=names, context="other_name"
    )
    assert found.cause is Cause.TLS_HOSTNAME_MISMATCH
    assert [one.host for one in found.instead] == ([OTHER_HOST] if inside else [])


async def test_nothing_is_tried_that_cannot_be_the_cause(certificates: Certificates) -> None:
    """A second connection to an expired certificate is the one that reads it."""
    plan = Plan((target(IMAP, 993),), ADDRESS)
    scripts = {("127.0.0.1", 993): (Script().starttls(refused=True), SEEN)}
    found = await checked(certificates, plan, scripts, context="expired")
    assert (found.cause, found.instead) == (Cause.TLS_CERTIFICATE_EXPIRED, ())


async def test_nothing_is_tried_that_may_not_be_dialled(certificates: Certificates) -> None:
    """What the facts or a domain name is judged as everything is."""
    names = Names({HOST: ("1.1.1.1",), "imap.example.com": ("10.0.0.1",)})
    dialled: list[str] = []

    async def refuse(address: IPAddress, port: int) -> Channel:
        dialled.append(str(address))
        raise OSError(errno.ECONNREFUSED, "told to")

    plan = Plan((target(IMAP, 993),), ADDRESS, alternatives=True)
    (found,) = await results(plan, names=names, policy=Policy.public(), dial=refuse)
    assert found.cause is Cause.NET_REFUSED
    assert set(dialled) == {"1.1.1.1"}


async def test_only_the_best_are_told(certificates: Certificates) -> None:
    """In the order in which they were named."""
    ports = (10003, 10001, 10002, 10004, 10005)
    candidates = tuple(target(IMAP, port) for port in ports)
    plan = Plan((target(IMAP, 993),), ADDRESS, candidates=candidates)
    scripts = {("127.0.0.1", port): (IMAP_ANSWERS,) for port in ports}
    found = await checked(certificates, plan, scripts)
    assert [one.port for one in found.instead] == list(ports[:TOLD_LIMIT])


async def test_trials_end_with_the_check() -> None:
    """However silent the others are, no check goes on beyond its time."""
    clock = MovedClock()

    async def hang(address: IPAddress, port: int) -> Channel:
        if port == 993:
            raise OSError(errno.ECONNREFUSED, "told to")
        while True:
            await asyncio.sleep(0)
            clock.move(0.1)

    plan = Plan((target(IMAP, 993),), ADDRESS, seconds=2.0, alternatives=True)
    (found,) = await results(plan, clock, dial=hang)
    assert (found.cause, found.instead) == (Cause.NET_REFUSED, ())
    assert clock.seconds() < 2.5


IN = b"OK [CAPABILITY IMAP4rev1] welcome"
NO = b"NO [AUTHENTICATIONFAILED] wrong"


def imap_logins(*answers: tuple[str, bytes]) -> Script:
    """IMAP to which users log in, one after another, each with its answer."""
    script = SEEN + Script().send(b"* OK [CAPABILITY IMAP4rev1] ready")
    for user, answer in answers:
        script = script.answer(_answer_to(user, answer))
    return script


def _answer_to(user: str, answer: bytes) -> Callable[[bytes], bytes]:
    def answered(line: bytes) -> bytes:
        tag, command, name, _ = line.split(b" ", 3)
        assert (command, name) == (b"LOGIN", b'"%s"' % user.encode()), line
        return tag + b" " + answer + b"\r\n"

    return answered


LOGOUT = Script().answer(lambda line: b"* BYE\r\n" + line.split(b" ")[0] + b" OK bye\r\n")


async def imap(certificates: Certificates, *scripts: Script, user: str = ADDRESS) -> CheckResult:
    """A check of IMAP on 993 by these scripts."""
    plan = Plan((target(IMAP, 993, user=user),), ADDRESS)
    return await checked(certificates, plan, {("127.0.0.1", 993): scripts})


@pytest.mark.parametrize(("user", "other"), [(ADDRESS, LOCAL), (LOCAL, ADDRESS)])
async def test_the_other_form_of_the_user_name(
    certificates: Certificates, user: str, other: str
) -> None:
    """The login as it was asked for has failed; how it goes well is told."""
    first, second = imap_logins((user, NO)) + LOGOUT, imap_logins((other, IN)) + LOGOUT
    found = await imap(certificates, first, second, user=user)
    assert found.cause is Cause.AUTH_WRONG_CREDENTIALS
    assert found.instead == (Working(IMAP, HOST, 993, TLS, other),)
    step = login_of(found)
    assert step.detail is not None
    assert (step.detail.code, step.detail.values) == (
        ConnectionDetail.LOGIN_OTHER_USER,
        {"user": other},
    )
    assert step.reply is not None
    assert PASSWORD not in repr(found)


async def test_both_forms_are_refused(certificates: Certificates) -> None:
    """Two refusals are the most of a run, and the first is told."""
    first, second = imap_logins((ADDRESS, NO)) + LOGOUT, imap_logins((LOCAL, NO))
    found = await imap(certificates, first, second)
    assert (found.cause, found.instead) == (Cause.AUTH_WRONG_CREDENTIALS, ())
    assert login_of(found).detail is None


async def test_a_server_that_hangs_up_after_a_refusal(certificates: Certificates) -> None:
    """The other form is tried on a line of its own, so that does not matter."""
    first = imap_logins((ADDRESS, NO)).close()
    second = imap_logins((LOCAL, IN)) + LOGOUT
    found = await imap(certificates, first, second)
    assert [one.user for one in found.instead] == [LOCAL]


@pytest.mark.parametrize(
    "answer",
    [
        b"NO [ALERT] Application-specific password required: https://example.com",
        b"NO [CONTACTADMIN] Account disabled",
        b"NO [UNAVAILABLE] Temporary authentication failure",
        b"NO Too many login attempts, please try again later",
        b"NO [PRIVACYREQUIRED] no",
    ],
)
async def test_a_refusal_that_no_user_name_mends(certificates: Certificates, answer: bytes) -> None:
    """Nothing more is tried, and above all not after a block."""
    found = await imap(certificates, imap_logins((ADDRESS, answer)))
    assert found.instead == ()


def facts(form: UserForm, auth: tuple[str, ...] = ("password",)) -> Providers:
    """Facts about the host."""
    server = Server(IMAP, HOST, 993, TLS, form, auth)
    day = date(2026, 11, 26)
    return Providers((Provider("example", {}, (), (), (server,), "open", (), (), (), day),))


@pytest.mark.parametrize(
    ("form", "tried"),
    [(UserForm.ADDRESS, False), (UserForm.LOCAL_PART, True), (UserForm.OTHER, False)],
)
async def test_the_facts_know_the_form(
    certificates: Certificates, form: UserForm, tried: bool
) -> None:
    """Where the form was right, it was the password."""
    first, other = imap_logins((ADDRESS, NO)), imap_logins((LOCAL, NO))
    plan = Plan((target(IMAP, 993),), ADDRESS)
    scripts = {("127.0.0.1", 993): (first + LOGOUT, other) if tried else (first,)}
    found = await checked(certificates, plan, scripts, providers=facts(form))
    assert found.cause is Cause.AUTH_WRONG_CREDENTIALS


async def test_modern_sign_in_only(certificates: Certificates) -> None:
    """No password is sent where the facts say that none is taken."""
    plan = Plan((target(IMAP, 993),), ADDRESS)
    scripts = {("127.0.0.1", 993): (IMAP_ANSWERS,)}
    known = facts(UserForm.ADDRESS, ("oauth2",))
    found = await checked(certificates, plan, scripts, providers=known)
    step = login_of(found)
    assert (found.cause, step.outcome) == (Cause.AUTH_OAUTH_REQUIRED, Outcome.FAILED)
    assert step.detail is not None
    assert step.detail.code == ConnectionDetail.LOGIN_OAUTH_ONLY


async def test_whoever_names_a_mechanism_insists(certificates: Certificates) -> None:
    """Facts grow old."""
    script = imap_logins((ADDRESS, NO))
    plan = Plan((target(IMAP, 993),), ADDRESS, mechanism="LOGIN")
    scripts = {("127.0.0.1", 993): (script,)}
    known = facts(UserForm.ADDRESS, ("oauth2",))
    found = await checked(certificates, plan, scripts, providers=known)
    assert found.cause is Cause.AUTH_WRONG_CREDENTIALS


async def test_nothing_is_looked_for_that_nobody_wants(certificates: Certificates) -> None:
    """``--no-alternatives``: one login, one server."""
    script = imap_logins((ADDRESS, NO))
    async with scripted_server(script, context=certificates.good) as server:
        plan = Plan((target(IMAP, server.port),), ADDRESS, ca_file=certificates.ca_file)
        (found,) = await results(plan)
    assert (found.cause, found.instead) == (Cause.AUTH_WRONG_CREDENTIALS, ())


async def test_the_form_that_works_is_used_by_the_others(certificates: Certificates) -> None:
    """Their own is not tried any more, and what works for them is told."""
    quiet = Script().starttls().hear()
    wrong = Cause.AUTH_WRONG_CREDENTIALS
    behaviours = {
        IMAP: Behaviour(logins=iter([wrong, Cause.OK])),
        POP3: Behaviour(logins=iter([Cause.OK])),
        SMTP: Behaviour(logins=iter([wrong])),
    }
    async with scripted_server(*[quiet] * 4, context=certificates.good) as server:
        plan = Plan(
            tuple(target(protocol, server.port) for protocol in behaviours),
            ADDRESS,
            ca_file=certificates.ca_file,
            alternatives=True,
        )
        found = await results(plan, talks=fakes(behaviours))
    log = [line for line in behaviours[IMAP].log if "as taro" in line]
    assert log == [
        f"imap: login PLAIN as {ADDRESS}",
        f"imap: login PLAIN as {LOCAL}",
        f"pop3: login PLAIN as {LOCAL}",
        f"smtp: login PLAIN as {LOCAL}",
    ]
    assert [one.cause for one in found] == [wrong] * 3
    assert [[way.user for way in one.instead] for one in found] == [[LOCAL], [LOCAL], []]
    assert outcomes(found[1])["login"] == f"skipped {wrong}"
