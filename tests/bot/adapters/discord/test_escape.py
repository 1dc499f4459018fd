"""Text is shown exactly as it is, whatever it holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.escape import cut, escape, in_block, in_code, units

BLANK = "\u200b"

ESCAPED = [
    ("plain words", "plain words"),
    ("日本語、そのまま。", "日本語、そのまま。"),
    ("taro@example.com", "taro@example.com"),
    ("imap-mail.example.com", "imap-mail.example.com"),
    ("**bold** _it_ ~~s~~ ||x||", r"\*\*bold\*\* \_it\_ \~\~s\~\~ \|\|x\|\|"),
    ("`code`", r"\`code\`"),
    ("[a](https://b.example)", r"\[a\](https\://b.example)"),
    ("https://evil.example/x", r"https\://evil.example/x"),
    ("<@123> <@&4> <#5>", r"\<@123> \<@&4> \<#5>"),
    ("<t:0:R> </mail:1> <:x:2>", r"\<t:0:R> \</mail:1> \<:x:2>"),
    ("@everyone and @here", f"@{BLANK}everyone and @{BLANK}here"),
    ("a\\b", r"a\\b"),
    ("\x1b[31mred\u202e", "\N{REPLACEMENT CHARACTER}\\[31mred\N{REPLACEMENT CHARACTER}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), ESCAPED)
def test_markup_mentions_and_links_are_words(text: str, shown: str) -> None:
    """Nothing of them gets through."""
    assert escape(text) == shown


STARTS = [
    ("# not a title", r"\# not a title"),
    ("> not a quote", r"\> not a quote"),
    ("- not an item", r"\- not an item"),
    ("-# not small", r"\-# not small"),
    ("+ not an item", r"\+ not an item"),
    ("1. not a step", r"1\. not a step"),
    ("250 not a step", "250 not a step"),
    ("a\n# b\n2) c", "a\n\\# b\n2\\) c"),
]


@pytest.mark.parametrize(("text", "shown"), STARTS)
def test_a_lines_beginning_is_words(text: str, shown: str) -> None:
    """There more is markup."""
    assert escape(text, line_start=True) == shown


def test_in_the_middle_of_a_line_it_is_left() -> None:
    """Host names keep their looks."""
    assert escape("# 1. - >") == "# 1. - >"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("OK", "`OK`"),
        ("a`b", "`` a`b ``"),
        ("a``b", "`` aˋˋb ``"),
        ("two\nlines", "`two lines`"),
        ("", ""),
        ("<@1> **x**", "`<@1> **x**`"),
    ],
)
def test_code_cannot_be_ended(text: str, shown: str) -> None:
    """The marks are longer than any inside."""
    assert in_code(text) == shown


@given(st.text("`ab\n", max_size=40))
def test_a_block_cannot_be_ended(text: str) -> None:
    """Its end stands at its end only."""
    block = in_block(text)
    assert block.startswith("```\n")
    assert block.endswith("\n```")
    assert "```" not in block[4:-4]


@given(st.text(max_size=60))
def test_escaping_takes_nothing_away(text: str) -> None:
    """What is shown is what was said, but for what a device would obey."""
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape(text)).replace(BLANK, "")
    said = text.replace("\r\n", "\n").replace(BLANK, "")
    assert [a for a, b in zip(shown, said, strict=True) if a != b] == [
        "\N{REPLACEMENT CHARACTER}" for a, b in zip(shown, said, strict=True) if a != b
    ]


FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("日本語の長い文", 4, "日本語…"),
        ("𠮷野家", 4, "𠮷野家"),
        ("𠮷野家だ", 4, "𠮷野…"),
        (f"ab{FAMILY}", 10, "ab…"),
        (f"ab{FAMILY}", 13, f"ab{FAMILY}"),
        ("か\u3099" * 10, 5, "か\u3099" * 2 + "…"),
    ],
)
def test_no_character_is_cut_through(text: str, most: int, kept: str) -> None:
    """Families, flags and combining marks neither."""
    assert cut(text, most) == kept
    assert units(kept) <= most
