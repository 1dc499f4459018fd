"""What can be a password."""

from __future__ import annotations

import pytest

from bot.core.password import LONGEST, PasswordUnusable, credentials


@pytest.mark.parametrize("typed", ["a", " with blanks ", "パスワード", "x" * LONGEST, "***"])
def test_it_is_taken_as_it_is(typed: str) -> None:
    """Every character counts, blanks at the ends too."""
    assert credentials(typed).reveal() == typed


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty_password"),
        ("x" * (LONGEST + 1), "long_password"),
        ("two\nlines", "control_in_password"),
        ("a\x00b", "control_in_password"),
        ("a\x7fb", "control_in_password"),
        ("tab\t", "control_in_password"),
        ("latin \udce9", "encoding_of_password"),
    ],
)
def test_what_cannot_be_one(typed: str, code: str) -> None:
    """Is refused with a reason that does not repeat it."""
    with pytest.raises(PasswordUnusable) as refused:
        credentials(typed)
    assert refused.value.code == code
    assert typed == "" or typed not in repr(refused.value)


def test_a_token_is_marked() -> None:
    """OAuth's mechanisms take tokens, the others passwords."""
    assert credentials("token", is_token=True).is_token
    assert not credentials("password").is_token
