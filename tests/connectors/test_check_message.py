"""The message to oneself: it is sent, and then looked for until it is there or time is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from connectors.codes import ConnectionDetail
from connectors.model import CheckResult, Outcome, Protocol, Step, StepName
from connectors.stages.probe_message import probe_message
from connectors.steps import Plan
from knowledge.causes import Cause
from tests.connectors.checking import ADDRESS, outcomes, results, target
from tests.connectors.conversations import imap, pop3, pop3_login, submission, tagged
from tests.connectors.fake_talk import Behaviour, fakes
from tests.servers.certificates import Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

TLS = Script().starttls()


class Mailbox:
    """Takes one message, and shows it from a certain look on."""

    def __init__(self, *, seen_at: int) -> None:
        self.received = b""
        self._seen_at = seen_at
        self._looks = 0

    def deliver(self, message: bytes) -> bytes:
        """SMTP's answer to a message."""
        self.received = message
        return b"250 2.0.0 queued\r\n"

    def search(self, command: bytes) -> bytes:
        """IMAP's answer to a search for it."""
        self._looks += 1
        assert self.message["Message-ID"].encode() in command
        there = b" 8" if self._looks >= self._seen_at else b""
        return tagged(b"* SEARCH" + there, b"TAG OK searched")(command)

    def top(self, command: bytes) -> bytes:
        """POP3's answer to TOP of it."""
        self._looks += 1
        headers = self.received.partition(b"\r\n\r\n")[0]
        there = headers if self._looks >= self._seen_at else b"Subject: another"
        return b"+OK\r\n" + there + b"\r\n\r\n.\r\n"

    @property
    def message(self) -> EmailMessage:
        """What was received."""
        return message_from_bytes(self.received, policy=policy.default)


def message_step(found: CheckResult) -> Step:
    """The step that is about the message."""
    (step,) = (step for step in found.steps if step.name is StepName.MESSAGE)
    return step


def looking(mailbox: Mailbox, looks: int) -> Script:
    """IMAP with so many looks for the message."""
    script = TLS + imap(stays=True)
    for _ in range(looks):
        script = script.answer(tagged(b"TAG OK noop")).answer(mailbox.search)
    return script.answer(tagged(b"* BYE", b"TAG OK bye"))


async def send_and_look(
    certificates: Certificates,
    sender: Script,
    *lookers: Script,
    protocol: Protocol = Protocol.IMAP,
    plan: dict[str, object] | None = None,
) -> tuple[CheckResult, CheckResult]:
    """Check submission and a mailbox with a test message."""
    clock = MovedClock()
    context = certificates.good
    async with (
        scripted_server(sender, context=context, clock=clock) as smtp,
        scripted_server(*lookers, context=context, clock=clock) as other,
    ):
        targets = (target(Protocol.SMTP, smtp.port), target(protocol, other.port))
        asked: dict[str, object] = {"send_test": True, "ca_file": certificates.ca_file}
        whole = Plan(targets, ADDRESS, **(asked | (plan or {})))  # type: ignore[arg-type]
        sent, found = await results(whole, clock)
    return sent, found


@pytest.mark.parametrize("looks", [1, 3])
async def test_sent_and_found_by_imap(certificates: Certificates, looks: int) -> None:
    """It is looked for in the running session, with growing gaps."""
    mailbox = Mailbox(seen_at=looks)
    sender = TLS + submission(mailbox.deliver)
    sent, found = await send_and_look(certificates, sender, looking(mailbox, looks))
    assert sent.ok, outcomes(sent)
    assert found.ok, outcomes(found)
    assert list(outcomes(sent))[-4:] == ["sender", "recipient", "message", "logout"]
    assert list(outcomes(found))[-4:] == ["mailbox", "fetch", "message", "logout"]
    detail = message_step(found).detail
    assert detail is not None
    assert (detail.code, detail.values) == (
        ConnectionDetail.MESSAGE_FOUND,
        {"seconds": {1: "0.5", 3: "3.5"}[looks]},
    )


async def test_sent_and_found_by_pop3(certificates: Certificates) -> None:
    """A session shows what was there when it began, so that each look is a new login."""
    mailbox = Mailbox(seen_at=2)
    first = TLS + pop3(stays=True).expect(b"QUIT").send(b"+OK bye")
    look = TLS + pop3_login().expect(b"STAT").send(b"+OK 1 320").answer(mailbox.top)
    goodbye = Script().expect(b"QUIT").send(b"+OK bye")
    sent, found = await send_and_look(
        certificates,
        TLS + submission(mailbox.deliver),
        first,
        look + goodbye,
        look + goodbye,
        protocol=Protocol.POP3,
    )
    assert sent.ok, outcomes(sent)
    assert found.ok, outcomes(found)
    assert list(outcomes(found))[-4:] == ["mailbox", "fetch", "message", "logout"]
    assert found.round_trips > 20


async def test_a_login_that_is_refused_while_looking(certificates: Certificates) -> None:
    """A server may have had enough of logins: that ends the search, and is told."""
    mailbox = Mailbox(seen_at=2)
    first = TLS + pop3(stays=True).expect(b"QUIT").send(b"+OK bye")
    refusing = Script(pop3_login().steps[:-1]).send(b"-ERR [LOGIN-DELAY] too soon")
    sent, found = await send_and_look(
        certificates,
        TLS + submission(mailbox.deliver),
        first,
        TLS + refusing,
        protocol=Protocol.POP3,
    )
    assert sent.ok
    assert (found.cause, message_step(found).outcome) == (
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        Outcome.FAILED,
    )


async def test_a_message_whose_sending_takes_too_long(certificates: Certificates) -> None:
    """Whoever is to look for it does not wait for ever."""
    clock = MovedClock()
    reached = asyncio.Event()

    async def wait() -> None:
        await reached.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        clock.move(31.0)
        for _ in range(50):
            await asyncio.sleep(0)

    async def reach() -> None:
        reached.set()

    behaviours = {
        Protocol.SMTP: Behaviour(before_login=wait),
        Protocol.IMAP: Behaviour(in_login=reach),
    }
    quiet = TLS.hear()
    async with scripted_server(quiet, quiet, context=certificates.good, clock=clock) as server:
        targets = tuple(target(protocol, server.port) for protocol in behaviours)
        plan = Plan(targets, ADDRESS, ca_file=certificates.ca_file, send_test=True)
        _, found = await results(plan, clock, talks=fakes(behaviours))
    step = message_step(found)
    assert step.detail is not None
    assert (step.outcome, step.detail.code) == (
        Outcome.SKIPPED,
        ConnectionDetail.MESSAGE_NOT_SENT,
    )


async def test_a_message_that_does_not_come(certificates: Certificates) -> None:
    """Time ends the search: it was taken, and it is not there."""
    mailbox = Mailbox(seen_at=99)
    sent, found = await send_and_look(
        certificates, TLS + submission(mailbox.deliver), looking_in_vain(mailbox)
    )
    assert sent.ok
    assert (found.cause, message_step(found).outcome) == (Cause.UNKNOWN, Outcome.FAILED)
    detail = message_step(found).detail
    assert detail is not None
    assert (detail.code, detail.values) == (
        ConnectionDetail.MESSAGE_NOT_FOUND,
        {"seconds": "26.5"},
    )
    assert outcomes(found)["logout"] == "skipped unknown"


def looking_in_vain(mailbox: Mailbox) -> Script:
    """IMAP with as many looks as the time allows."""
    script = TLS + imap(stays=True)
    for _ in range(8):
        script = script.answer(tagged(b"TAG OK noop")).answer(mailbox.search)
    return script


async def test_a_message_that_is_refused(certificates: Certificates) -> None:
    """Nobody looks for it, and the mailbox is checked as ever."""
    refusing = submission(lambda message: b"554 5.7.1 looks like spam\r\n")
    sender = TLS + Script(refusing.steps[:-2])
    script = TLS + imap(stays=True).answer(tagged(b"* BYE", b"TAG OK bye"))
    sent, found = await send_and_look(certificates, sender, script)
    assert message_step(sent).outcome is Outcome.FAILED
    assert sent.cause.stage == "send"
    assert found.ok
    step = message_step(found)
    assert step.detail is not None
    assert (step.outcome, step.detail.code) == (
        Outcome.SKIPPED,
        ConnectionDetail.MESSAGE_NOT_SENT,
    )


async def test_to_somebody_else(certificates: Certificates) -> None:
    """It is sent, and nobody looks for it."""
    other = "hanako@example.org"
    mailbox = Mailbox(seen_at=1)
    script = submission(mailbox.deliver)
    steps = tuple(
        Script().expect(b"RCPT TO:<hanako@example.org>").steps[0]
        if getattr(step, "line", b"") == b"RCPT TO:<taro@example.com>"
        else step
        for step in script.steps
    )
    sent, found = await send_and_look(
        certificates,
        TLS + Script(steps),
        TLS + imap(),
        plan={"send_test": False, "send_test_to": other},
    )
    assert sent.ok, outcomes(sent)
    assert found.ok, outcomes(found)
    assert "message" not in outcomes(found)
    assert (mailbox.message["From"], mailbox.message["To"]) == (ADDRESS, other)


async def test_no_message_without_a_login(certificates: Certificates) -> None:
    """Who does not log in sends nothing."""
    bye = Script().expect(b"QUIT").send(b"221 bye")
    sent, found = await send_and_look(
        certificates,
        TLS + Script(submission().steps[:3]) + bye,
        TLS + Script(imap().steps[:1]).answer(tagged(b"* BYE", b"TAG OK bye")),
        plan={"login": False},
    )
    assert sent.ok, outcomes(sent)
    assert found.ok
    assert "message" not in outcomes(sent) | outcomes(found)


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("taro@example.com", ("mailmedic", "A test.")),
        ("taro@example.com", ("送受信テスト", "このメールは届いたことを確かめるためのものです。")),
        ("太郎@例え.jp", ("mailmedic", "A test.")),
        ("taro..x@example.com", ("mailmedic", "A test.")),
    ],
)
def test_the_message(sender: str, words: tuple[str, str]) -> None:
    """It is a message as the standard has it, marked as automatic, and like no other."""
    plan = Plan((), sender, test_words=words)
    first, second = (probe_message(plan, sender, MovedClock()) for _ in range(2))
    assert first.id != second.id
    parsed = message_from_bytes(first.data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert parsed["Message-ID"] == first.id
    assert parsed["Subject"] == words[0]
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"] == "Thu, 26 Nov 2026 12:00:00 +0000"
    assert parsed.get_content().startswith(words[1])
    lines = first.data.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 998 for line in lines)
    body = first.data.partition(b"\r\n\r\n")[2]
    assert body.isascii()
    assert first.data.isascii() == sender.isascii()


@pytest.mark.parametrize(
    ("refusal", "cause", "code"),
    [
        (
            Cause.AUTH_WRONG_CREDENTIALS,
            Cause.AUTH_WRONG_CREDENTIALS,
            ConnectionDetail.LOGIN_NOT_REPEATED,
        ),
        (Cause.OK, Cause.CHECK_CANCELLED, ConnectionDetail.LOGIN_NO_TIME),
    ],
)
async def test_another_login_hinders_the_search(
    certificates: Certificates, refusal: Cause, cause: Cause, code: str
) -> None:
    """A second server may refuse the login meanwhile, or hold its turn until time is over."""
    clock, looked = MovedClock(), asyncio.Event()
    greeted = entered = 0

    async def second_waits() -> None:
        nonlocal greeted
        greeted += 1
        if greeted > 1:
            await looked.wait()

    async def second_takes_long() -> None:
        nonlocal entered
        entered += 1
        if entered > 1:
            await some_turns()
            clock.move(31.0 if refusal is Cause.OK else 0.0)
            await some_turns()

    async def looks() -> None:
        looked.set()

    behaviours = {
        Protocol.SMTP: Behaviour(
            before_login=second_waits,
            in_login=second_takes_long,
            logins=iter([Cause.OK, refusal]),
        ),
        Protocol.POP3: Behaviour(in_login=looks, found=iter([False] * 9)),
    }
    quiet = [TLS.hear()] * 4
    async with scripted_server(*quiet, context=certificates.good, clock=clock) as server:
        submission_target = target(Protocol.SMTP, server.port)
        second = replace(submission_target, source="second")
        looker = target(Protocol.POP3, server.port)
        plan = Plan(
            (submission_target, second, looker),
            ADDRESS,
            ca_file=certificates.ca_file,
            send_test=True,
        )
        *_, found = await results(plan, clock, talks=fakes(behaviours))
    step = message_step(found)
    assert (step.outcome, step.cause) == (Outcome.FAILED, cause)
    assert step.detail is not None
    assert step.detail.code == code


async def some_turns() -> None:
    """Let everybody else go on."""
    for _ in range(300):
        await asyncio.sleep(0)
