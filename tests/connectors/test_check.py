"""A whole check: what comes before a greeting, what ends it early, and what is left behind."""

from __future__ import annotations

import asyncio
import errno
import gc
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn

import pytest

from connectors.codes import ConnectionDetail
from connectors.model import (
    CheckResult,
    Outcome,
    Progress,
    Protocol,
    Security,
    Step,
    StepName,
    StepStarted,
)
from connectors.policy import Policy
from connectors.steps import IPAddress, LookupFailed, Plan
from connectors.wire.channel import Channel
from connectors.wire.connect import dial
from connectors.wire.contexts import CaFileUnusable
from connectors.wire.lines import LINE_LIMIT
from connectors.wire.transcript import LINES_LIMIT
from knowledge.causes import Cause, Warn
from tests.connectors.checking import Names, begin, outcomes, result, results, target
from tests.servers.certificates import HOST, Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script, dialogue
from tests.servers.scripted import scripted_server

CLOSED_PORT = 1
"""Nobody listens there."""

POP3_IN_CLEAR = dialogue(
    """
    S: +OK ready
    C: CAPA
    S: +OK
    S: USER
    S: .
    C: QUIT
    S: +OK bye
    """
)


async def for_ever() -> NoReturn:
    """Wait for what never happens."""
    await asyncio.Event().wait()
    raise AssertionError("it has happened")


def last_failed(found: CheckResult) -> Step:
    """The step that failed."""
    (step,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    return step


async def in_clear(*scripts: Script, clock: MovedClock | None = None) -> CheckResult:
    """A check of POP3 without encryption and without a login."""
    clock = clock or MovedClock()
    async with scripted_server(*scripts, clock=clock) as server:
        one = target(Protocol.POP3, server.port, Security.NONE)
        return await result(one, clock, login=False)


async def test_steps_stream_as_they_happen() -> None:
    """Each stage is announced, then reported with its time, and the result comes last."""
    async with scripted_server(POP3_IN_CLEAR) as server:
        plan = Plan((target(Protocol.POP3, server.port, Security.NONE),), login=False)
        progress = [event async for event in begin(plan, MovedClock())]
    assert isinstance(progress[-1], CheckResult)
    names = [(type(event).__name__, name_of(event)) for event in progress[:-1]]
    assert names == [
        ("StepStarted", "resolve"),
        ("Step", "resolve"),
        ("StepStarted", "connect"),
        ("Step", "connect"),
        ("StepStarted", "greeting"),
        ("Step", "greeting"),
        ("StepStarted", "capability"),
        ("Step", "capability"),
        ("Step", "login"),
        ("Step", "mailbox"),
        ("Step", "fetch"),
        ("StepStarted", "logout"),
        ("Step", "logout"),
    ]
    assert progress[-1].steps == tuple(event for event in progress if isinstance(event, Step))


def name_of(event: Progress) -> str:
    """The stage that an event is about."""
    assert not isinstance(event, CheckResult)
    return event.name.value


async def test_times_and_round_trips() -> None:
    """Each step has its own time, the result the whole, the transcript counts from the start."""
    clock = MovedClock()
    script = Script().send(b"+OK ready").expect(b"CAPA").silence(2)
    script += dialogue("S: +OK\nS: .\nC: QUIT\nS: +OK")
    found = await in_clear(script, clock=clock)
    times = {step.name.value: step.ms for step in found.steps}
    assert times["capability"] == found.ms == 2000.0
    assert found.round_trips == 4
    assert [line.ms for line in found.transcript if line.text == "."] == [2000.0]


async def test_security_none_is_warned_of() -> None:
    """No certificate is asked for, and whoever listens can read everything."""
    found = await in_clear(POP3_IN_CLEAR)
    assert found.ok
    assert found.facts.certificate is None
    assert found.warnings == (Warn.NO_ENCRYPTION, Warn.PLAINTEXT_LOGIN_OFFERED)


@pytest.mark.parametrize("cause", [Cause.DNS_NO_SUCH_HOST, Cause.DNS_NO_ADDRESS, Cause.DNS_FAILURE])
async def test_a_name_without_an_address(cause: Cause) -> None:
    """The resolver's finding is the cause, and everything else is skipped for it."""

    class Failing(Names):
        async def addresses(self, host: str) -> tuple[IPAddress, ...]:
            raise LookupFailed(cause)

    found = await result(target(Protocol.IMAP, 993), names=Failing({}))
    assert outcomes(found).pop("resolve") == f"failed {cause}"
    assert {step.outcome for step in found.steps[1:]} == {Outcome.SKIPPED}
    assert {step.cause for step in found.steps} == {cause}
    assert [step.name.value for step in found.steps] == [
        "resolve",
        "connect",
        "tls",
        "greeting",
        "capability",
        "login",
        "mailbox",
        "fetch",
        "logout",
    ]


async def test_a_resolver_that_never_answers() -> None:
    """The check's own time ends the wait."""
    clock = MovedClock()

    class Hanging(Names):
        async def addresses(self, host: str) -> tuple[IPAddress, ...]:
            asyncio.get_running_loop().call_soon(clock.move, 31.0)
            await for_ever()

    found = await result(target(Protocol.IMAP, 993), clock, names=Hanging({}))
    assert (found.cause, found.ms) == (Cause.DNS_FAILURE, 31_000.0)


async def test_nobody_listens() -> None:
    """The system says so at once."""
    found = await result(target(Protocol.IMAP, CLOSED_PORT))
    assert outcomes(found)["connect"] == "failed net.refused"
    assert found.ip is None


class Network:
    """Dials loopback's ports, but for those that it drops or refuses."""

    def __init__(self, clock: MovedClock, behaviours: dict[int, str]) -> None:
        self._clock = clock
        self._behaviours = behaviours
        self.dialled: list[int] = []

    async def dial(self, address: IPAddress, port: int) -> Channel:
        self.dialled.append(port)
        match self._behaviours.get(port):
            case "drops":
                asyncio.get_running_loop().call_later(0, self._clock.move, 11.0)
                return await for_ever()
            case "answers":
                return Silent()
            case _:
                raise OSError(errno.ECONNREFUSED, "told to")


class Silent:
    """A connection on which nothing is said."""

    async def read(self) -> bytes:
        await for_ever()

    async def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        return


@pytest.mark.parametrize(
    ("port", "behaviours", "cause", "dialled"),
    [
        (25, {25: "drops", 587: "answers"}, Cause.NET_PORT25_BLOCKED, [25, 587, 465]),
        (25, {25: "drops", 465: "answers"}, Cause.NET_PORT25_BLOCKED, [25, 587, 465]),
        (25, {25: "drops"}, Cause.NET_TIMEOUT, [25, 587, 465]),
        (25, {25: "drops", 587: "drops", 465: "drops"}, Cause.NET_TIMEOUT, [25, 587, 465]),
        (25, {}, Cause.NET_REFUSED, [25]),
        (587, {587: "drops"}, Cause.NET_TIMEOUT, [587]),
    ],
)
async def test_port_25_blocked(
    port: int, behaviours: dict[int, str], cause: Cause, dialled: list[int]
) -> None:
    """It is when the same host answers where submission belongs."""
    clock = MovedClock()
    network = Network(clock, behaviours)
    plan = Plan((target(Protocol.SMTP, port, Security.STARTTLS),), seconds=60.0)
    (found,) = await results(plan, clock, dial=network.dial)
    assert (found.cause, network.dialled) == (cause, dialled)


async def test_broken_ipv6(certificates: Certificates) -> None:
    """IPv4 works, so it is a warning."""

    async def only_ipv4(address: IPAddress, port: int) -> Channel:
        if address.version == 6:
            raise OSError(errno.EHOSTUNREACH, "told to")
        return await dial(address, port)

    names = Names({HOST: ("2606:4700::1111", "127.0.0.1")})
    async with scripted_server(POP3_IN_CLEAR) as server:
        one = target(Protocol.POP3, server.port, Security.NONE)
        (found,) = await results(Plan((one,), login=False), names=names, dial=only_ipv4)
    assert found.ok
    assert (found.ip, Warn.IPV6_BROKEN in found.warnings) == ("127.0.0.1", True)


BOTH_FAMILIES = Names({HOST: ("::1", "127.0.0.1")})


@pytest.mark.parametrize(
    ("by_ipv6", "also"),
    [
        (Script().reset(), Cause.NET_RESET),
        (Script().send(b"SSH-2.0-Example"), Cause.PROTO_WRONG_SERVICE),
        (Script().send(b"-ERR nobody here"), Cause.SERVER_REFUSED),
    ],
)
async def test_ipv6_leads_elsewhere(by_ipv6: Script, also: Cause) -> None:
    """It takes the connection, so no second address is tried: but that is the fault to mend."""
    async with scripted_server(by_ipv6, host="::1") as other:
        by_ipv4 = Script().send(b"+OK ready").expect(b"CAPA").send(b"+OK", b".")
        async with scripted_server(by_ipv4) as server:

            async def by_family(address: IPAddress, port: int) -> Channel:
                return await dial(address, other.port if address.version == 6 else server.port)

            one = target(Protocol.POP3, 110, Security.NONE)
            (found,) = await results(Plan((one,), login=False), names=BOTH_FAMILIES, dial=by_family)
    assert (found.cause, found.also) == (Cause.NET_IPV6_BROKEN, (also,))
    detail = last_failed(found).detail
    assert detail is not None
    assert detail.values == {"ip": "::1", "other": "127.0.0.1"}


async def test_a_server_that_is_silent_at_its_other_address() -> None:
    """It is not waited for longer than a second look is worth."""
    clock = MovedClock()
    ill, silent = Script().send(b"-ERR nobody here"), Script().silence()
    async with (
        scripted_server(ill, host="::1") as other,
        scripted_server(silent, clock=clock) as server,
    ):

        async def by_family(address: IPAddress, port: int) -> Channel:
            return await dial(address, other.port if address.version == 6 else server.port)

        one = target(Protocol.POP3, 110, Security.NONE)
        plan = Plan((one,), login=False)
        (found,) = await results(plan, clock, names=BOTH_FAMILIES, dial=by_family)
    assert found.cause is Cause.SERVER_REFUSED
    assert clock.seconds() <= 6


async def test_a_server_that_is_ill_at_both_addresses() -> None:
    """Then the family is not why."""
    silent = Script().send(b"-ERR nobody here")
    async with (
        scripted_server(silent, host="::1") as other,
        scripted_server(silent) as server,
    ):

        async def by_family(address: IPAddress, port: int) -> Channel:
            return await dial(address, other.port if address.version == 6 else server.port)

        one = target(Protocol.POP3, 110, Security.NONE)
        (found,) = await results(Plan((one,), login=False), names=BOTH_FAMILIES, dial=by_family)
    assert (found.cause, found.also) == (Cause.SERVER_REFUSED, ())


INSIDE = Names(
    {
        "inside.example": ("10.0.0.1",),
        "both.example": ("1.1.1.1", "127.0.0.1"),
        "mapped.example": ("::ffff:169.254.169.254",),
        "public.example": ("1.1.1.1",),
        "127.0.0.1": ("127.0.0.1",),
    }
)


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("inside.example", 993),
        ("both.example", 993),
        ("mapped.example", 993),
        ("127.0.0.1", 993),
        ("2130706433", 993),
        ("public.example", 6379),
        ("nowhere.example", 22),
    ],
)
async def test_what_may_not_be_dialled(host: str, port: int) -> None:
    """Every rule gives the same answer after the same time, so that it tells nothing."""
    clock = MovedClock()

    async def nobody(address: IPAddress, port: int) -> Channel:
        raise AssertionError("dialled")

    one = target(Protocol.IMAP, port, host=host)
    (found,) = await results(Plan((one,)), clock, names=INSIDE, policy=Policy.public(), dial=nobody)
    assert {step.cause for step in found.steps} == {Cause.CHECK_NOT_ALLOWED}
    assert last_failed(found).name is StepName.RESOLVE
    assert last_failed(found).detail is None
    assert (found.ip, found.transcript, found.ms) == (None, (), 1000.0)
    assert clock.seconds() == 1.0


async def test_the_very_address_that_was_judged_is_dialled() -> None:
    """The name is asked for once: a second answer could lead elsewhere."""
    asked: list[str] = []
    dialled: list[IPAddress] = []

    class Rebinding(Names):
        async def addresses(self, host: str) -> tuple[IPAddress, ...]:
            asked.append(host)
            return (ip_address("1.1.1.1" if len(asked) == 1 else "127.0.0.1"),)

    async def refuse(address: IPAddress, port: int) -> Channel:
        dialled.append(address)
        raise OSError(errno.ECONNREFUSED, "told to")

    one = target(Protocol.IMAP, 993, host="rebinding.example")
    plan = Plan((one,))
    await results(plan, names=Rebinding({}), policy=Policy.public(), dial=refuse)
    assert (asked, dialled) == (["rebinding.example"], [ip_address("1.1.1.1")])


@pytest.mark.parametrize(
    ("script", "cause", "stage", "detail"),
    [
        (Script().close(), Cause.NET_RESET, "greeting", ConnectionDetail.ENDED),
        (Script().reset(), Cause.NET_RESET, "greeting", ConnectionDetail.ENDED),
        (
            Script().drip(b"+OK " + b"x" * 50),
            Cause.PROTO_SILENT,
            "greeting",
            ConnectionDetail.TIMEOUT,
        ),
        (
            Script().raw(b"+OK " + b"x" * (LINE_LIMIT + 1000)),
            Cause.PROTO_MALFORMED,
            "greeting",
            ConnectionDetail.LINE_TOO_LONG,
        ),
        (
            Script().send(b"* OK IMAP4rev1 ready"),
            Cause.PROTO_WRONG_SERVICE,
            "greeting",
            ConnectionDetail.GREETED_BY,
        ),
        (
            Script().send(b"SSH-2.0-Example"),
            Cause.PROTO_WRONG_SERVICE,
            "greeting",
            ConnectionDetail.GREETED_BY,
        ),
        (
            Script().send(b"+OK ready").expect(b"CAPA").close(),
            Cause.NET_RESET,
            "capability",
            ConnectionDetail.ENDED,
        ),
        (
            Script().send(b"+OK ready").expect(b"CAPA").silence(),
            Cause.PROTO_SILENT,
            "capability",
            ConnectionDetail.TIMEOUT,
        ),
    ],
)
async def test_a_dialogue_that_breaks(
    script: Script, cause: Cause, stage: str, detail: ConnectionDetail
) -> None:
    """Each way has its cause, at the stage where it broke."""
    extra = [Script().close()] if cause is Cause.PROTO_SILENT and stage == "greeting" else []
    found = await in_clear(script, *extra)
    step = last_failed(found)
    assert (found.cause, step.name.value) == (cause, stage)
    assert step.detail is not None
    assert step.detail.code == detail


async def test_last_words(certificates: Certificates) -> None:
    """What a server says before it hangs up is heard, although we were speaking meanwhile."""
    script = Script().send(b"+OK ready").expect(b"CAPA").send(b"-ERR [SYS/TEMP] closing").reset()
    found = await in_clear(script)
    assert "-ERR [SYS/TEMP] closing" in [line.text for line in found.transcript]


async def test_a_reply_without_end() -> None:
    """A list that goes on and on is left at the bound."""
    script = Script().send(b"+OK ready").expect(b"CAPA").send(b"+OK", *[b"X-WORD"] * 5000)
    found = await in_clear(script)
    assert (found.cause, last_failed(found).name.value) == (Cause.PROTO_MALFORMED, "capability")
    assert len(found.transcript) <= LINES_LIMIT


async def test_the_deadline_of_the_whole_check() -> None:
    """Replies that are each in time do not add up to more than the check has."""
    clock = MovedClock()
    script = Script().silence(2).send(b"+OK ready").expect(b"CAPA").silence(2) + dialogue(
        """
        S: +OK
        S: .
        C: QUIT
        SILENCE
        """
    )
    async with scripted_server(script, clock=clock) as server:
        one = target(Protocol.POP3, server.port, Security.NONE)
        plan = Plan((one,), seconds=8.0, login=False)
        (found,) = await results(plan, clock)
    assert found.ms == 8000.0
    assert outcomes(found)["capability"] == "ok"


async def test_a_hostile_server_costs_only_its_own_check() -> None:
    """One hangs for ever; the other's result is there at once."""
    clock = MovedClock()
    async with (
        scripted_server(Script().hear(), clock=clock) as hanging,
        scripted_server(POP3_IN_CLEAR) as working,
    ):
        targets = (
            target(Protocol.POP3, hanging.port, Security.NONE),
            target(Protocol.POP3, working.port, Security.NONE),
        )
        progress = begin(Plan(targets, login=False), clock)
        async for event in progress:
            if isinstance(event, CheckResult):
                assert (event.target, event.ok) == (targets[1], True)
                break
        await progress.aclose()
    assert clock.seconds() == 0.0


def nothing_is_left() -> bool:
    """Whether no task of a check runs any more."""
    return not [task for task in asyncio.all_tasks() if task.get_name().startswith("check ")]


STAGES = [
    (StepName.TLS, Script().hear()),
    (StepName.GREETING, Script().starttls().hear()),
    (StepName.CAPABILITY, Script().starttls().send(b"+OK ready").expect(b"CAPA").hear()),
    (
        StepName.LOGIN,
        Script().starttls() + dialogue("S: +OK ready\nC: CAPA\nS: +OK\nS: USER\nS: .").hear(),
    ),
]


@pytest.mark.parametrize(("stage", "script"), STAGES)
async def test_closing_the_iterator_ends_everything(
    certificates: Certificates, stage: StepName, script: Script
) -> None:
    """The server sees us go at once; no task and no socket stays."""
    async with scripted_server(script, context=certificates.good) as server:
        plan = Plan((target(Protocol.POP3, server.port),), ca_file=certificates.ca_file)
        progress = begin(plan, MovedClock())
        async for event in progress:
            if isinstance(event, StepStarted) and event.name is stage:
                break
        await progress.aclose()
        assert nothing_is_left()
    gc.collect()


@pytest.mark.parametrize(("stage", "script"), STAGES)
async def test_cancelling_ends_everything(
    certificates: Certificates, stage: StepName, script: Script
) -> None:
    """Ctrl-C in the middle of a stage: the same."""
    reached = asyncio.Event()

    async def watch(plan: Plan) -> None:
        async for event in begin(plan, MovedClock()):
            if isinstance(event, StepStarted) and event.name is stage:
                reached.set()

    async with scripted_server(script, context=certificates.good) as server:
        plan = Plan((target(Protocol.POP3, server.port),), ca_file=certificates.ca_file)
        watching = asyncio.ensure_future(watch(plan))
        await reached.wait()
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        assert nothing_is_left()
    gc.collect()


async def test_a_check_of_nothing() -> None:
    """No target, no result."""
    assert await results(Plan(())) == ()


async def test_a_ca_file_that_cannot_be_used(tmp_path: Path) -> None:
    """It is told before anything is dialled, with the file's name."""
    one = target(Protocol.IMAP, CLOSED_PORT)
    with pytest.raises(CaFileUnusable) as unusable:
        await results(Plan((one,), ca_file=tmp_path / "none.pem"))
    assert unusable.value.path == tmp_path / "none.pem"


async def test_a_mistake_of_ours_is_raised() -> None:
    """A bug is not a finding: it ends the check, and the other targets with it."""

    class Broken(Names):
        async def addresses(self, host: str) -> tuple[IPAddress, ...]:
            if host == "broken.example":
                raise ZeroDivisionError
            await for_ever()

    targets = tuple(
        target(Protocol.IMAP, 993, host=host) for host in ("broken.example", "waits.example")
    )
    with pytest.raises(ZeroDivisionError):
        await results(Plan(targets), names=Broken({}))
    assert nothing_is_left()
