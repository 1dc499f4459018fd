"""Asks the person at the terminal: a line, or a secret that is not shown."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from types import FrameType
from typing import TextIO


class Terminated(KeyboardInterrupt):
    """Somebody asked the process to end (SIGTERM): as Ctrl-C, with another exit status."""


@contextmanager
def told_to_end() -> Iterator[None]:
    """Within the block SIGTERM raises ``Terminated``, so that there is time for a last word.

    Signals are the main thread's: in any other nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


class Stopped(Exception):  # noqa: N818 - the person's wish, not an error
    """The person pressed Ctrl-C, or ended the input."""


def ask_line(prompt: str, stdin: TextIO, stderr: TextIO) -> str:
    """A line that the person typed, without its end and what keys put in that print nothing.

    Stopped when they would not.
    """
    stderr.write(prompt)
    stderr.flush()
    try:
        line = stdin.readline()
    except Terminated:
        raise
    except KeyboardInterrupt:
        raise Stopped from None
    if not line:
        raise Stopped
    return "".join(filter(str.isprintable, line)).strip()


def ask_secret(prompt: str, stderr: TextIO) -> str:
    """A secret that the person typed; nothing of it was shown. Stopped when they would not."""
    try:
        return getpass(prompt, stderr)
    except Terminated:
        raise
    except (KeyboardInterrupt, EOFError):
        raise Stopped from None
