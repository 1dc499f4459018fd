"""A long reply cut into messages, at places where a reader would pause.

What can be picked stays with the first page: nobody has to read to the end to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.adapters.slack.limits import BUTTONS
from bot.adapters.slack.parts import parts
from bot.adapters.slack.said import size
from bot.core.model import Block, Choices, Feedback, Form, Heading

ROOM = 3_600
"""Characters of a page, as the top-level ``text`` says them: 4,000 with the words around them."""

MOST = 40
"""Blocks of a page, of 50: a block of ours may become two of Slack's."""

_PICKABLE_ROOM = 2_000
_MOST_PICKABLE = 8


def pages(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """The blocks in pages; one where all fits. Nothing is left out, and nothing comes twice."""
    body, pickable = _parted(blocks)
    first_room = ROOM - sum(map(size, pickable))
    page: list[Block] = []
    found, room, most = [page], first_room, MOST - 2 * len(pickable)
    for part in (part for block in body for part in parts(block, first_room)):
        if page and (size(part) > room or len(page) >= most):
            page = _trailing_headings(page)
            found.append(page)
            room, most = ROOM - sum(map(size, page)), MOST
        page.append(part)
        room -= size(part)
    return ((*found[0], *pickable), *map(tuple, found[1:]))


def _parted(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What is read, and what is picked at the end."""
    at = len(blocks)
    while at and isinstance(blocks[at - 1], Choices | Form | Feedback):
        at -= 1
    body, pickable, room = list(blocks[:at]), list[Block](), _PICKABLE_ROOM
    for block in _rows_of_buttons(blocks[at:]):
        room -= size(block)
        fits = room >= 0 and len(pickable) < _MOST_PICKABLE
        (pickable if fits else body).append(block)
    return body, pickable


def _rows_of_buttons(blocks: Iterable[Block]) -> Iterator[Block]:
    """Choices in as many groups as it takes for each to be one row of buttons."""
    for block in blocks:
        if not isinstance(block, Choices):
            yield block
            continue
        for start in range(0, len(block.choices), BUTTONS):
            group = block.choices[start : start + BUTTONS]
            yield replace(block, lead=() if start else block.lead, choices=group)


def _trailing_headings(page: list[Block]) -> list[Block]:
    """Headings taken off a page's end: they belong to what follows."""
    carried: list[Block] = []
    while len(page) > 1 and isinstance(page[-1], Heading):
        carried.insert(0, page.pop())
    return carried
