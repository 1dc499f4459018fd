"""Asks the person at the terminal: a line, or a secret that is not shown."""

from __future__ import annotations

from getpass import getpass
from typing import TextIO


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
    except KeyboardInterrupt:
        raise Stopped from None
    if not line:
        raise Stopped
    return "".join(filter(str.isprintable, line)).strip()


def ask_secret(prompt: str, stderr: TextIO) -> str:
    """A secret that the person typed; nothing of it was shown. Stopped when they would not."""
    try:
        return getpass(prompt, stderr)
    except (KeyboardInterrupt, EOFError):
        raise Stopped from None
