"""A password as it was typed or pasted: what came along is left out, with a word."""

from __future__ import annotations

import pytest

from bot.core.password import PasswordUnusable
from bot.web.typed import LONGEST, read_typed
from bot.web.wish import Remark

GROUPED, EDGES = Remark.GROUPED, Remark.EDGES
INVISIBLE, WIDE = Remark.INVISIBLE, Remark.WIDE


@pytest.mark.parametrize(
    ("text", "meant", "remarks"),
    [
        ("abcdefghijklmnop", "abcdefghijklmnop", ()),
        ("abcd efgh ijkl mnop", "abcdefghijklmnop", (GROUPED,)),
        ("abcd\u00a0efgh\u00a0ijkl\u00a0mnop", "abcdefghijklmnop", (GROUPED,)),
        (" abcd efgh ijkl mnop\n", "abcdefghijklmnop", (EDGES, GROUPED)),
        ("\u200babcd efgh ijkl mnop\ufeff", "abcdefghijklmnop", (INVISIBLE, GROUPED)),
        ("ABCD EFGH IJKL MNOP", "ABCDEFGHIJKLMNOP", (GROUPED,)),
        ("abcd efgh ijkl mno", "abcd efgh ijkl mno", ()),
        ("abcd efgh ijkl mn0p", "abcd efgh ijkl mn0p", ()),
        ("correct horse battery", "correct horse battery", ()),
        ("pass\u200bword", "password", (INVISIBLE,)),
        ("\u202epassword", "password", (INVISIBLE,)),
        (" password ", "password", (EDGES,)),
        ("ｐａｓｓ１", "ｐａｓｓ１", (WIDE,)),
        ("パスワード", "パスワード", ()),
        ("pass　word", "pass　word", (WIDE,)),
        ("pässwörd&=%+", "pässwörd&=%+", ()),
    ],
)
def test_what_is_meant(text: str, meant: str, remarks: tuple[Remark, ...]) -> None:
    """Where the account may take an app password."""
    typed = read_typed(text, app_password=True)
    assert typed.credentials.reveal() == meant
    assert typed.remarks == remarks
    assert meant not in repr(typed)


def test_a_phrase_of_four_words_is_a_password() -> None:
    """Blanks are left out only where providers show their app passwords so."""
    typed = read_typed("blue fish make soup", app_password=False)
    assert typed.credentials.reveal() == "blue fish make soup"
    assert typed.remarks == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_password"),
        ("   ", "empty_password"),
        ("\u200b\ufeff", "empty_password"),
        ("x" * (LONGEST + 1), "long_password"),
        ("x" * 10_000, "long_password"),
        ("two\nlines", "control_in_password"),
        ("nul\0", "control_in_password"),
    ],
)
def test_what_cannot_be_a_password(text: str, code: str) -> None:
    """Told as what it is."""
    with pytest.raises(PasswordUnusable) as unusable:
        read_typed(text, app_password=True)
    assert unusable.value.code == code
