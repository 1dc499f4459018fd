"""A reply as plain text."""

from __future__ import annotations

import pytest

from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Field,
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
from bot.core.plain import plain

A, B = (Span("a"),), (Span("b"),)
BREAK = Span("", Style.BREAK)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Heading(A), "a"),
        (Text((Span("a "), Span("b", Style.STRONG))), "a b"),
        (Note(A), "a"),
        (Bullets((A, (*A, BREAK, *B))), "- a\n- a\n  b"),
        (Steps((A, (*A, BREAK, *B))), "1. a\n2. a\n   b"),
        (Facts((A, B), ((B, A),)), "a | b\nb | a"),
        (Facts((), ((B, A),)), "b | a"),
        (Code("x\n  y"), "x\n  y"),
        (Choices(A, (Choice("one", "1"), Choice("two", "2"))), "a\n- one\n- two"),
        (Choices((), (Choice("one", "1"),)), "- one"),
        (Form("f", "title", (Field("i", "label"),), "go"), "title\n- label"),
        (Picture("p", "words", "drawn"), "drawn"),
        (Picture("p", "words", ""), "words"),
        (Text((Span("page", Style.LINK, "https://x.example"),)), "page (https://x.example)"),
        (Text((Span("https://x", Style.LINK, "https://x"),)), "https://x"),
        (Note((Span("RFC 1", Style.LINK, "https://x"),), Tone.SOURCE), "RFC 1"),
        (Text((Span("say "), Span("AUTH", Style.CODE))), 'say "AUTH"'),
        (Text((Span("応答は"), Span("NO x", Style.CODE), Span("です"))), "応答は「NO x」です"),
        (Text((Span("応答は "), Span("NO x", Style.CODE), Span(" です"))), "応答は「NO x」です"),
        (Text((Span("it (", Style.PLAIN), Span("x", Style.CODE), Span(")"))), "it (x)"),
        (Text((Span("x", Style.CODE),)), "x"),
    ],
)
def test_each_block(block: Block, text: str) -> None:
    """Without markup; a link shows its address where that differs from its text."""
    assert plain((block,)) == text


def test_a_blank_line_between() -> None:
    """Blocks are apart; those without words leave no gap."""
    assert plain((Text(A), Text(()), Text(B))) == "a\n\nb"
