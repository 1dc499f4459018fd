"""Whatever a server says, at whatever stage, a dialogue ends well or with a cause."""

from __future__ import annotations

import asyncio
import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dialogue.talks import TALKS
from connectors.model import Credentials, Protocol, Security, Target
from connectors.steps import Errand, ProbeMessage, Stages
from connectors.wire.channel import Channel
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Secured, Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import ours
from tests.connectors.talking import ADDRESS, PASSWORD
from tests.servers.moved_clock import MovedClock

SMTP = b"""220 mail.example ESMTP
250-mail.example
250-PIPELINING
250-SIZE 1000
250 AUTH %b
%b235 in
250 Ok
250 Ok
354 go
250 queued
221 Bye
"""
POP3 = b"""+OK ready <1.2@mail.example>
+OK
SASL %b
PIPELINING
TOP
.
%b+OK in
+OK 2 200
+OK 2 100
+OK 2 x
+OK
Subject: =?ISO-2022-JP?B?GyRCMnE1RCRON28bKEI=?=
.
+OK 1 100
+OK bye
"""
IMAP = b"""* OK ready
* CAPABILITY IMAP4rev1 QUOTA SASL-IR AUTH=%b
A1 OK
%bA2 OK [CAPABILITY IMAP4rev1 QUOTA] in
* FLAGS (\\Seen)
* 1 EXISTS
* 1 FETCH (UID 5 BODY[HEADER.FIELDS (SUBJECT)] {14}
Subject: a

 FLAGS (\\Seen) RFC822.SIZE 5)
A3 OK
A4 OK
* QUOTA "" (STORAGE 1 2)
A5 OK
* BYE
A6 OK
"""
COURSES = {Protocol.SMTP: SMTP, Protocol.POP3: POP3, Protocol.IMAP: IMAP}
ASKS = {Protocol.SMTP: b"334 ", Protocol.POP3: b"+ ", Protocol.IMAP: b"+ "}
CHALLENGE = base64.b64encode(b"<1.2@mail.example>")

# How often each mechanism asks.
MECHANISMS = st.sampled_from(
    [(b"PLAIN", 0), (b"LOGIN", 2), (b"CRAM-MD5", 1), (b"SCRAM-SHA-256", 2), (b"XOAUTH2", 1)]
)
PIECES = st.binary(max_size=20) | st.sampled_from(
    [
        b"\r\n",
        b"{5}",
        b'"',
        b"(",
        b")",
        b"[",
        b"* ",
        b"+ ",
        b"334 ",
        b"-ERR ",
        b"A3 ",
        b"{999}\r\n",
        b".\r\n",
        b"250-",
    ]
)


class Babble:
    """A channel that says what it was given, asked or not, and hangs up."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def read(self) -> bytes:
        said, self._data = self._data[:100], self._data[100:]
        return said

    async def write(self, data: bytes) -> None:
        assert data.endswith(b"\r\n")

    def close(self) -> None:
        self._data = b""


async def hold(protocol: Protocol, data: bytes, errand: Errand, mechanism: str = "") -> Cause:
    """Hold a dialogue, whatever is said in it; how it ended."""
    clock, channel = MovedClock(), Babble(data)
    target = Target(protocol, "mail.example", 1, Security.STARTTLS, ADDRESS)

    async def secure(inner: Channel, early: bytes) -> Secured:
        return Secured(inner, True, "TLSv1.3", "", None, 1)

    wire = Wire(
        channel, Transcript(clock), clock, deadline=30.0, secure=secure, secret_in_clear=True
    )
    talk = TALKS[protocol](wire, target, ours())
    stages = Stages(target, clock, lambda progress: None)
    credentials = Credentials(PASSWORD)
    try:
        await talk.greet()
        await talk.ask_capabilities()
        chosen, *_ = talk.login_plan(credentials, mechanism)
        await talk.log_in(chosen, ADDRESS, credentials)
        await talk.look(stages, errand)
        if errand.message:
            await talk.find_message(errand.message.id)
    except WireFailed as failed:
        return failed.cause
    finally:
        assert PASSWORD not in repr(wire.transcript.lines)
    return Cause.OK


def course(protocol: Protocol, mechanism: bytes, asks: int, challenge: bytes = CHALLENGE) -> bytes:
    """What a server says when all goes well."""
    asked = (ASKS[protocol] + challenge + b"\n") * asks
    return (COURSES[protocol] % (mechanism, asked)).replace(b"\n", b"\r\n")


ERRANDS = (
    Errand(ADDRESS),
    Errand(ADDRESS, ProbeMessage(ADDRESS, ADDRESS, "<1@example.com>", b"a\r\n")),
)


@pytest.mark.parametrize("protocol", Protocol)
@pytest.mark.parametrize(("mechanism", "asks"), [(b"PLAIN", 0), (b"LOGIN", 2), (b"CRAM-MD5", 1)])
async def test_the_course_itself(protocol: Protocol, mechanism: bytes, asks: int) -> None:
    """Undisturbed, it goes to the end: what is disturbed below is everything."""
    said = course(protocol, mechanism, asks)
    errand = ERRANDS[protocol is Protocol.SMTP]
    assert await hold(protocol, said, errand, mechanism.decode()) is Cause.OK


@pytest.mark.parametrize("protocol", Protocol)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_course_that_is_disturbed(protocol: Protocol, data: st.DataObject) -> None:
    """The usual course with anything put in anywhere, and anything left out."""
    mechanism, asks = data.draw(MECHANISMS)
    said = course(protocol, mechanism, asks, data.draw(st.just(CHALLENGE) | PIECES))
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(said)))
        end = min(len(said), start + data.draw(st.integers(0, 30)))
        said = said[:start] + data.draw(PIECES) + said[end:]
    errand = data.draw(st.sampled_from(ERRANDS))
    cause = asyncio.run(hold(protocol, said, errand, mechanism.decode()))
    assert isinstance(cause, Cause)


@pytest.mark.parametrize("protocol", Protocol)
@settings(max_examples=100, deadline=None)
@given(said=st.binary(max_size=300))
def test_noise(protocol: Protocol, said: bytes) -> None:
    """Bytes without any sense."""
    assert isinstance(asyncio.run(hold(protocol, said, ERRANDS[0])), Cause)
