"""What a server repeats of a secret."""

from __future__ import annotations

from base64 import b64encode

import pytest

from connectors.wire.echo import Secrets, secrets_of, without
from connectors.wire.wire import WireFailed
from tests.servers.script import Script
from tests.servers.scripted_wire import scripted_wire

PLAIN = b64encode(b"\0taro@example.com\0hunter2 horse")
TOKEN = b64encode(b"user=taro\x01auth=Bearer ya29.token\x01\x01")


@pytest.mark.parametrize(
    ("line", "shown", "reply", "left"),
    [
        (b"PASS hunter2", "PASS ***", b"-ERR bad password hunter2", b"-ERR bad password ***"),
        (b"PASS my horse", "PASS ***", b"-ERR PASS my horse?", b"-ERR PASS ***?"),
        (b"PASS hunter2", "PASS ***", b"-ERR PASS", b"-ERR PASS"),
        (b"PASS hunter2", "PASS ***", b"-ERR " + b64encode(b"hunter2"), b"-ERR ***"),
        (b"PASS abc", "PASS ***", b"-ERR abcde", b"-ERR abcde"),
        (b"PASS abc", "PASS ***", b"-ERR abc", b"-ERR ***"),
        (b"PASS abc", "PASS ***", b'-ERR not "abc", abcabc', b'-ERR not "***", abcabc'),
        (b"PASS abc", "PASS ***", b"abc abc", b"*** ***"),
        (b"PASS a.c", "PASS ***", b"-ERR abc a.c", b"-ERR abc ***"),
        (b"PASS OK", "PASS ***", b"+OK OK?", b"+OK ***?"),
        (b"PASS NO", "PASS ***", b"a2 NO NO is wrong", b"a2 NO *** is wrong"),
        (b"PASS 535", "PASS ***", b"535 5.7.8 535", b"535 5.7.8 ***"),
        (b"PASS 12", "PASS ***", b"* 12 EXISTS", b"* 12 EXISTS"),
        (b"PASS 12", "PASS ***", b"* OK 12", b"* OK ***"),
        (b"PASS ", "PASS ***", b"-ERR no words", b"-ERR no words"),
        (b'a LOGIN taro "hun\\"ter2"', "a LOGIN taro ***", b'a NO hun"ter2', b"a NO ***"),
        (b'a LOGIN taro "hunter2"', "a LOGIN taro ***", b'a NO "hunter2"', b"a NO ***"),
        (
            b"AUTH PLAIN " + PLAIN,
            "AUTH PLAIN ***",
            b"500 AUTH PLAIN " + PLAIN,
            b"500 AUTH PLAIN ***",
        ),
        (b"AUTH PLAIN " + PLAIN, "AUTH PLAIN ***", b"535 hunter2 horse", b"535 ***"),
        (
            b"AUTH PLAIN " + PLAIN,
            "AUTH PLAIN ***",
            b"535 taro@example.com",
            b"535 taro@example.com",
        ),
        (b64encode(b"hunter2"), "***", b"535 hunter2", b"535 ***"),
        (b"AUTH XOAUTH2 " + TOKEN, "AUTH XOAUTH2 ***", b"535 ya29.token", b"535 ***"),
        ("PASS 合言葉".encode(), "PASS ***", "-ERR 合言葉".encode(), b"-ERR ***"),
        (b"unlike what is shown", "PASS ***", b"unlike what is shown", b"***"),
    ],
)
def test_an_echo_is_struck_out(line: bytes, shown: str, reply: bytes, left: bytes) -> None:
    """In the form in which it was written, and in the plainer ones inside it."""
    assert without(secrets_of(line, shown), reply) == left


async def test_no_server_of_the_run_can_repeat_it() -> None:
    """What one server was told does not come back from another: two can be one owner's."""
    secrets = Secrets()
    told = Script().send(b"+OK").expect(b"PASS hunter2")
    async with scripted_wire(told, tls=True, secrets=secrets) as wire:
        await wire.line()
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
    repeating = Script().send(b"* OK I know: hunter2", b"hunter2")
    async with scripted_wire(repeating, secrets=secrets) as wire:
        assert await wire.line() == b"* OK I know: ***"
        with pytest.raises(WireFailed) as failed:
            await wire.start_tls()
    assert failed.value.reply is not None
    assert failed.value.reply.text.startswith("***")
    assert "hunter2" not in repr((wire.transcript.lines, secrets))


async def test_secrets_are_of_one_run() -> None:
    """What was said in another run is nothing to this one: a wire begins with none."""
    async with scripted_wire(Script().send(b"* OK hunter2")) as wire:
        assert await wire.line() == b"* OK hunter2"
