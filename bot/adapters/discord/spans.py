"""Spans of a reply as Discord's Markdown, escaped; and as several texts where one is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.adapters.discord.escape import escape, harmless, in_code, units
from bot.core.model import Span, Spans, Style

_HREF_LONGEST = 500
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*"}
# Where a paragraph may be cut: between words, best after a sentence.
_WORDS = re.compile(r"[^\s。、！？]*[\s。、！？]+|[^\s。、！？]+")
_SENTENCE_END = re.compile(r"([.!?][\"')\]]*\s|[。！？][」』）]?|\n)\s*$")


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


def paragraphs(given: Spans, most: int) -> Iterator[str]:
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
