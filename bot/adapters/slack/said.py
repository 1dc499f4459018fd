"""What blocks say, as the top-level ``text``: notifications and screen readers use it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.slack.escape import mrkdwn
from bot.core.model import Block, Form, Picture, Span, Text
from bot.core.plain import plain


def said(blocks: Iterable[Block]) -> str:
    """The blocks as text that Slack parses nothing of."""
    return mrkdwn(plain(map(_in_words, blocks)))


def size(block: Block) -> int:
    """Characters of a block in the text, with the blank line after it."""
    return len(said((block,))) + 2


def _in_words(block: Block) -> Block:
    """A picture by its words instead of its drawing; a form by what its button says."""
    match block:
        case Picture():
            return Text((Span(block.alternative),))
        case Form():
            return Text((Span(block.title),))
        case _:
            return block
