"""A person at a terminal: a pseudo-terminal, what is typed there, and what is seen."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bot.end_to_end.command import COMMAND

PATIENCE = 60.0
"""Seconds until what should be seen and is not fails the test."""

_CODES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[=>()][0-9A-B]?")


@dataclass
class Terminal:
    """A running command. ``seen`` is all that it has shown so far, ``codes`` how it did so."""

    process: subprocess.Popen[bytes]
    screen: int
    seen: str = ""
    codes: str = ""
    _read: int = 0
    _unfinished: str = ""
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=codecs.getincrementaldecoder("utf-8")
    )

    def types(self, line: str) -> None:
        """Type a line, and Enter."""
        os.write(self.screen, line.encode() + b"\r")

    def presses(self, keys: str) -> None:
        """Press keys; control characters as they are."""
        os.write(self.screen, keys.encode())

    def pastes(self, text: str) -> None:
        """Paste, as terminals mark it (bracketed paste), without Enter."""
        os.write(self.screen, b"\x1b[200~" + text.replace("\n", "\r").encode() + b"\x1b[201~")

    def sees(self, *words: str) -> str:
        """Wait until these words were shown, in this order, since the last look; what was shown."""
        end = time.monotonic() + PATIENCE
        while (at := self._after(words)) is None:
            assert self._more(end), f"not seen: {words}\n{self.seen[self._read :]}"
        shown, self._read = self.seen[self._read : at], at
        return shown

    def ends(self) -> int:
        """Wait until the command has ended; its exit status."""
        end = time.monotonic() + PATIENCE
        while self._more(end):
            pass
        return self.process.wait(PATIENCE)

    def _after(self, words: tuple[str, ...]) -> int | None:
        at = self._read
        for word in words:
            found = self.seen.find(word, at)
            if found < 0:
                return None
            at = found + len(word)
        return at

    def _more(self, end: float) -> bool:
        """Read what has come; False when nothing will come any more."""
        ready, _, _ = select.select([self.screen], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.screen, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self._unfinished += self._decoder.decode(data)
        self.codes += "".join(_CODES.findall(self._unfinished))
        shown, code, rest = _CODES.sub("", self._unfinished).partition("\x1b")
        self._unfinished = code + rest  # a code of which only a part has come
        self.seen += shown.replace("\r", "")
        return bool(data)


@contextmanager
def terminal(
    *arguments: str, environ: Mapping[str, str], columns: int = 80, rows: int = 24
) -> Iterator[Terminal]:
    """The command on a terminal of this size, ended with the block."""
    screen, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=side,
        stdout=side,
        stderr=side,
        # Its own session with this terminal, so that Ctrl-C reaches it and nobody else.
        preexec_fn=_take_terminal,
        env={"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **environ},
    )
    os.close(side)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


def _take_terminal() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
