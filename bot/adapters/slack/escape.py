"""Text made harmless, each kind by its own rule.

``mrkdwn`` and the top-level ``text`` are parsed by Slack: three characters escaped stop every
mention, link and broadcast. ``plain_text`` and the text of rich text are not parsed, and need only
what cannot be printed to be taken out.
"""

from __future__ import annotations

import re

# What is obeyed instead of shown, and what turns text around.
_OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text with a replacement for everything that is not shown but line ends and tabs."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def mrkdwn(text: str) -> str:
    """The text for ``mrkdwn`` and the top-level ``text``: it mentions and links nothing."""
    shown = printable(text)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """The text as code inside ``mrkdwn``: it cannot end the code."""
    inner = mrkdwn(text).replace("`", "ˋ").replace("\n", " ").strip()
    return f"`{inner}`" if inner else ""


def label(text: str, most: int) -> str:
    """The text for a label, on one line and of at most so many characters; never empty."""
    line = " ".join(printable(text).split())
    return cut(line, most) or "…"


def cut(text: str, most: int) -> str:
    """The text, its end replaced by an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
