"""The other form of a user name."""

from __future__ import annotations

import pytest

from connectors.instead.user_name import other_user_name
from knowledge.providers import UserForm

ADDRESS = "Taro@example.com"


@pytest.mark.parametrize(
    ("user", "address", "form", "other"),
    [
        (ADDRESS, ADDRESS, None, "Taro"),
        ("taro@example.com", ADDRESS, None, "Taro"),
        ("Taro", ADDRESS, None, ADDRESS),
        ("taro", ADDRESS, None, ADDRESS),
        (ADDRESS, ADDRESS, UserForm.ADDRESS, ""),
        (ADDRESS, ADDRESS, UserForm.LOCAL_PART, "Taro"),
        (ADDRESS, ADDRESS, UserForm.OTHER, ""),
        ("Taro", ADDRESS, UserForm.ADDRESS, ADDRESS),
        ("Taro", ADDRESS, UserForm.LOCAL_PART, ""),
        ("abc12345", ADDRESS, None, ""),
        ("abc12345", ADDRESS, UserForm.ADDRESS, ""),
        ("hanako@example.com", ADDRESS, None, ""),
        ("Taro", "", None, ""),
        ("", "@example.com", None, ""),
        ("", "", None, ""),
    ],
)
def test_the_other_form(user: str, address: str, form: UserForm | None, other: str) -> None:
    """Only of a name that is one of the two, and only where the other can be right."""
    assert other_user_name(user, address, form) == other
