"""What a scripted server does: steps in order, played to the end or the test fails.

One script serves both the real server (``scripted.py``: TCP and TLS on loopback) and the one in
memory (``scripted_wire.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Send:
    """The server says these bytes, as they are."""

    data: bytes


@dataclass(frozen=True)
class Expect:
    """The client says this line (without CRLF): equal to bytes, or matched whole by a pattern."""

    line: bytes | re.Pattern[bytes]

    def check(self, said: bytes) -> None:
        """Fail the test when the client said something else."""
        if isinstance(self.line, bytes):
            assert said == self.line
        else:
            assert self.line.fullmatch(said), f"{said!r} does not match {self.line.pattern!r}"


@dataclass(frozen=True)
class Answer:
    """The client says any line, and the server answers what the function makes of it."""

    function: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Message:
    """The client says a message up to the lone dot; the server answers what is made of it."""

    function: Callable[[bytes], bytes]


@dataclass(frozen=True)
class StartTls:
    """From here on the line is encrypted; ``refused``: the client breaks off the handshake."""

    refused: bool = False


@dataclass(frozen=True)
class Close:
    """The server ends the connection."""


@dataclass(frozen=True)
class Silence:
    """The server says nothing for so long that the client's patience ends (the clock is moved)."""

    seconds: float = 3600.0


@dataclass(frozen=True)
class Hear:
    """The client says anything, lines or not."""


@dataclass(frozen=True)
class Drip:
    """The server says one byte a second until the client has gone."""

    data: bytes


@dataclass(frozen=True)
class Reset:
    """The server breaks the connection off, so that the client sees a reset."""


Step = Send | Expect | Answer | Message | StartTls | Close | Silence | Hear | Drip | Reset


class Script:
    """A server's part, written as a chain of verbs.

    For example ``Script().send(b"+OK hello").expect(b"QUIT").send(b"+OK bye").close()``.
    """

    def __init__(self, steps: tuple[Step, ...] = ()) -> None:
        self.steps = steps

    def __add__(self, other: Script) -> Script:
        return Script(self.steps + other.steps)

    def _then(self, step: Step) -> Script:
        return Script((*self.steps, step))

    def send(self, *lines: bytes) -> Script:
        """Say lines; each that lacks it gets its CRLF."""
        ended = (line if line.endswith(b"\n") else line + b"\r\n" for line in lines)
        return self._then(Send(b"".join(ended)))

    def raw(self, data: bytes) -> Script:
        """Say bytes as they are."""
        return self._then(Send(data))

    def expect(self, line: bytes | re.Pattern[bytes]) -> Script:
        """Take one line of the client's (without CRLF), which must be this."""
        return self._then(Expect(line))

    def answer(self, function: Callable[[bytes], bytes]) -> Script:
        """Take one line of the client's, whatever it is, and say what the function returns."""
        return self._then(Answer(function))

    def message(self, function: Callable[[bytes], bytes]) -> Script:
        """Take a message as SMTP sends it, without the dot that ends it, and answer."""
        return self._then(Message(function))

    def starttls(self, *, refused: bool = False) -> Script:
        """Encrypt the line; first in a script, this is TLS from the first byte."""
        return self._then(StartTls(refused))

    def close(self) -> Script:
        """End the connection."""
        return self._then(Close())

    def hear(self) -> Script:
        """Wait until the client has said something, whatever it is."""
        return self._then(Hear())

    def reset(self) -> Script:
        """Break the connection off."""
        return self._then(Reset())

    def drip(self, data: bytes) -> Script:
        """Say these bytes over and over, one a second."""
        return self._then(Drip(data))

    def silence(self, seconds: float = 3600.0) -> Script:
        """Say nothing while this time passes on the clock that the client looks at."""
        return self._then(Silence(seconds))


def dialogue(text: str) -> Script:
    """A script from its printed form, one step a line; blank lines are passed over.

    For example::

        S: +OK hello
        C: STLS
        S: +OK begin
        TLS
        C: /USER .*/
        SILENCE
        CLOSE

    ``C: /…/`` is a pattern; everything is UTF-8.
    """
    script = Script()
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        match word:
            case "S:":
                script = script.send(rest.encode() + b"\r\n")
            case "C:" if len(rest) > 1 and rest[0] == rest[-1] == "/":
                script = script.expect(re.compile(rest[1:-1].encode()))
            case "C:":
                script = script.expect(rest.encode())
            case "TLS":
                script = script.starttls()
            case "SILENCE":
                script = script.silence()
            case "CLOSE":
                script = script.close()
            case _:
                raise ValueError(f"not a step of a dialogue: {line!r}")
    return script
