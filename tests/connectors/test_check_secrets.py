"""A planted password is found nowhere, wherever a conversation ends and whatever is said."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import traceback
from dataclasses import asdict

import pytest

from connectors.model import CheckResult, Credentials, Progress, Protocol, Target
from connectors.steps import Plan
from connectors.wire.wire import Wire
from knowledge.replies import Replies
from tests.connectors.checking import ADDRESS, PASSWORD, begin, outcomes, target
from tests.connectors.conversations import imap, pop3, submission
from tests.connectors.fake_talk import Behaviour, FakeTalk
from tests.servers.certificates import Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Answer, Expect, Script, Step
from tests.servers.scripted import scripted_server

CONVERSATIONS = {
    Protocol.SMTP: submission(),
    Protocol.POP3: pop3(),
    Protocol.IMAP: imap(),
}

FORMS = (
    PASSWORD,
    base64.b64encode(PASSWORD.encode()).decode(),
    base64.b64encode(f"\0{ADDRESS}\0{PASSWORD}".encode()).decode(),
)


def echo(line: bytes) -> bytes:
    """What a server answers that repeats whatever it does not like, in every form it can."""
    plain = b""
    for word in line.split():
        try:
            plain += base64.b64decode(word, validate=True).replace(b"\0", b" ")
        except ValueError:
            continue
    tag = line.split(b" ")[0]
    said = b"BAD what is: " + line + b" / " + plain
    return b"".join(b"%s %s\r\n" % (start, said) for start in (b"500", b"-ERR", tag, b"* NO"))


BREAKS: dict[str, Script] = {
    "hangs up": Script().close(),
    "resets": Script().reset(),
    "is silent": Script().silence(),
    "drips": Script().drip(b"x"),
    "talks nonsense": Script().raw(b"\x00\xff\x1b[2J{999999999999}\r\n" * 300),
    "never ends a line": Script().raw(b"2" * 100_000),
    "answers 421": Script().send(b"421 4.3.2 closing").close(),
    "says bye": Script().send(b"* BYE closing").close(),
}

PLACES = [
    pytest.param(protocol, place, id=f"{protocol}-{place}")
    for protocol, script in CONVERSATIONS.items()
    for place in range(len(script.steps) + 1)
]


def everything(progress: list[Progress], caplog: pytest.LogCaptureFixture) -> str:
    """All that anybody could ever see of a check."""
    parts = [repr(progress), str(progress), caplog.text]
    parts += [json.dumps(asdict(event), default=str, ensure_ascii=False) for event in progress]
    parts += [repr(pickle.dumps(event)) for event in progress]
    return "\n".join(parts)


async def checked(
    certificates: Certificates, protocol: Protocol, script: Script, clock: MovedClock
) -> list[Progress]:
    """All progress of a check of one target."""
    whole = Script().starttls() + script
    async with scripted_server(whole, context=certificates.good, clock=clock) as server:
        plan = Plan((target(protocol, server.port),), ADDRESS, ca_file=certificates.ca_file)
        return [event async for event in begin(plan, clock)]


def result_of(progress: list[Progress]) -> CheckResult:
    """The result, which comes last."""
    assert isinstance(progress[-1], CheckResult)
    return progress[-1]


@pytest.mark.parametrize("protocol", CONVERSATIONS)
async def test_nothing_breaks(
    certificates: Certificates, protocol: Protocol, caplog: pytest.LogCaptureFixture
) -> None:
    """The whole conversation, in which the password was said, shows nothing of it."""
    caplog.set_level(logging.DEBUG)
    progress = await checked(certificates, protocol, CONVERSATIONS[protocol], MovedClock())
    assert result_of(progress).ok, outcomes(result_of(progress))
    shown = everything(progress, caplog)
    assert [form for form in FORMS if form in shown] == []
    assert "***" in shown


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize(("protocol", "place"), PLACES)
async def test_it_breaks_anywhere(
    certificates: Certificates,
    protocol: Protocol,
    place: int,
    how: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every way of ending at every place gives a result, raises nothing and shows nothing."""
    caplog.set_level(logging.DEBUG)
    begun = Script(CONVERSATIONS[protocol].steps[:place])
    progress = await checked(certificates, protocol, begun + BREAKS[how], MovedClock())
    assert len(outcomes(result_of(progress))) == 9
    shown = everything(progress, caplog)
    assert [form for form in FORMS if form in shown] == []


def echoing(steps: tuple[Step, ...]) -> Script:
    """The same conversation, in which the last command is repeated in a refusal."""
    *before, last = steps
    assert isinstance(last, Expect | Answer)
    return Script((*before, Answer(echo)))


@pytest.mark.parametrize(
    ("protocol", "place"),
    [
        pytest.param(protocol, place + 1, id=f"{protocol}-{place}")
        for protocol, script in CONVERSATIONS.items()
        for place, step in enumerate(script.steps)
        if isinstance(step, Expect | Answer)
    ],
)
async def test_it_is_repeated(
    certificates: Certificates,
    protocol: Protocol,
    place: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that repeats what it was told, decoded too, makes us show nothing."""
    caplog.set_level(logging.DEBUG)
    script = echoing(CONVERSATIONS[protocol].steps[:place]).close()
    progress = await checked(certificates, protocol, script, MovedClock())
    shown = everything(progress, caplog)
    assert [form for form in FORMS if form in shown] == []


async def test_a_mistake_of_ours_shows_nothing(certificates: Certificates) -> None:
    """Nor does the exception of a bug in the middle of a login."""

    class Broken(FakeTalk):
        async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
            raise ZeroDivisionError(repr(credentials))

    def talk(wire: Wire, one: Target, replies: Replies) -> Broken:
        return Broken(wire, one, Behaviour())

    script = Script().starttls().hear()
    async with scripted_server(script, context=certificates.good) as server:
        one = target(Protocol.SMTP, server.port)
        plan = Plan((one,), ADDRESS, ca_file=certificates.ca_file)
        with pytest.raises(ZeroDivisionError) as broken:
            [event async for event in begin(plan, MovedClock(), talks={Protocol.SMTP: talk})]
    told = "".join(traceback.format_exception(broken.value))
    assert "log_in" in told
    assert PASSWORD not in told


def test_credentials_show_nothing() -> None:
    """Not in any of the ways in which objects end up in a log."""
    credentials = Credentials(PASSWORD)
    assert PASSWORD not in f"{credentials} {credentials!r} {[credentials]} {Plan(())}"
    with pytest.raises(TypeError):
        pickle.dumps(credentials)
    with pytest.raises(TypeError):
        json.dumps(credentials)
