"""Blocks of a reply as pieces of Discord's Markdown, each short enough for a part of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.adapters.discord.escape import cut, escape, harmless, in_block, in_code, units
from bot.core.model import (
    Bullets,
    Code,
    Facts,
    Heading,
    Note,
    Span,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
)

LONGEST = 1_500
"""UTF-16 units of a piece at most: a page holds two or three, so that pages fill evenly."""

Read = Heading | Text | Bullets | Steps | Facts | Code | Note
"""The blocks that are read, not pressed."""

_HREF_LONGEST = 500
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*"}
# Where a paragraph may be cut, best places last: between words, after a sentence.
_WORDS = re.compile(r"[^\s。、！？]*[\s。、！？]+|[^\s。、！？]+")
_SENTENCE_END = re.compile(r"([.!?][\"')\]]*\s|[。！？][」』）]?|\n)\s*$")
_FENCE = units(in_block(""))


def spans(given: Spans, *, line_start: bool = True, bold: bool = False) -> str:
    """Spans as Markdown; ``bold`` sets the plain ones in bold as well."""
    parts: list[str] = []
    for span in _merged(given):
        start = line_start and (not parts or parts[-1].endswith("\n"))
        parts.append(_span(span, start=start, bold=bold))
    return "".join(parts)


def _merged(given: Spans) -> Iterator[Span]:
    """Neighbours of one style as one span, so that no mark ends where another begins."""
    waiting: Span | None = None
    for span in given:
        joins = waiting and span.style in (Style.PLAIN, *_MARKS) and span.style is waiting.style
        if waiting and joins:
            waiting = replace(waiting, text=waiting.text + span.text)
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting


def _span(span: Span, *, start: bool, bold: bool) -> str:
    match span.style:
        case Style.BREAK:
            return "\n"
        case Style.CODE:
            return in_code(span.text)
        case Style.LINK:
            return _link(span)
        case Style.STRONG | Style.EMPHASIS:
            return _marked(span.text, _MARKS[span.style])
        case Style.PLAIN:
            return _marked(span.text, "**") if bold else escape(span.text, line_start=start)


def _marked(text: str, mark: str) -> str:
    """The marks stand at the words: before a blank Discord does not read them."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: text.index(inner[0])], text[len(text.rstrip()) :]
    return f"{before}{mark}{escape(inner)}{mark}{after}"


def _link(span: Span) -> str:
    href = harmless(span.href)
    if not re.fullmatch(r"(https?://|mailto:)[^\s<>()]+", href) or len(href) > _HREF_LONGEST:
        return escape(span.text)
    if span.text in (span.href, ""):
        return f"<{href}>"
    return f"[{escape(span.text)}](<{href}>)"


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
            yield from _paragraphs(block.spans, most)
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
    for paragraph in _paragraphs(block.spans, most - 3 * 20):
        lines = paragraph.split("\n")
        yield from _joined((mark + line for line in lines if line), most)


def _items(mark: str, items: Iterable[Spans], most: int) -> Iterator[str]:
    for item in items:
        for number, paragraph in enumerate(_paragraphs(item, most - 200)):
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
            yield from _paragraphs(tuple(s for cell in row for s in (*cell, _SPACE)), most)
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


def _paragraphs(given: Spans, most: int) -> Iterator[str]:
    """The spans as texts of at most ``most`` units; nearly always one."""
    whole = spans(given)
    if units(whole) <= most:
        if whole.strip():
            yield whole
        return
    waiting: list[Span] = []
    size = 0
    for atom in _atoms(given, most // 3):
        longer = _size_of(atom)
        if waiting and size + longer > most:
            at = _sentence_end(waiting)
            yield spans(tuple(waiting[:at])).strip("\n")
            waiting = waiting[at:]
            size = sum(map(_size_of, waiting))
        waiting.append(atom)
        size += longer
    if rest := spans(tuple(waiting)).strip():
        yield rest


def _size_of(atom: Span) -> int:
    return units(_span(atom, start=True, bold=False))


def _sentence_end(atoms: list[Span]) -> int:
    """How many atoms end with a sentence, or all where that would leave too few."""
    for at in range(len(atoms), len(atoms) // 2, -1):
        if atoms[at - 1].style is Style.BREAK or _SENTENCE_END.search(atoms[at - 1].text):
            return at
    return len(atoms)


def _atoms(given: Spans, most: int) -> Iterator[Span]:
    """What is not cut: words, and pieces of words that are too long."""
    for span in given:
        if span.style in (Style.BREAK, Style.LINK):
            if units(_span(span, start=False, bold=False)) <= most:
                yield span
                continue
            span = Span(span.text)
        for word in _WORDS.findall(span.text):
            for at in range(0, len(word), most // 4):
                yield replace(span, text=word[at : at + most // 4])
