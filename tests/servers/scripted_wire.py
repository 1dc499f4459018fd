"""A wire whose server is a script in memory: the same verbs, bounds and transcript, no socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connectors.model import Reply
from connectors.wire.channel import Channel
from connectors.wire.echo import Secrets
from connectors.wire.transcript import Transcript, visible
from connectors.wire.wire import Secured, Wire, WireFailed
from knowledge.causes import Cause
from knowledge.providers import Protocol
from tests.servers.moved_clock import MovedClock
from tests.servers.script import (
    Answer,
    Close,
    Drip,
    Expect,
    Hear,
    Message,
    Reset,
    Script,
    Send,
    Silence,
    StartTls,
)


class ScriptedChannel:
    """Plays a script to a client that reads and writes.

    With ``bytewise`` each read gives one byte, as the slowest network would.
    """

    def __init__(self, script: Script, clock: MovedClock, *, bytewise: bool = False) -> None:
        self._steps = list(script.steps)
        self._clock = clock
        self._bytewise = bytewise
        self._said = b""
        self._out = b""
        self.closed = False

    async def read(self) -> bytes:
        while not self._out:
            if not self._steps or isinstance(self._steps[0], Close):
                self._steps = self._steps[1:]
                return b""
            await self._play(self._steps[0])
        count = 1 if self._bytewise else len(self._out)
        data, self._out = self._out[:count], self._out[count:]
        return data

    async def write(self, data: bytes) -> None:
        self._said += data

    def close(self) -> None:
        self.closed = True

    async def _play(self, step: object) -> None:
        match step:
            case Send(data):
                self._out = data
            case Expect():
                step.check(self._line())
            case Answer(function):
                self._out = function(self._line())
            case Message(function):
                self._out = function(self._message())
            case Silence(seconds):
                # A client that is out of patience leaves here, and the step stays in the script.
                await self._clock.sleep(seconds)
            case Hear() | Drip() | Reset():
                raise AssertionError("only the server on a socket can do this")
            case StartTls():
                raise AssertionError("the client reads on where it should start TLS")
        del self._steps[0]

    def _line(self) -> bytes:
        line, end, rest = self._said.partition(b"\r\n")
        assert end, f"the client waits, and the script waits for {self._steps[0]}"
        self._said = rest
        return line

    def _message(self) -> bytes:
        lines = []
        while (line := self._line()) != b".":
            lines.append(line + b"\r\n")
        return b"".join(lines)

    def take_starttls(self) -> None:
        """The client starts TLS here; the script must say so."""
        self._play_expected()
        assert self._steps[:1] == [StartTls()], f"TLS begins where the script has {self._steps[:1]}"
        del self._steps[0]

    def _play_expected(self) -> None:
        while self._steps and isinstance(step := self._steps[0], Expect) and self._said:
            step.check(self._line())
            del self._steps[0]

    def finish(self, *, broken_off: bool) -> None:
        """Fail the test unless the script was played to its end and nothing more was said.

        What the server still had to say may be left over when the client has broken off.
        """
        self._play_expected()
        unread = (Close, Silence, Send) if broken_off else (Close, Silence)
        left = [step for step in self._steps if not isinstance(step, unread)]
        assert not left, f"not played: {left}"[:500]
        assert broken_off or not self._out, f"never read: {self._out!r}"[:500]
        assert not self._said, f"not expected: {self._said!r}"


@asynccontextmanager
async def scripted_wire(
    script: Script,
    *,
    protocol: Protocol | None = None,
    tls: bool = False,
    verified: bool = True,
    secret_in_clear: bool = False,
    seconds: float = 30.0,
    bytewise: bool = False,
    clock: MovedClock | None = None,
    secrets: Secrets | None = None,
) -> AsyncIterator[Wire]:
    """A wire to a script, which must be played to its end when the block is left.

    ``tls`` begins encrypted, as on port 993. TLS in here is only said to be on: ``verified``
    says with what outcome. ``seconds`` is the deadline.
    """
    clock = clock or MovedClock()
    channel = ScriptedChannel(script, clock, bytewise=bytewise)

    async def secure(inner: Channel, early: bytes) -> Secured:
        if early:
            reply = Reply("", "", visible(early))
            raise WireFailed(Cause.TLS_STARTTLS_INJECTION, reply=reply)
        channel.take_starttls()
        return Secured(inner, verified, "TLSv1.3", "TLS_AES_128_GCM_SHA256", None, 1)

    wire = Wire(
        channel,
        Transcript(clock),
        clock,
        deadline=seconds,
        secure=secure,
        protocol=protocol,
        secret_in_clear=secret_in_clear,
        secrets=secrets,
    )
    if tls:
        wire.secured = Secured(channel, verified, "TLSv1.3", "TLS_AES_128_GCM_SHA256", None, 1)
        wire.round_trips += 1
    yield wire
    broken_off = channel.closed
    await wire.close()
    channel.finish(broken_off=broken_off)
