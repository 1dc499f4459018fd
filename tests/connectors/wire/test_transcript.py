"""The conversation, fit to be shown to anybody."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.model import Direction
from connectors.wire.transcript import (
    CHARACTERS_LIMIT,
    LINES_LIMIT,
    SHOWN_LIMIT,
    Transcript,
    visible,
)
from tests.servers.moved_clock import MovedClock


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"220 mail.example ESMTP", "220 mail.example ESMTP"),
        ("220 メールサーバー　稼働中".encode(), "220 メールサーバー　稼働中"),
        (b"\x1b]0;owned\x07\x1b[2J", "␛]0;owned␇␛[2J"),
        (b"a\0b", "a␀b"),
        (b"a\tb", "a b"),
        (b"a\rb\x7f", "a␍b␡"),
        ("a\u202egnp.exe".encode(), "a\\u202egnp.exe"),
        ("a\u2066b\u2069".encode(), "a\\u2066b\\u2069"),
        ("a\u200bb\ufeff".encode(), "a\\u200bb\\ufeff"),
        ("a\u009b31mb".encode(), "a\\x9b31mb"),
        ("a\u2028b".encode(), "a\\u2028b"),
        ("a\u00a0b".encode(), "a b"),
        ("件".encode("iso-2022-jp"), "␛$B7o␛(B"),
        ("件名".encode("shift_jis"), "\\x8c\\x8f\\x96\\xbc"),
        (b"\xff\xfe", "\\xff\\xfe"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ("\U000e0041".encode(), "\\U000e0041"),
        ("絵文字😀".encode(), "絵文字😀"),
    ],
)
def test_visible(said: bytes, shown: str) -> None:
    """Nothing that a terminal or a chat would obey stays; what people write does."""
    assert visible(said) == shown


@given(st.binary(max_size=60))
def test_visible_is_harmless(said: bytes) -> None:
    """Whatever comes, no control, format or separator character is left but the plain blank."""
    for character in visible(said):
        category = unicodedata.category(character)
        assert category[0] != "C"
        assert category not in {"Zl", "Zp"}
        assert character.isprintable() or character == "\u3000"


@given(st.text(max_size=60))
def test_visible_takes_text_too(said: str) -> None:
    """Made visible twice is the same as once."""
    assert visible(visible(said)) == visible(said)


def test_lines_have_times_and_notes() -> None:
    """Milliseconds since the transcript began."""
    clock = MovedClock()
    transcript = Transcript(clock)
    clock.move(0.25)
    place = transcript.add(Direction.SERVER, b"220 hi")
    assert place is not None
    transcript.annotate(place, "smtp.greeting", text="named as a parameter", note="too")
    transcript.add(Direction.NOTE, "", "tls.encrypted", direction="also")
    first, second = transcript.lines
    assert (first.ms, first.text, first.note) == (250.0, "220 hi", "smtp.greeting")
    assert first.values == {"text": "named as a parameter", "note": "too"}
    assert second.values == {"direction": "also"}


def test_a_long_line_is_cut() -> None:
    """The cut can be seen."""
    transcript = Transcript(MovedClock())
    transcript.add(Direction.SERVER, b"x" * 8000)
    transcript.add(Direction.SERVER, "長".encode() * SHOWN_LIMIT)
    cut, whole = transcript.lines
    assert cut.text == "x" * SHOWN_LIMIT + "…"
    assert whole.text == "長" * SHOWN_LIMIT


def test_a_transcript_has_an_end() -> None:
    """Neither many lines nor long ones fill the memory."""
    many, long = Transcript(MovedClock()), Transcript(MovedClock())
    for _ in range(10_000):
        many.add(Direction.SERVER, b"x")
        long.add(Direction.SERVER, b"x" * SHOWN_LIMIT)
    assert len(many.lines) == LINES_LIMIT
    assert sum(len(line.text) for line in long.lines) < CHARACTERS_LIMIT + SHOWN_LIMIT
    assert many.add(Direction.SERVER, b"one more") is None
