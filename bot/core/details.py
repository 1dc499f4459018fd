"""A topic in two parts: what everybody needs, and what is for people who know."""

from __future__ import annotations

from bot.core.model import Block, Heading
from bot.core.plain import plain_spans
from knowledge.model import Language
from knowledge.speak import Speaker


def split(
    blocks: tuple[Block, ...], speaker: Speaker, language: Language
) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks before the heading that says ``answers.details``, and those from it on.

    The second part is empty where there is no such heading.
    """
    word = speaker.plain("answers.details", language)
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) and plain_spans(block.text) == word:
            return blocks[:at], blocks[at:]
    return blocks, ()
