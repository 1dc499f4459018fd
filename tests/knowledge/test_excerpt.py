"""A text too long to be read whole: what is kept of it, and that this is told."""

from __future__ import annotations

import pytest

from knowledge.excerpt import END_CHARACTERS, WHOLE, excerpt
from knowledge.model import Language

FILLER = {
    Language.EN: "12:00:{:02} the nightly report of printer {} was written\n",
    Language.JA: "12:00:{:02} 夜間のレポート{}を書き出しました\n",
}
ERRORS = {
    Language.EN: "12:31 smtp: 552 5.2.2 mailbox full, error\n",
    Language.JA: "12:31 サーバーエラー：メールボックスの容量がいっぱいです\n",
}


def log(language: Language, characters: int) -> str:
    """So many characters of which nothing speaks of an error."""
    lines = (FILLER[language].format(number % 60, number) for number in range(characters // 20))
    return "".join(lines)[:characters]


@pytest.mark.parametrize("text", ["", "short", "x" * WHOLE])
def test_what_is_not_long_is_read_whole(text: str) -> None:
    """To the last character."""
    read = excerpt(text)
    assert (read.text, read.left_out) == (text, 0)


@pytest.mark.parametrize("language", Language)
def test_both_ends_and_what_speaks(language: Language) -> None:
    """A line in the middle of a megabyte is kept, once, however often it is there."""
    many = ERRORS[language] * 500
    text = "BEGIN\n" + log(language, 400_000) + "\n" + many + log(language, 400_000) + "\nEND"
    read = excerpt(text)
    assert read.text.startswith("BEGIN")
    assert read.text.endswith("END")
    assert read.text.count(ERRORS[language].strip()) == 1
    assert len(read.text) < 2 * END_CHARACTERS + 1_000
    assert read.left_out == len(text) - len(read.text)


@pytest.mark.parametrize(
    "unit", ["error ", "エラー", "550 ", "x", "\n", "\N{COMBINING ACUTE ACCENT}", "ﾊﾟ", "\x00"]
)
def test_nothing_makes_it_long(unit: str) -> None:
    """Whatever a text is made of, what is kept is bounded."""
    read = excerpt(unit * (1_000_000 // len(unit)))
    assert len(read.text) <= WHOLE


def test_lines_that_all_differ_are_bounded() -> None:
    """The room between the ends is what they share."""
    text = "\n".join(f"error {'abcdefghij'[n % 10] * (n % 97)} {n}" for n in range(60_000))
    assert len(excerpt(text).text) <= WHOLE
