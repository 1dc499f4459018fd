"""Who owns a name."""

from __future__ import annotations

import pytest

from connectors.lookup.domains import is_same_owner, registrable


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example.com", "example.com"),
        ("mx.example.com", "example.com"),
        ("a.b.example.co.jp", "example.co.jp"),
        ("mail.example.tokyo.jp", "example.tokyo.jp"),
        ("www.mail.example.kobe.jp", "mail.example.kobe.jp"),
        ("mx.city.kobe.jp", "city.kobe.jp"),
        ("co.jp", "co.jp"),
        ("localhost", "localhost"),
        ("mail.own.test", "own.test"),
        ("mail.xn--fiq228c.xn--p1ai", "xn--fiq228c.xn--p1ai"),
        ("someone.github.io", "someone.github.io"),
    ],
)
def test_the_registrable_part(name: str, expected: str) -> None:
    """By the list, with its exceptions and wildcards; a suffix itself is returned as it is."""
    assert registrable(name) == expected


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("imap.example.com", "example.com", True),
        ("example.com", "mail.example.com", True),
        ("a.example.com", "b.example.com", True),
        ("a.example.co.jp", "b.example.co.jp", True),
        ("a.example.co.jp", "b.other.co.jp", False),
        ("notexample.com", "example.com", False),
        ("example.com.evil.test", "example.com", False),
        ("one.github.io", "two.github.io", False),
    ],
)
def test_owners(name: str, other: str, same: bool) -> None:
    """Two customers of one host, or of one registry, are two owners."""
    assert is_same_owner(name, other) is same
