"""Our Markdown, parsed once into blocks."""

from __future__ import annotations

import pytest

from bot.core.markup import parse, parse_inline
from bot.core.model import Bullets, Code, Facts, Heading, Span, Steps, Style, Text

P, S = Style.PLAIN, Style.STRONG


def test_paragraphs_and_headings() -> None:
    """Each is a block."""
    assert parse("One.\n\n## Two\n\nThree.") == (
        Text((Span("One."),)),
        Heading((Span("Two"),), 2),
        Text((Span("Three."),)),
    )


@pytest.mark.parametrize(
    ("markdown", "spans"),
    [
        ("a **b** c", (Span("a "), Span("b", S), Span(" c"))),
        ("*a*", (Span("a", Style.EMPHASIS),)),
        ("`a*b*`", (Span("a*b*", Style.CODE),)),
        ("[a](https://b.example)", (Span("a", Style.LINK, "https://b.example"),)),
        ("a  \nb", (Span("a"), Span("", Style.BREAK), Span("b"))),
        ("two\nlines", (Span("two lines"),)),
        ("日本語は\nつながる", (Span("日本語はつながる"),)),
        (r"\*not\* \<b\>", (Span("*not* <b>"),)),
        ("<b>a</b>", (Span("<b>a</b>"),)),
        ("**`a`**", (Span("a", Style.CODE),)),
    ],
)
def test_spans(markdown: str, spans: tuple[Span, ...]) -> None:
    """Runs of one style; Japanese lines are joined without a blank."""
    assert parse(markdown) == (Text(spans),)


def test_lists() -> None:
    """With bullets or numbers; a paragraph of an item that follows is a further line."""
    assert parse("- a\n- **b**") == (Bullets(((Span("a"),), (Span("b", S),))),)
    assert parse("1. a\n2. b") == (Steps(((Span("a"),), (Span("b"),))),)
    assert parse("- a\n\n  b") == (Bullets(((Span("a"), Span("", Style.BREAK), Span("b")),)),)


def test_code() -> None:
    """As it stands, without its fence."""
    assert parse("```\nA1 NOOP\n  *x*\n```") == (Code("A1 NOOP\n  *x*"),)


def test_tables() -> None:
    """A header, which may be of empty cells, and rows."""
    assert parse("| | POP3 |\n| --- | --- |\n| a | **b** |") == (
        Facts(((), (Span("POP3"),)), (((Span("a"),), (Span("b", S),)),)),
    )


@pytest.mark.parametrize("markdown", ["", "\n\n", "<!-- x -->"])
def test_nothing(markdown: str) -> None:
    """No block without words, but HTML shows as text."""
    assert parse(markdown) in ((), (Text((Span("<!-- x -->"),)),))


@pytest.mark.parametrize(
    "markdown",
    ["javascript:alert(1)", "[a](javascript:alert(1))", "[a](data:text/html,x)", "![a](https://x)"],
)
def test_no_link_but_to_a_page(markdown: str) -> None:
    """A link that is none shows as text; a picture's words stay, its address does not load."""
    spans = parse_inline(markdown)
    assert not any(span.href.startswith(("javascript", "data")) for span in spans)


def test_inline_joins_paragraphs() -> None:
    """A phrase of two paragraphs has a break between them."""
    assert parse_inline("a\n\nb") == (Span("a"), Span("", Style.BREAK), Span("b"))
