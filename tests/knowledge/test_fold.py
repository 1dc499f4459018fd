"""Text made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fold import fold, fold_width, language_of
from knowledge.model import Language


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＰＯＰ３", "pop3"),
        ("ﾎﾟｰﾄ９９３", "ぽーと993"),
        ("サーバー", "さーば"),
        ("サーバ", "さーば"),
        ("メールサーバーが", "めーるさーばーが"),
        ("０ｘ８００ＣＣＣ９２", "0x800ccc92"),
        ("5.7.8–x’s", "5.7.8-x's"),
        ("IMAP\x00\x1b[31m", "imap  [31m"),
    ],
)
def test_widths_cases_and_kana_are_folded(written: str, folded: str) -> None:
    """The same word in another width, case or kana is the same text."""
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what's port 143?", Language.EN),
        ("POP3とIMAP4の違いは?", Language.JA),
        ("ﾒｰﾙ", Language.JA),
        ("Outlookで 0x800CCC0E", Language.JA),
        ("受信", Language.JA),
        ("почта", Language.EN),
        ("０ｘ８００ＣＣＣ９２", Language.JA),
        ("１４３", Language.JA),
        ("port １43", Language.EN),
    ],
)
def test_the_language_of_a_text_is_seen(text: str, language: Language) -> None:
    """Kana, kanji and what only a Japanese keyboard writes are Japanese; other letters English."""
    assert language_of(text, Language.JA if language is Language.EN else Language.EN) is language


@pytest.mark.parametrize("text", ["", "143", "5.7.8", "?!"])
@pytest.mark.parametrize("default", list(Language))
def test_a_text_without_letters_has_the_default_language(text: str, default: Language) -> None:
    """Numbers alone say nothing about the language."""
    assert language_of(text, default) is default


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded is folded for good, and holds no control character but line ends."""
    once = fold(text)
    assert not any(ord(c) < 0x20 and c not in "\n\t" for c in once)
    assert fold_width(fold_width(text)) == fold_width(text)


def test_a_letter_with_a_million_marks_is_folded_at_once() -> None:
    """More marks than any writing has are left out, before they are put into order."""
    assert len(fold("a" + "\u0301\u0323" * 500_000)) < 40
    assert language_of("a" + "\u0301\u0323" * 500_000 + "か") is Language.JA
