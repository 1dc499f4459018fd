"""A reply for the terminal: styled and wrapped on a screen, plain text in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count, repeat
from typing import TYPE_CHECKING, TextIO, assert_never

from bot.adapters.terminal.table import Table, table
from bot.core.model import (
    Block,
    Bullets,
    Choices,
    Code,
    Facts,
    Feedback,
    Form,
    Heading,
    Note,
    Picture,
    Reply,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
)
from bot.core.plain import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

READABLE = 88
"""Cells of a line at most: longer lines are hard to follow, however wide the window."""

_INDENT = "  "
_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.EMPHASIS: "italic",
    Style.CODE: "cyan",
    Style.LINK: "underline",
    Style.BREAK: "",
}
_TONES = {Tone.INFO: "dim", Tone.WARNING: "yellow", Tone.SOURCE: "dim"}
# What a terminal obeys, and what turns text around, shown as a replacement: the last border.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with nothing in it that a terminal obeys but line ends and tabs."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def show(reply: Reply, stream: TextIO, *, numbered: bool = False) -> None:
    """Print a reply: styled where the stream is a terminal, else plain text without codes.

    ``numbered``: the choices get numbers, because somebody can pick them.
    """
    if not stream.isatty():
        stream.write(printable(plain(reply.blocks)) + "\n")
        return
    console = console_for(stream)
    for line in lines(reply.blocks, min(console.width, READABLE), numbered=numbered):
        console.print(line)


def tell(text: str, stream: TextIO) -> None:
    """Print plain text, wrapped where the stream is a terminal."""
    if not stream.isatty():
        stream.write(printable(text) + "\n")
        return
    console = console_for(stream)
    for line in _paragraph_of(_styled(text), min(console.width, READABLE)):
        console.print(line)


def console_for(stream: TextIO) -> Console:
    """The terminal behind a stream. ``NO_COLOR`` and ``TERM=dumb`` are obeyed by the library."""
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)


def lines(blocks: Iterable[Block], width: int, *, numbered: bool = False) -> Iterator[Styled]:
    """The blocks as styled lines of at most ``width`` cells, a blank line between blocks.

    Numbers go through the whole reply, so that each means one choice.
    """
    from rich.text import Text as Styled

    marks = (f"{number} " for number in count(1)) if numbered else repeat("-")
    for position, block in enumerate(blocks):
        if position:
            yield Styled()
        yield from _block(block, width, marks)


def _block(block: Block, width: int, marks: Iterator[str]) -> Iterator[Styled]:
    match block:
        case Heading():
            style = "bold underline" if block.level == 1 else "bold"
            yield from _paragraph(block.text, width, style=style)
        case Text():
            yield from _paragraph(block.spans, width)
        case Note():
            yield from _paragraph(block.spans, width, style=_TONES[block.tone], first=_INDENT)
        case Bullets():
            for item in block.items:
                yield from _paragraph(item, width, first=f"{_INDENT}- ")
        case Steps():
            for number, item in enumerate(block.items, 1):
                yield from _paragraph(item, width, first=f"{_INDENT}{number}. ")
        case Facts():
            yield from table(_cells(block), width, indent=_INDENT)
        case Code():
            yield from _code(block.text, width)
        case Choices():
            yield from _choices(block, width, marks)
        case Form():
            yield from _paragraph_of(_styled(block.title, "bold"), width)
        case Picture():
            yield from _picture(block, width)
        case Feedback():
            return
        case _:
            assert_never(block)


def _choices(block: Choices, width: int, marks: Iterator[str]) -> Iterator[Styled]:
    if block.lead:
        yield from _paragraph(block.lead, width, style="bold")
    for choice, mark in zip(block.choices, marks, strict=False):
        first = f"{_INDENT}{mark} "
        for line in _paragraph_of(_styled(choice.label), width, first=first):
            if line.plain.startswith(first):
                line.stylize("bold cyan", 0, len(first))
            yield line


def _picture(block: Picture, width: int) -> Iterator[Styled]:
    """The drawing where there is room for it, else its words."""
    from rich.cells import cell_len

    drawn = max(map(cell_len, block.drawing.splitlines()), default=0)
    if drawn and len(_INDENT) + drawn <= width:
        yield from _verbatim(block.drawing)
    else:
        yield from _paragraph_of(_styled(block.alternative), width, first=_INDENT)


def _cells(facts: Facts) -> Table:
    header = [_text_of(cell, "bold") for cell in facts.header]
    return Table(header, [[_text_of(cell) for cell in row] for row in facts.rows])


def _styled(text: str, style: str = "") -> Styled:
    from rich.text import Text as Styled

    return Styled(printable(text), style)


def _text_of(spans: Spans, style: str = "") -> Styled:
    text = _styled("", style)
    for span in spans:
        if span.style is Style.BREAK:
            text.append("\n")
        elif span.style is Style.LINK:
            text.append(printable(span.text), _STYLES[span.style])
            if span.href != span.text:
                text.append(f" <{printable(span.href)}>")
        else:
            text.append(printable(span.text), _STYLES[span.style])
    return text


def _paragraph(spans: Spans, width: int, *, style: str = "", first: str = "") -> Iterator[Styled]:
    yield from _paragraph_of(_text_of(spans, style), width, first=first)


def _paragraph_of(text: Styled, width: int, *, first: str = "") -> Iterator[Styled]:
    """The text wrapped, ``first`` before its first line and as many blanks before the others."""
    from bot.adapters.terminal.wrap import wrap

    for number, line in enumerate(wrap(text, width - len(first))):
        yield _styled(" " * len(first) if number else first) + line


def _verbatim(text: str) -> Iterator[Styled]:
    for line in text.splitlines():
        yield _styled(_INDENT + line)


def _code(text: str, width: int) -> Iterator[Styled]:
    """The lines as they are; one that is too long goes on below where its text begins."""
    for line in text.splitlines():
        bare = line.lstrip(" ")
        first = " " * (len(_INDENT) + min(len(line) - len(bare), width // 3))
        yield from _paragraph_of(_styled(bare, "cyan"), width, first=first)
