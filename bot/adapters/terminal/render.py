"""A reply to the terminal: styled where there is one, plain text in a pipe."""

from __future__ import annotations

from typing import TextIO

from bot.core.model import Reply
from bot.core.plain import plain


def show(reply: Reply, stream: TextIO) -> None:
    """Print a reply."""
    stream.write(plain(reply.blocks) + "\n")
