"""Blocks of a reply as pieces of Discord's Markdown, each short enough for a part of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.adapters.discord.escape import cut, in_block, units
from bot.adapters.discord.spans import paragraphs, spans
from bot.core.model import Bullets, Code, Facts, Heading, Note, Span, Spans, Steps, Text, Tone

LONGEST = 1_500
"""UTF-16 units of a piece at most: a page holds two or three, so that pages fill evenly."""

Read = Heading | Text | Bullets | Steps | Facts | Code | Note
"""The blocks that are read, not pressed."""

_FENCE = units(in_block(""))


def pieces(block: Read, most: int = LONGEST) -> Iterator[str]:
    """The block as texts of at most ``most`` UTF-16 units, cut at sensible places; never empty."""
    return (piece for piece in _pieces(block, most) if piece.strip())


def _pieces(block: Read, most: int) -> Iterator[str]:
    match block:
        case Heading():
            mark = {1: "## ", 2: "### "}.get(block.level, "")
            if words := cut(_heading(block, bold=not mark), 300).strip():
                yield mark + words
        case Text():
            yield from paragraphs(block.spans, most)
        case Note():
            yield from _note(block, most)
        case Bullets():
            yield from _joined(_items("- ", block.items, most), most)
        case Steps():
            yield from _joined(_steps(block, most), most)
        case Facts():
            yield from _joined(_rows(block, most), most)
        case Code():
            yield from _code(block.text, most)


def _heading(block: Heading, *, bold: bool) -> str:
    return spans(block.text, line_start=False, bold=bold).replace("\n", " ")


def _note(block: Note, most: int) -> Iterator[str]:
    """A warning is quoted; what is by the way is small."""
    mark = "> " if block.tone is Tone.WARNING else "-# "
    for paragraph in paragraphs(block.spans, most - 3 * 20):
        lines = paragraph.split("\n")
        yield from _joined((mark + line for line in lines if line), most)


def _items(mark: str, items: Iterable[Spans], most: int) -> Iterator[str]:
    for item in items:
        for number, paragraph in enumerate(paragraphs(item, most - 200)):
            first = "  " if number else mark
            yield first + paragraph.replace("\n", "\n" + " " * len(mark))


def _steps(block: Steps, most: int) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        yield from _items(f"{number}. ", [item], most)


def _rows(block: Facts, most: int) -> Iterator[str]:
    """A row is a line: Discord has no tables."""
    for row in block.rows:
        if not row:
            continue
        first, *others = row
        told = [_cell(block.header, at, cell) for at, cell in enumerate(others, 1)]
        head = spans(first, line_start=False, bold=True)
        line = f"{head}: {' · '.join(filter(None, told))}" if any(told) else head
        if units(line) > most - 10:
            yield from paragraphs(tuple(s for cell in row for s in (*cell, _SPACE)), most)
        else:
            yield "- " + line.replace("\n", " ")


_SPACE = Span(" ")


def _cell(header: tuple[Spans, ...], at: int, cell: Spans) -> str:
    """A cell; in a wide table with its column's name."""
    told = spans(cell, line_start=False)
    named = told and len(header) > 2 and at < len(header) and header[at]
    return f"{spans(header[at], line_start=False)} {told}" if named else told


def _joined(lines: Iterable[str], most: int) -> Iterator[str]:
    """Lines put together as far as they fit."""
    waiting = ""
    for line in lines:
        if waiting and units(waiting) + 1 + units(line) > most:
            yield waiting
            waiting = line
        else:
            waiting = f"{waiting}\n{line}" if waiting else line
    if waiting:
        yield waiting


def _code(text: str, most: int) -> Iterator[str]:
    room = most - _FENCE
    lines = (part for line in text.split("\n") for part in _wrapped(line, room))
    for part in _joined_in_block(lines, room):
        yield in_block(part)


def _joined_in_block(lines: Iterable[str], room: int) -> Iterator[str]:
    waiting: list[str] = []
    size = 0
    for line in lines:
        longer = _size(in_block(line)) + 1
        if waiting and size + longer > room:
            yield "\n".join(waiting)
            waiting, size = [], 0
        waiting.append(line)
        size += longer
    if any(waiting):
        yield "\n".join(waiting)


def _size(block: str) -> int:
    return units(block) - _FENCE


def _wrapped(line: str, room: int) -> Iterator[str]:
    """A line of code that no block could hold, in lines that one can."""
    step = max(1, room // 4)  # a character is two units at most, and a mark grows
    if units(line) <= step * 2:
        yield line
        return
    for at in range(0, len(line), step):
        yield line[at : at + step]
