"""Lines of a given width, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from bot.adapters.terminal.wrap import wrap


def wrapped(text: str, width: int) -> list[str]:
    """The lines' text."""
    return [line.plain for line in wrap(Text(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 80, ["one two three"]),
        ("", 10, [""]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("unbreakable-and-long", 5, ["unbreakable-and-long"]),
        ("日本語を折り返す", 8, ["日本語を", "折り返す"]),
        ("これは文です。次の文", 14, ["これは文です。", "次の文"]),
        ("これは文です。次の文", 12, ["これは文で", "す。次の文"]),
        ("「かぎ」の中", 6, ["「か", "ぎ」の", "中"]),
        ("ポート993を使う", 8, ["ポート", "993を使", "う"]),
        ("アプリとmail.example.comの設定", 20, ["アプリと", "mail.example.comの設", "定"]),
    ],
)
def test_where_lines_end(text: str, width: int, lines: list[str]) -> None:
    """Between words; in Japanese anywhere, but no line begins with 。 or 」."""
    assert wrapped(text, width) == lines


def test_styles_survive() -> None:
    """A style goes on in the next line."""
    text = Text("one two three")
    text.stylize("bold", 4, 13)
    first, second = wrap(text, 7)
    assert [(span.start, span.end) for span in first.spans] == [(4, 7)]
    assert [(span.start, span.end) for span in second.spans] == [(0, 5)]


@given(
    st.text(alphabet="ab 日本。、「」ー-1\n", max_size=60),
    st.integers(min_value=4, max_value=40),
)
def test_nothing_is_lost(text: str, width: int) -> None:
    """But blanks at line ends; and a line is too wide only where it cannot be broken."""
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    for line in lines:
        assert cell_len(line) <= width or len(wrapped(line, width)) == 1
