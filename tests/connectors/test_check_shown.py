"""What a server says reaches nobody with anything in it that a terminal or a chat would obey."""

from __future__ import annotations

import pytest

from connectors.model import Outcome, Protocol
from connectors.wire.transcript import visible
from knowledge.causes import Cause
from tests.connectors.checking import result, target
from tests.connectors.conversations import ANY_AUTH
from tests.servers.certificates import Certificates
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

EVIL = "wrong password \x1b[2J \u202eevil\u2066 \u009b31m \x07 \u200b".encode() + b"\xff"
AFTER_LOGIN = (
    Script()
    .starttls()
    .send(b"220 mail.example ready")
    .hear()
    .send(b"250-mail.example", b"250 AUTH PLAIN")
    .expect(ANY_AUTH)
)
SERVERS = {
    "greeting.imap": (Protocol.IMAP, Script().starttls().send(b"* BYE " + EVIL).close()),
    "greeting.pop3": (Protocol.POP3, Script().starttls().send(b"-ERR " + EVIL).close()),
    "greeting.smtp": (Protocol.SMTP, Script().starttls().send(b"554 " + EVIL).close()),
    "no protocol": (Protocol.IMAP, Script().starttls().send(b"% " + EVIL).close()),
    "login": (Protocol.SMTP, AFTER_LOGIN.send(b"535 5.7.8 " + EVIL).close()),
    "lines": (Protocol.SMTP, AFTER_LOGIN.send(b"535-" + EVIL, b"535 5.7.8 " + EVIL).close()),
}


@pytest.mark.parametrize("name", SERVERS)
async def test_nothing_that_is_obeyed_gets_out(name: str, certificates: Certificates) -> None:
    """Neither in what a stage met nor in the transcript: what is told is made of these."""
    protocol, script = SERVERS[name]
    async with scripted_server(script, context=certificates.good) as server:
        found = await result(target(protocol, server.port), ca_file=certificates.ca_file)
    said = [step.reply.text for step in found.steps if step.reply]
    assert any("evil" in text and "␛[2J" in text for text in said)
    for text in (*said, *(line.text for line in found.transcript)):
        assert all(line == visible(line) for line in text.split("\n")), text


async def test_lines_stay_lines(certificates: Certificates) -> None:
    """And the cause is read from the words as they came."""
    protocol, script = SERVERS["lines"]
    async with scripted_server(script, context=certificates.good) as server:
        found = await result(target(protocol, server.port), ca_file=certificates.ca_file)
    (refusal,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    assert refusal.cause is Cause.AUTH_WRONG_CREDENTIALS
    assert refusal.reply is not None
    assert refusal.reply.text.count("\n") == 1
