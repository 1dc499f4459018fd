"""A reply as one plain embed: for where Discord does not take parts.

A message that was sent without Components V2 may not take them when it is changed, and a limit
that Discord has changed since refuses what was fine. The words arrive all the same, without
buttons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.adapters.discord.escape import cut, units
from bot.adapters.discord.text import Read, pieces
from bot.core.model import Block, Heading, Picture, Reply, Span, Text
from bot.core.plain import plain_spans

TITLE, DESCRIPTION = 256, 4_096


@dataclass(frozen=True, slots=True)
class Plain:
    """An embed: a title without markup, which may be empty, and a text in Discord's Markdown."""

    title: str
    description: str


def plain_embed(reply: Reply) -> Plain:
    """What a reply says, as far as it fits."""
    blocks, title = reply.blocks, ""
    if blocks and isinstance(blocks[0], Heading) and blocks[0].level == 1:
        title, blocks = cut(plain_spans(blocks[0].text).strip(), TITLE), blocks[1:]
    kept: list[str] = []
    room = DESCRIPTION
    for piece in _pieces(blocks):
        room -= units(piece) + 2
        if room < 0:
            break
        kept.append(piece)
    return Plain(title, "\n\n".join(kept) or "…")


def _pieces(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Read):
            yield from pieces(block)
        elif isinstance(block, Picture):
            yield from pieces(Text((Span(block.alternative),)))
