"""Arguments as IMAP4 writes them."""

from __future__ import annotations

import pytest

from connectors.dialogue.arguments import ArgumentRefused
from connectors.imap4.arguments import login_lines, quoted


@pytest.mark.parametrize(
    ("text", "written"),
    [("", b'""'), ("a b", b'"a b"'), ('a"b', b'"a\\"b"'), ("a\\b", b'"a\\\\b"'), ("{5}", b'"{5}"')],
)
def test_quoted(text: str, written: bytes) -> None:
    """Quotation marks and backslashes are escaped, and nothing else."""
    assert quoted(text) == written


@pytest.mark.parametrize("text", ["a\r\nb", "a\0b", "a\x7fb", "a\x9bb"])
def test_refused(text: str) -> None:
    """A control character could end the line and begin another command."""
    with pytest.raises(ArgumentRefused):
        quoted(text)
    with pytest.raises(ArgumentRefused):
        login_lines("A1", text, "ひみつ", at_once=True)
    with pytest.raises(ArgumentRefused):
        login_lines("A1", "taro", "ひ" + text, at_once=True)


@pytest.mark.parametrize(
    ("user", "password", "lines", "shown"),
    [
        ("taro", "pass", (b'A1 LOGIN "taro" "pass"',), 'A1 LOGIN "taro" ***'),
        ("same", "same", (b'A1 LOGIN "same" "same"',), 'A1 LOGIN "same" ***'),
        ("taro", "ひ", (b'A1 LOGIN "taro" {3}', "ひ".encode()), "***"),
        ("太", "pass", (b"A1 LOGIN {3}", '太 "pass"'.encode()), "太 ***"),
        ("太", "ひ", (b"A1 LOGIN {3}", "太 {3}".encode(), "ひ".encode()), "***"),
    ],
)
def test_login(user: str, password: str, lines: tuple[bytes, ...], shown: str) -> None:
    """What is not ASCII begins a line of its own; the password is never in what is shown."""
    written = login_lines("A1", user, password, at_once=False)
    assert (*written.open, written.secret) == lines
    assert written.shown == shown
    assert password not in repr(written).replace(user, "")
