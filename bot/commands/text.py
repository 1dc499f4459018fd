"""The text that a command is about: its arguments, or what is piped into it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError

# A bounce with its attachments may be longer; what decides stands in its first megabyte.
TEXT_LIMIT = 1 << 20


def text_or_stdin(words: Sequence[str], context: Context) -> str:
    """The words joined, else standard input, of which a megabyte is read.

    Raises:
        UsageError: no words, and standard input is a terminal.
    """
    if words:
        return " ".join(words)
    if context.stdin.isatty():
        raise UsageError("no_text")
    return context.stdin.buffer.read(TEXT_LIMIT).decode("utf-8", errors="replace")
