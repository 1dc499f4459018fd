"""Asks the person at the terminal: a line, or a secret that is not shown."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import TextIO


class Stopped(Exception):  # noqa: N818 - the person's wish, not an error
    """The person pressed Ctrl-C, or ended the input."""


def ask_line(prompt: str, stdin: TextIO, stderr: TextIO) -> str:
    """A line that the person typed, without its end. Stopped when they would not."""
    stderr.write(prompt)
    stderr.flush()
    with _ctrl_c_stops():
        line = stdin.readline()
    if not line:
        raise Stopped
    return line.strip()


def ask_secret(prompt: str, stderr: TextIO) -> str:
    """A secret that the person typed; nothing of it was shown. Stopped when they would not."""
    with _ctrl_c_stops():
        return getpass(prompt, stderr)


@contextmanager
def _ctrl_c_stops() -> Iterator[None]:
    """Ctrl-C breaks the wait for input, inside a running event loop too.

    The loop's own handler would only make a note of it, and the read would go on.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        raise Stopped from None
    finally:
        signal.signal(signal.SIGINT, before)
