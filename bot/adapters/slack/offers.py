"""What a whispered answer offers besides: to show it to the channel, or to keep it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Choice, Choices, Reply
from knowledge.speak import Speaker

SHARE, KEEP = "share:", "keep:"
"""What the choices stand for, before the answer's id."""


def with_offers(reply: Reply, answer_id: str, speaker: Speaker) -> Reply:
    """The reply with both choices at its end."""
    choices = tuple(
        Choice(speaker.plain(f"slack.{name}", reply.language), f"{message}{answer_id}")
        for name, message in (("share", SHARE), ("keep", KEEP))
    )
    return replace(reply, blocks=(*reply.blocks, Choices((), choices)))


def for_others(reply: Reply) -> Reply:
    """The reply as the channel sees it: without what only its asker may pick."""
    blocks = []
    for block in reply.blocks:
        if isinstance(block, Choices):
            kept = tuple(c for c in block.choices if not c.message.startswith((SHARE, KEEP)))
            if not kept:
                continue
            block = replace(block, choices=kept)
        blocks.append(block)
    return replace(reply, blocks=tuple(blocks), private=False)
