"""The wire's verbs against a script in memory."""

from __future__ import annotations

import pytest

from connectors.codes import ConnectionDetail
from connectors.model import Direction, Protocol
from connectors.wire.lines import LINE_LIMIT
from connectors.wire.transcript import Transcript
from connectors.wire.wire import (
    CONTENT_BYTES,
    REPLY_LINES,
    SESSION_BYTES,
    SecretNotAllowed,
    Secured,
    Wire,
    WireFailed,
)
from knowledge.causes import Cause
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script, dialogue
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
    assert shown == [
        (Direction.SERVER, "+OK hello", "pop3.greeting"),
        (Direction.CLIENT, "CAPA", "pop3.capa"),
        (Direction.SERVER, "+OK", "pop3.capa.ok"),
        (Direction.SERVER, "STLS", ""),
        (Direction.SERVER, ".", ""),
        (Direction.CLIENT, "STLS", "pop3.stls"),
        (Direction.SERVER, "+OK begin", ""),
        (Direction.NOTE, "", "tls.encrypted"),
        (Direction.CLIENT, "PASS ***", "pop3.pass"),
        (Direction.SERVER, "+OK", ""),
    ]


async def test_pipelining_is_one_round_trip() -> None:
    """What is sent before anything is waited for costs one wait."""
    script = dialogue("S: +OK\nC: STAT\nC: LIST 1\nC: QUIT\nS: +OK 1\nS: +OK 2\nS: +OK 3")
    async with scripted_wire(script) as wire:
        await wire.line()
        for line in (b"STAT", b"LIST 1", b"QUIT"):
            await wire.send(line, note="")
        for _ in range(3):
            await wire.line()
    assert wire.round_trips == 3


async def test_several_lines_are_one_message_of_ours() -> None:
    """The first bears the note."""
    async with scripted_wire(dialogue("C: STAT\nC: QUIT")) as wire:
        await wire.send(b"STAT", b"QUIT", note="pop3.stat", some="value")
    assert [(line.note, line.values) for line in wire.transcript.lines] == [
        ("pop3.stat", {"some": "value"}),
        ("", {}),
    ]


@pytest.mark.parametrize("line", [b"RCPT TO:<a>\r\nDATA", b"a\nb", b"a\rb", b"a\0b", b"\x7f"])
async def test_control_characters_are_refused(line: bytes) -> None:
    """Nothing is written and nothing told, whichever way it is sent."""
    async with scripted_wire(Script(), tls=True) as wire:
        with pytest.raises(ValueError, match="control character"):
            await wire.send(b"NOOP", line, note="")
        with pytest.raises(ValueError, match="control character"):
            await wire.send_secret(line, "***", note="")
    assert wire.transcript.lines == ()


@pytest.mark.parametrize("tls", [False, True])
async def test_a_secret_needs_a_verified_line(tls: bool) -> None:
    """Nothing of a secret is written to a line that is not, encrypted or not."""
    async with scripted_wire(Script(), tls=tls, verified=False) as wire:
        assert (wire.encrypted, wire.verified) == (tls, False)
        with pytest.raises(SecretNotAllowed):
            await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
    assert wire.transcript.lines == ()


async def test_a_secret_in_clear_that_was_asked_for() -> None:
    """Only whoever makes the wire can allow it."""
    async with scripted_wire(dialogue("C: PASS hunter2"), secret_in_clear=True) as wire:
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
    assert [line.text for line in wire.transcript.lines] == ["PASS ***"]


async def test_an_echoed_secret() -> None:
    """A server that repeats a command does not get the secret into anything of ours."""
    script = Script().answer(lambda line: b"-ERR what is " + line + b"?\r\n")
    async with scripted_wire(script, tls=True) as wire:
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
        assert await wire.line() == b"-ERR what is PASS ***?"
    assert "hunter2" not in repr(wire.transcript.lines)


@pytest.mark.parametrize("step", [dialogue("SILENCE"), Script().raw(b"+OK half").silence()])
async def test_silence(step: Script) -> None:
    """A server that says nothing more, or not the rest of a line, is left when patience ends."""
    clock = MovedClock()
    async with scripted_wire(step, clock=clock) as wire:
        with pytest.raises(WireFailed) as failed:
            await wire.line()
        assert failed.value.detail is not None
        assert failed.value.detail.code == ConnectionDetail.TIMEOUT
        with pytest.raises(WireFailed):
            await wire.line()
    assert failed.value.cause is Cause.PROTO_SILENT


LATE = Script().send(b"-ERR [IN-USE] Mailbox is locked by another POP3 session")


async def test_a_judgement_may_take_longer() -> None:
    """Whoever waits for a mailbox that is in use, or is made to wait, is answered late."""
    script = dialogue("C: PASS hunter2").silence(11) + LATE
    async with scripted_wire(script, tls=True) as wire:
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
        assert (await wire.line()).startswith(b"-ERR [IN-USE]")


async def test_what_is_no_secret_is_answered_at_once() -> None:
    """The longer patience ends with the login."""
    script = dialogue("C: PASS hunter2\nS: +OK\nC: STAT").silence(11)
    async with scripted_wire(script, tls=True) as wire:
        await wire.send_secret(b"PASS hunter2", "PASS ***", note="pop3.pass")
        await wire.line()
        await wire.send(b"STAT", note="pop3.stat")
        with pytest.raises(WireFailed) as failed:
            await wire.line()
    assert failed.value.cause is Cause.PROTO_SILENT


async def test_the_deadline_is_for_all_reads_together() -> None:
    """Each read is in time, all together are not."""
    script = Script()
    for _ in range(4):
        script += Script().silence(4).send(b"* OK still here")
    async with scripted_wire(script.silence(), seconds=18.0) as wire:
        for _ in range(4):
            await wire.line()
        with pytest.raises(WireFailed) as failed:
            await wire.line()
    assert failed.value.cause is Cause.PROTO_SILENT


async def test_last_words_are_handed_out_first() -> None:
    """A line that the server did not finish is a line."""
    async with scripted_wire(Script().raw(b"+OK\r\n421 too bus").close()) as wire:
        assert [await wire.line(), await wire.line()] == [b"+OK", b"421 too bus"]
        with pytest.raises(WireFailed) as failed:
            await wire.line()
    assert failed.value.cause is Cause.NET_RESET


async def test_half_a_literal_is_none() -> None:
    """What was announced and did not come cannot be used."""
    async with scripted_wire(Script().raw(b"half").close()) as wire:
        with pytest.raises(WireFailed) as failed:
            await wire.exactly(8)
    assert failed.value.cause is Cause.NET_RESET


async def test_content_is_counted_and_not_kept() -> None:
    """Literals and lines of a message leave their size, and nothing else, in the transcript."""
    script = Script().send(b"* FETCH {6}").raw(b"geheim)\r\n").send("件名: 秘密".encode())
    async with scripted_wire(script) as wire:
        await wire.line()
        assert await wire.exactly(6) == b"geheim"
        await wire.line()
        assert (await wire.content_line()).decode() == "件名: 秘密"
        wire.note("imap.fetch")
    told = [(line.text, line.note, dict(line.values)) for line in wire.transcript.lines]
    assert told == [
        ("* FETCH {6}", "imap.fetch", {}),
        (")", "", {}),
        ("", "wire.content", {"bytes": "22"}),
    ]


async def test_content_that_is_sent() -> None:
    """The same for what we send."""
    async with scripted_wire(dialogue("C: Subject: x\nC: .")) as wire:
        await wire.send_content(b"Subject: x\r\n.\r\n")
    (line,) = wire.transcript.lines
    assert (line.direction, line.text, line.note) == (Direction.CLIENT, "", "wire.content")


async def read_all(wire: Wire, *, of_a_reply: int = 10_000, content: bool = False) -> None:
    """Read lines until it fails; a reply ends after so many."""
    while True:
        for _ in range(of_a_reply):
            await (wire.content_line() if content else wire.line())
        wire.note("reply")


async def failing(script: Script, *, of_a_reply: int = 10_000) -> str:
    """Read lines until it fails for being too much; at what."""
    async with scripted_wire(script) as wire:
        with pytest.raises(WireFailed) as failed:
            await read_all(wire, of_a_reply=of_a_reply)
        with pytest.raises(WireFailed):
            await wire.line()
    assert failed.value.cause is Cause.PROTO_MALFORMED
    assert failed.value.detail is not None
    return failed.value.detail.code


async def test_bounds() -> None:
    """Of a line, of a reply in lines and in bytes."""
    assert await failing(Script().raw(b"x" * (LINE_LIMIT + 1000))) == ConnectionDetail.LINE_TOO_LONG
    many = Script().raw(b"x\r\n" * (REPLY_LINES + 1))
    assert await failing(many) == ConnectionDetail.REPLY_TOO_LONG
    large = Script().raw((b"x" * 8000 + b"\r\n") * 9)
    assert await failing(large) == ConnectionDetail.REPLY_TOO_LONG


async def test_the_bound_of_a_session() -> None:
    """Replies that are each small enough do not add up without end."""
    script = Script()
    for _ in range(SESSION_BYTES // 60_000 + 2):
        script = script.raw((b"x" * 5998 + b"\r\n") * 10)
    code = await failing(script.close(), of_a_reply=10)
    assert code == ConnectionDetail.SESSION_TOO_LONG


@pytest.mark.parametrize("count", [CONTENT_BYTES + 1, 4 * 1024**3])
async def test_a_literal_that_is_announced_too_large(count: int) -> None:
    """It is refused before a byte of it is waited for."""
    async with scripted_wire(Script()) as wire:
        with pytest.raises(WireFailed) as failed:
            await wire.exactly(count)
    assert failed.value.detail is not None
    assert failed.value.detail.code == ConnectionDetail.CONTENT_TOO_LONG


async def test_content_lines_without_end() -> None:
    """Headers that go on and on are left at the bound."""
    async with scripted_wire(Script().raw((b"X: " + b"y" * 997 + b"\r\n") * 300)) as wire:
        with pytest.raises(WireFailed) as failed:
            await read_all(wire, content=True)
    assert failed.value.cause is Cause.PROTO_MALFORMED


@pytest.mark.parametrize(
    ("greeting", "protocol", "cause"),
    [
        (b"* OK ready\r\n", Protocol.SMTP, Cause.PROTO_WRONG_SERVICE),
        (b"220 ready\r\n", Protocol.IMAP, Cause.PROTO_WRONG_SERVICE),
        (b"+OK ready\r\n", Protocol.IMAP, Cause.PROTO_WRONG_SERVICE),
        (b"HTTP/1.1 400 Bad\r\n", Protocol.POP3, Cause.PROTO_WRONG_SERVICE),
        (b"\x15\x03\x01\x00\x02\x02\x46", Protocol.IMAP, Cause.PROTO_TLS_EXPECTED),
    ],
)
@pytest.mark.parametrize("bytewise", [False, True])
async def test_another_service_greets(
    greeting: bytes, protocol: Protocol, cause: Cause, bytewise: bool
) -> None:
    """It is told by what it says first, and nothing is said to it."""
    script = Script().raw(greeting)
    async with scripted_wire(script, protocol=protocol, bytewise=bytewise) as wire:
        with pytest.raises(WireFailed) as failed:
            await wire.line()
        wire.transcript.lines  # noqa: B018 - whatever came stays readable
    assert failed.value.cause is cause


async def test_only_the_greeting_is_looked_at() -> None:
    """Later lines may look like anything."""
    script = dialogue("S: +OK ready\nS: * OK\nS: HTTP/1.1")
    async with scripted_wire(script, protocol=Protocol.POP3) as wire:
        for _ in range(3):
            await wire.line()


async def test_bytes_before_the_handshake() -> None:
    """They are neither read as an answer nor thrown away."""
    async with scripted_wire(Script().raw(b"220 go\r\n250 OK\r\n")) as wire:
        await wire.line()
        with pytest.raises(WireFailed) as failed:
            await wire.start_tls()
    assert failed.value.cause is Cause.TLS_STARTTLS_INJECTION


class Broken:
    """A connection that fails at every turn."""

    async def read(self) -> bytes:
        raise ConnectionResetError

    async def write(self, data: bytes) -> None:
        raise BrokenPipeError

    def close(self) -> None:
        return


async def test_writing_to_a_server_that_has_gone() -> None:
    """It is noticed by the next read, which would have its last words."""
    clock = MovedClock()

    async def secure(channel: object, early: bytes) -> Secured:
        raise AssertionError("not asked for")

    wire = Wire(Broken(), Transcript(clock), clock, deadline=30.0, secure=secure)
    await wire.send(b"QUIT", note="")
    with pytest.raises(WireFailed) as failed:
        await wire.line()
    assert failed.value.cause is Cause.NET_RESET
    await wire.close()
    await wire.send(b"QUIT", note="")
    with pytest.raises(WireFailed):
        await wire.line()
