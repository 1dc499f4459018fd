"""Our blocks as HTML: every text in them is data, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from markupsafe import Markup, escape

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
    Span,
    Spans,
    Steps,
    Style,
    Text,
)

_TAGS = {Style.STRONG: "strong", Style.EMPHASIS: "em", Style.CODE: "code"}


def blocks_html(blocks: Iterable[Block], *, top: int = 2) -> Markup:
    """The blocks, in order. ``top`` is the level of the highest heading among them."""
    return Markup("\n").join(_block(block, top) for block in blocks)


def spans_html(spans: Spans) -> Markup:
    """A run of text."""
    return Markup("").join(map(_span, spans))


def _block(block: Block, top: int) -> Markup:
    match block:
        case Heading():
            level = min(6, max(top, block.level + top - 2))
            return _tag(f"h{level}", spans_html(block.text))
        case Text():
            return _tag("p", spans_html(block.spans))
        case Bullets():
            return _tag("ul", _items(block.items))
        case Steps():
            return _tag("ol", _items(block.items))
        case Facts():
            return _table(block)
        case Code():
            return Markup('<pre tabindex="0">{}</pre>').format(block.text)
        case Note():
            return Markup('<p class="note {}">{}</p>').format(block.tone, spans_html(block.spans))
        case Choices():
            # What could be picked in a chat is not for picking here.
            return Markup("")
        case Form():
            return _tag("p", escape(block.title))
        case Picture():
            return Markup('<pre role="img" aria-label="{}">{}</pre>').format(
                block.alternative, block.drawing
            )
        case Feedback():
            return Markup("")
        case _:
            assert_never(block)


def _tag(name: str, inside: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(name), inside)  # noqa: S704 - names of ours


def _items(items: Iterable[Spans]) -> Markup:
    return Markup("").join(_tag("li", spans_html(item)) for item in items)


def _table(facts: Facts) -> Markup:
    head = Markup("")
    if facts.header:
        cells = Markup("").join(
            Markup('<th scope="col">{}</th>').format(spans_html(cell)) for cell in facts.header
        )
        head = _tag("thead", _tag("tr", cells))
    rows = Markup("").join(_row(row) for row in facts.rows)
    table = _tag("table", head + _tag("tbody", rows))
    # Wide tables scroll by themselves; whoever has no mouse gets there with the Tab key.
    return Markup('<div class="wide" tabindex="0" role="group">{}</div>').format(table)


def _row(row: tuple[Spans, ...]) -> Markup:
    first, *rest = row
    cells = Markup('<th scope="row">{}</th>').format(spans_html(first))
    return _tag("tr", cells + Markup("").join(_tag("td", spans_html(cell)) for cell in rest))


def _span(span: Span) -> Markup:
    match span.style:
        case Style.PLAIN:
            return escape(span.text)
        case Style.BREAK:
            return Markup("<br>")
        case Style.LINK:
            return _link(span)
        case Style.STRONG | Style.EMPHASIS | Style.CODE:
            return _tag(_TAGS[span.style], escape(span.text))
        case _:
            assert_never(span.style)


def _link(span: Span) -> Markup:
    if not span.href.startswith("https://"):
        return escape(span.text)
    link = Markup('<a href="{}" rel="noreferrer noopener">{}</a>')
    return link.format(span.href, span.text)
