"""POP3 replies and capabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dialogue.reading import Malformed, NeedMore
from connectors.pop3.grammar import (
    Challenge,
    Pop3Reply,
    counts_in,
    read_capabilities,
    read_login,
    read_multiline,
    read_reply,
    timestamp_in,
)
from tests.connectors.three_ways import check_three_ways, feed

ONE_LINE = [
    (b"+OK\r\n", Pop3Reply(True)),
    (b"+OK 3 120\r\n", Pop3Reply(True, "3 120")),
    (b"+ok ready\n", Pop3Reply(True, "ready")),
    (b"-ERR\r\n", Pop3Reply(False)),
    (b"-ERR [AUTH] no\r\n", Pop3Reply(False, "[AUTH] no", "AUTH")),
    (b"-ERR [sys/temp] later\r\n", Pop3Reply(False, "[sys/temp] later", "SYS/TEMP")),
    (b"-ERR [IN-USE] locked\r\n", Pop3Reply(False, "[IN-USE] locked", "IN-USE")),
    (b"-ERR [not a code] x\r\n", Pop3Reply(False, "[not a code] x")),
    ("-ERR パスワードが違います\r\n".encode(), Pop3Reply(False, "パスワードが違います")),
]


@pytest.mark.parametrize(("data", "expected"), ONE_LINE)
def test_one_line_three_ways(data: bytes, expected: Pop3Reply) -> None:
    """A status line, with its code in brackets if it has one."""
    check_three_ways(data, read_reply, expected)


MULTILINE = [
    (b"-ERR unknown command\r\n", Pop3Reply(False, "unknown command")),
    (b"+OK\r\n.\r\n", Pop3Reply(True)),
    (b"+OK list\r\nUSER\r\nTOP\r\n.\r\n", Pop3Reply(True, "list", "", (b"USER", b"TOP"))),
    (b"+OK\r\n..\r\n..x\r\n\r\n-ERR\r\n.\r\n", Pop3Reply(True, lines=(b".", b".x", b"", b"-ERR"))),
]


@pytest.mark.parametrize(("data", "expected"), MULTILINE)
def test_multiline_three_ways(data: bytes, expected: Pop3Reply) -> None:
    """Lines up to a lone dot, doubled dots undone; a refusal has one line."""
    check_three_ways(data, read_multiline, expected)


LOGIN = [
    (b"+ \r\n", Challenge(b"")),
    (b"+\r\n", Challenge(b"")),
    (b"+ PDEyMz4=\r\n", Challenge(b"PDEyMz4=")),
    (b"+OK welcome\r\n", Pop3Reply(True, "welcome")),
    (b"-ERR [AUTH] no\r\n", Pop3Reply(False, "[AUTH] no", "AUTH")),
]


@pytest.mark.parametrize(("data", "expected"), LOGIN)
def test_login_three_ways(data: bytes, expected: Pop3Reply | Challenge) -> None:
    """While logging in there may be a challenge instead of an outcome."""
    check_three_ways(data, read_login, expected)


@pytest.mark.parametrize(
    "line",
    [b"", b"OK", b"+OKAY", b"-ERROR", b"* OK hello", b"220 hello", b"+OK\x00x", b"+ challenge"],
)
def test_malformed(line: bytes) -> None:
    """What is no status line is malformed, for both kinds of replies."""
    assert read_reply([line]) == Malformed(line)
    assert feed(line + b"\r\n.\r\n", read_multiline)[0] == Malformed(line)


@pytest.mark.parametrize(
    ("greeting", "timestamp"),
    [
        ("ready <1896.697170952@mail.example>", "<1896.697170952@mail.example>"),
        ("<a@b> hello <c@d>", "<a@b>"),
        ("ready <no at sign>", None),
        ("ready <a@b", None),
        ("ready", None),
        ("<あ@example>", None),
        ("<" * 5000 + "@", None),
    ],
)
def test_timestamps(greeting: str, timestamp: str | None) -> None:
    """APOP needs a time stamp in the greeting, in the form of a Message-ID."""
    assert timestamp_in(greeting) == timestamp


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("3 120", (3, 120)),
        ("0 0", (0, 0)),
        ("2  320 octets", (2, 320)),
        ("3", None),
        ("three 120", None),
        ("3 120x", None),
        ("9" * 30 + " 1", None),
        ("", None),
    ],
)
def test_counts(text: str, counts: tuple[int, int] | None) -> None:
    """STAT's two numbers, and perhaps words behind them."""
    assert counts_in(text) == counts


def test_capabilities() -> None:
    """Keywords in any case, SASL's mechanisms in the server's order."""
    lines = (b"Top", b"SASL PLAIN login", b"EXPIRE 60", b"", b"IMPLEMENTATION Dovecot")
    offer = read_capabilities(Pop3Reply(True, lines=lines))
    assert offer.known
    assert offer.mechanisms == ("PLAIN", "LOGIN")
    assert "TOP" in offer
    assert "USER" not in offer
    assert offer.lines[1] == "SASL PLAIN login"


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=6))
def test_anything_at_all(pieces: list[bytes]) -> None:
    """Whatever a server says is a reply, the beginning of one, or malformed; never an error."""
    for grammar in (read_reply, read_multiline, read_login):
        outcome = grammar(pieces)
        assert isinstance(outcome, Pop3Reply | Challenge | NeedMore | Malformed)
        if isinstance(outcome, Pop3Reply):
            read_capabilities(outcome)
            counts_in(outcome.text)
            timestamp_in(outcome.text)


@given(
    st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")))
)
def test_lines_that_were_stuffed_come_back(lines: list[bytes]) -> None:
    """Whatever lines a message has, dots are undone and nothing else is touched."""
    stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
    data = b"".join(line + b"\r\n" for line in [b"+OK", *stuffed, b"."])
    assert feed(data, read_multiline) == (Pop3Reply(True, lines=tuple(lines)), b"")
