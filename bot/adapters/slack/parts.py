"""One block in parts that fit: at lines, items, rows, and the ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from bot.adapters.slack.escape import cut, mrkdwn
from bot.adapters.slack.limits import LABEL
from bot.adapters.slack.said import size
from bot.core.model import (
    Block,
    Bullets,
    Choices,
    Code,
    Facts,
    Heading,
    Note,
    Span,
    Spans,
    Steps,
    Text,
)

_Item = TypeVar("_Item")
# A run of text up to and with the end of a sentence, a clause or a word.
_SENTENCE = re.compile(r".*?(?:[。！？\n]|[.!?] |$)", re.DOTALL)


def parts(block: Block, room: int) -> Iterator[Block]:
    """The block, in as many parts as it takes for each to say at most ``room`` characters."""
    if size(block) <= room:
        yield block
        return
    match block:
        case Code():
            yield from map(Code, _lines(block.text, room // 2))
        case Bullets():
            items = [part for item in block.items for part in _runs(item, room // 2)]
            for group in _grouped(((i, size(Bullets((i,)))) for i in items), room):
                yield Bullets(group)
        case Steps():
            # Numbers are written out: a list that goes on would begin at one again.
            for number, item in enumerate(block.items, 1):
                yield from map(Text, _runs((Span(f"{number}. "), *item), room // 2))
        case Facts():
            yield from _tables(block, room)
        case Text():
            yield from map(Text, _runs(block.spans, room // 2))
        case Note():
            yield from (replace(block, spans=run) for run in _runs(block.spans, room // 2))
        case Heading():
            yield from (replace(block, text=run) for run in _runs(block.text, room // 2))
        case Choices():
            yield from map(Text, _runs(block.lead, room // 2))
            short = (replace(c, label=cut(c.label, LABEL)) for c in block.choices)
            for few in _grouped(((c, 5 * len(c.label)) for c in short), room):
                yield Choices((), few)
        case _:
            yield block


def _tables(facts: Facts, room: int) -> Iterator[Block]:
    """Rows under the same header; a row that fits nowhere becomes a paragraph."""
    head = size(Facts((), (facts.header,))) if facts.header else 0
    header = facts.header if head < room // 3 else ()
    sized = [(row, size(Facts((), (row,)))) for row in facts.rows]
    fitting = [(row, length) for row, length in sized if length <= room - head]
    for rows in _grouped(fitting, room - head) if fitting else ():
        yield Facts(header, rows)
    for row, length in sized:
        if length > room - head:
            yield from map(Text, _runs(_joined(row), room // 2))
    if facts.header and not header:
        yield from map(Text, _runs(_joined(facts.header), room // 2))


def _joined(row: Iterable[Spans]) -> Spans:
    return tuple(span for cell in row for span in (*cell, Span(" ")))


def _lines(text: str, room: int) -> Iterator[str]:
    """The text in pieces of whole lines, and a line that is too long in pieces of its own."""
    longest = max(1, room // 5)
    bits = (
        line[start : start + longest]
        for line in text.split("\n")
        for start in range(0, max(1, len(line)), longest)
    )
    yield from map("\n".join, _grouped(((bit, len(mrkdwn(bit)) + 1) for bit in bits), room))


def _runs(spans: Spans, room: int) -> Iterator[Spans]:
    """The spans in runs that fit, cut after a sentence where there is one."""
    bits = (bit for span in spans for bit in _bits(span, max(1, room // 6)))
    yield from _grouped(((bit, size(Text((bit,)))) for bit in bits), room)


def _bits(span: Span, most: int) -> Iterator[Span]:
    """The span, sentence by sentence, and a sentence that is too long in pieces."""
    if not span.text:
        yield span
    for sentence in _SENTENCE.findall(span.text):
        for start in range(0, len(sentence), most):
            yield replace(span, text=sentence[start : start + most])


def _grouped(sized: Iterable[tuple[_Item, int]], room: int) -> Iterator[tuple[_Item, ...]]:
    """The items in groups that fit, in order; an item that is too large is a group of its own."""
    group: list[_Item] = []
    left = room
    for item, length in sized:
        if group and length > left:
            yield tuple(group)
            group, left = [], room
        group.append(item)
        left -= length
    if group:
        yield tuple(group)
