"""Our Markdown, parsed once into blocks; faces walk the blocks and parse nothing.

The subset is what the topics are written in: paragraphs, headings, flat lists,
tables, fenced code, and inside them strong, emphasis, code, links and breaks.
HTML is not among it and shows as text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.core.model import (
    Block,
    Bullets,
    Code,
    Facts,
    Heading,
    Span,
    Spans,
    Steps,
    Style,
    Text,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def parse(markdown: str) -> tuple[Block, ...]:
    """The blocks of a CommonMark text. Blocks outside the subset come as their text."""
    return tuple(_Reader(_parser().parse(markdown)).blocks())


def parse_inline(markdown: str) -> Spans:
    """One paragraph's spans, for phrases; further paragraphs are joined by breaks."""
    spans: list[Span] = []
    for block in parse(markdown):
        if isinstance(block, Text):
            spans += [Span("", Style.BREAK), *block.spans] if spans else block.spans
    return tuple(spans)


class _Reader:
    """Walks markdown-it's flat list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._take()
            match token.type:
                case "heading_open":
                    found.append(Heading(_spans(self._take()), int(token.tag[1:])))
                case "inline":
                    found.append(Text(_spans(token)))
                case "bullet_list_open":
                    found.append(Bullets(self._items("bullet_list_close")))
                case "ordered_list_open":
                    found.append(Steps(self._items("ordered_list_close")))
                case "fence" | "code_block":
                    found.append(Code(token.content.rstrip("\n")))
                case "table_open":
                    found.append(self._table())
                case _:
                    pass
        return found

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _items(self, end: str) -> tuple[Spans, ...]:
        items: list[list[Span]] = []
        depth = 0
        while (token := self._take()).type != end or depth:
            if token.type.endswith("_list_open"):
                depth += 1
            elif token.type.endswith("_list_close"):
                depth -= 1
            elif token.type == "list_item_open":
                items.append([])
            elif token.type == "inline":
                spans = _spans(token)
                items[-1] += [Span("", Style.BREAK), *spans] if items[-1] else spans
        return tuple(map(tuple, items))

    def _table(self) -> Facts:
        rows: list[list[Spans]] = []
        header: tuple[Spans, ...] = ()
        while (token := self._take()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(_spans(token))
            elif token.type == "thead_close":
                header = tuple(rows.pop())
        return Facts(header, tuple(map(tuple, rows)))


def _spans(inline: Token) -> Spans:
    spans: list[Span] = []
    styles: list[tuple[Style, str]] = []
    for token in inline.children or ():
        match token.type:
            case "text" | "html_inline":
                style, href = styles[-1] if styles else (Style.PLAIN, "")
                spans.append(Span(token.content, style, href))
            case "code_inline":
                spans.append(Span(token.content, Style.CODE))
            case "softbreak":
                # Japanese is written without blanks between words, line ends included.
                wide = bool(spans) and spans[-1].text[-1:] > "\u2e80"
                spans.append(Span("" if wide else " "))
            case "hardbreak":
                spans.append(Span("", Style.BREAK))
            case "strong_open":
                styles.append((Style.STRONG, ""))
            case "em_open":
                styles.append((Style.EMPHASIS, ""))
            case "link_open":
                styles.append((Style.LINK, str(token.attrGet("href") or "")))
            case "strong_close" | "em_close" | "link_close":
                styles.pop()
            case _:
                pass
    return _joined(spans)


def _joined(spans: list[Span]) -> Spans:
    """Neighbours of one style as one span."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.style, last.href) == (span.style, span.href) != (Style.BREAK, ""):
            joined[-1] = Span(last.text + span.text, span.style, span.href)
        elif span.text or span.style is Style.BREAK:
            joined.append(span)
    return tuple(joined)
