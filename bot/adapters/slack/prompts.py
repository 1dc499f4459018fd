"""What our conversation suggests to ask, out of a greeting's choices."""

from __future__ import annotations

import re

from bot.adapters.slack.escape import label, printable
from bot.core.model import Choices, Reply

MOST = 4
"""Slack's limit."""

_TITLE = 75
_MESSAGE = 1_000
# Messages that only a button can carry: nobody would type "topic:port.143".
_NOT_TYPED = re.compile(r"[a-z]+:\S*")


def prompts_of(greeting: Reply) -> list[dict[str, str]]:
    """At most four prompts. Picking one says its message in the person's name."""
    choices = [c for b in greeting.blocks if isinstance(b, Choices) for c in b.choices]
    return [
        {
            "title": label(choice.label, _TITLE),
            "message": _message(choice.message, choice.label),
        }
        for choice in choices[:MOST]
    ]


def _message(message: str, words: str) -> str:
    said = words if _NOT_TYPED.fullmatch(message) else message
    return printable(said)[:_MESSAGE] or "…"
