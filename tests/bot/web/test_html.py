"""Blocks as HTML: what strangers have said stays text."""

from __future__ import annotations

import pytest

from bot.core.markup import parse
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Form,
    Heading,
    Note,
    Picture,
    Span,
    Steps,
    Style,
    Text,
    Tone,
)
from bot.web.html import blocks_html

EVIL = "<img src=x onerror=alert(1)>\"'&"
SAFE = "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;&amp;"


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (Heading((Span("Why"),)), "<h2>Why</h2>"),
        (Heading((Span("Why"),), 1), "<h2>Why</h2>"),
        (Heading((Span("Why"),), 9), "<h6>Why</h6>"),
        (Text((Span("a"), Span("b", Style.STRONG))), "<p>a<strong>b</strong></p>"),
        (Text((Span("a", Style.EMPHASIS),)), "<p><em>a</em></p>"),
        (Text((Span("a"), Span("", Style.BREAK), Span("b"))), "<p>a<br>b</p>"),
        (Bullets(((Span("a"),), (Span("b"),))), "<ul><li>a</li><li>b</li></ul>"),
        (Steps(((Span("a"),),)), "<ol><li>a</li></ol>"),
        (Code("a\n  b"), '<pre tabindex="0">a\n  b</pre>'),
        (Note((Span("a"),), Tone.WARNING), '<p class="note warning">a</p>'),
        (Choices((), (Choice("a", "b"),)), ""),
        (Form("check", "Check", (), "Go"), "<p>Check</p>"),
        (Picture("x", "A mail", "->"), '<pre role="img" aria-label="A mail">-&gt;</pre>'),
        (
            Text((Span("a", Style.LINK, "https://example.com/?a=1&b=2"),)),
            '<p><a href="https://example.com/?a=1&amp;b=2" rel="noreferrer noopener">a</a></p>',
        ),
        (Text((Span("a", Style.LINK, "javascript:alert(1)"),)), "<p>a</p>"),
        (Text((Span("a", Style.LINK, "http://example.com"),)), "<p>a</p>"),
    ],
)
def test_a_block(block: Block, html: str) -> None:
    """Each as what it is."""
    assert blocks_html((block,)) == html


def test_a_table() -> None:
    """Labels are header cells, for whoever hears the page."""
    facts = Facts(((Span("Name"),), (Span("Value"),)), (((Span("a"),), (Span("b"),)),))
    html = blocks_html((facts,))
    assert '<thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>' in html
    assert '<tr><th scope="row">a</th><td>b</td></tr>' in html


@pytest.mark.parametrize(
    "block",
    [
        Heading((Span(EVIL),)),
        Text((Span(EVIL, Style.CODE),)),
        Text((Span(EVIL, Style.STRONG),)),
        Text((Span(EVIL, Style.LINK, "https://example.com"),)),
        Bullets(((Span(EVIL),),)),
        Steps(((Span(EVIL),),)),
        Code(EVIL),
        Note((Span(EVIL),)),
        Facts(((Span(EVIL),),), (((Span(EVIL),),),)),
        Form("x", EVIL, (), ""),
        Picture("x", EVIL, EVIL),
        *parse(EVIL),
    ],
    ids=lambda block: type(block).__name__,
)
def test_strangers_words(block: Block) -> None:
    """Whatever block they stand in."""
    html = blocks_html((block,))
    assert "<img" not in html
    assert SAFE in html
