"""The wire's verbs against a script in memory."""

from __future__ import annotations

import pytest

from connectors.model import Direction
from connectors.wire.wire import SecretNotAllowed, WireFailed
from knowledge.causes import Cause
from tests.servers.script import dialogue
from tests.servers.scripted_wire import scripted_wire

CONVERSATION = dialogue(
    """
    S: +OK hello
    C: CAPA
    S: +OK
    S: STLS
    S: .
    C: STLS
    S: +OK begin
    TLS
    C: /PASS .*/
    S: +OK
    CLOSE
    """
)


@pytest.mark.parametrize("bytewise", [False, True])
async def test_a_conversation(bytewise: bool) -> None:
    """Lines come whole however they arrive, secrets stay out, round trips are counted."""
    async with scripted_wire(CONVERSATION, bytewise=bytewise) as wire:
        assert await wire.line() == b"+OK hello"
        wire.note("pop3.greeting")
        await wire.send(b"CAPA", note="pop3.capa")
        assert [await wire.line() for _ in range(3)] == [b"+OK", b"STLS", b"."]
        wire.note("pop3.capa.ok", count="1")
        await wire.send(b"STLS", note="pop3.stls")
        await wire.line()
        await wire.start_tls()
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
        await wire.line()
        with pytest.raises(WireFailed) as failed:
            await wire.line()
    assert failed.value.cause is Cause.NET_RESET
    assert wire.round_trips == 6
    shown = [(line.direction, line.text, line.note) for line in wire.transcript.lines]
    assert shown[:3] == [
        (Direction.SERVER, "+OK hello", "pop3.greeting"),
        (Direction.CLIENT, "CAPA", "pop3.capa"),
        (Direction.SERVER, "+OK", "pop3.capa.ok"),
    ]
    assert "hunter2" not in repr(wire.transcript.lines)


async def test_a_secret_needs_a_verified_line() -> None:
    """Nothing of a secret is written to a line that is not verified."""
    async with scripted_wire(dialogue("CLOSE")) as wire:
        with pytest.raises(SecretNotAllowed):
            await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")


async def test_silence() -> None:
    """A server that says nothing more is left when patience ends."""
    async with scripted_wire(dialogue("SILENCE")) as wire:
        with pytest.raises(WireFailed) as failed:
            await wire.line()
    assert failed.value.cause is Cause.PROTO_SILENT
