"""SMTP replies and extensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dialogue.reading import Malformed, NeedMore
from connectors.smtp.grammar import SmtpReply, keyword_of, read_extensions, read_reply
from tests.connectors.three_ways import check_three_ways, feed

REPLIES = [
    (b"220 mail.example ESMTP\r\n", SmtpReply(220, ("mail.example ESMTP",))),
    (b"250\r\n", SmtpReply(250, ("",))),
    (b"250 \r\n", SmtpReply(250, ("",))),
    (b"250 ok\n", SmtpReply(250, ("ok",))),
    (
        b"250-mail.example\r\n250-\r\n250 SIZE 100\r\n",
        SmtpReply(250, ("mail.example", "", "SIZE 100")),
    ),
    (b"250-a\r\n250\r\n", SmtpReply(250, ("a", ""))),
    (
        b"535-5.7.8 Username and password\r\n535 5.7.8 not accepted\r\n",
        SmtpReply(535, ("5.7.8 Username and password", "5.7.8 not accepted"), "5.7.8"),
    ),
    (b"571 5.7.1 no\r\n", SmtpReply(571, ("5.7.1 no",), "5.7.1")),
    (b"550 4.7.1 contradicts itself\r\n", SmtpReply(550, ("4.7.1 contradicts itself",))),
    (b"550 5.7.1.2 is no status\r\n", SmtpReply(550, ("5.7.1.2 is no status",))),
    (b"550 5.7.1\r\n", SmtpReply(550, ("5.7.1",), "5.7.1")),
    (b"334 VXNlcm5hbWU6\r\n", SmtpReply(334, ("VXNlcm5hbWU6",))),
    ("554 認証に失敗しました\r\n".encode(), SmtpReply(554, ("認証に失敗しました",))),
    (b"554 \x82\xa0\r\n", SmtpReply(554, ("\\x82\\xa0",))),
]


@pytest.mark.parametrize(("data", "expected"), REPLIES)
def test_replies_three_ways(data: bytes, expected: SmtpReply) -> None:
    """Every legal reply is read the same whole, dripping, and with the next one behind it."""
    check_three_ways(data, read_reply, expected)


@pytest.mark.parametrize(
    "data",
    [
        b"25 short\r\n",
        b"2500 long\r\n",
        b"250_x\r\n",
        b"150 of no class\r\n",
        b"650 of no class\r\n",
        b"hello\r\n",
        b"\r\n",
        b"HTTP/1.1 400 Bad Request\r\n",
        b"250-one\r\n251 other digits\r\n",
        b"250-one\r\n251-other digits\r\n",
        b"250-one\r\nno digits\r\n",
        b"\xb2\xb5\xb0 high digits\r\n",
    ],
)
def test_malformed_replies(data: bytes) -> None:
    """The line that breaks the rules is the evidence."""
    outcome, _ = feed(data, read_reply)
    assert outcome == Malformed(data.splitlines()[-1])


def test_text_of_a_reply() -> None:
    """A reply can be shown as it was said."""
    reply, _ = feed(b"535-5.7.8 a\r\n535 5.7.8 b\r\n", read_reply)
    assert isinstance(reply, SmtpReply)
    assert reply.text == "535-5.7.8 a\n535 5.7.8 b"


@pytest.mark.parametrize(
    ("line", "keyword", "parameters"),
    [
        ("SIZE 10240000", "SIZE", ("10240000",)),
        ("size", "SIZE", ()),
        ("AUTH PLAIN login", "AUTH", ("PLAIN", "LOGIN")),
        ("AUTH=PLAIN LOGIN", "AUTH", ("PLAIN", "LOGIN")),
        ("AUTH=LOGIN", "AUTH", ("LOGIN",)),
        ("AUTH=", "AUTH", ()),
        ("X-EXPS GSSAPI", "X-EXPS", ("GSSAPI",)),
        ("", "", ()),
    ],
)
def test_keywords(line: str, keyword: str, parameters: tuple[str, ...]) -> None:
    """Keywords come in any case, and AUTH in its old way of writing, too."""
    assert keyword_of(line) == (keyword, parameters)


def test_extensions() -> None:
    """Both ways of writing AUTH count once, in the server's order."""
    lines = (
        "mail.example greets",
        "AUTH PLAIN LOGIN",
        "AUTH=LOGIN CRAM-MD5",
        "Size 5",
        "PIPELINING",
        "",
    )
    offer = read_extensions(SmtpReply(250, lines))
    assert offer.mechanisms == ("PLAIN", "LOGIN", "CRAM-MD5")
    assert offer.size == 5
    assert "PIPELINING" in offer
    assert "STARTTLS" not in offer
    assert offer.lines == lines[1:]


@pytest.mark.parametrize("said", ["SIZE", "SIZE 0", "SIZE big", "SIZE " + "9" * 5000, "SIZE ²"])
def test_no_size(said: str) -> None:
    """No limit, or one that is no number."""
    assert read_extensions(SmtpReply(250, ("mail.example", said))).size is None


@given(
    st.lists(
        st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), min_size=1, max_size=5
    )
)
def test_anything_at_all(pieces: list[bytes]) -> None:
    """Whatever a server says is a reply, the beginning of one, or malformed; never an error."""
    outcome = read_reply(pieces)
    assert isinstance(outcome, SmtpReply | NeedMore | Malformed)
    if isinstance(outcome, SmtpReply):
        read_extensions(outcome)


@given(
    st.integers(200, 599), st.lists(st.text(st.characters(exclude_categories=["C"])), min_size=1)
)
def test_a_reply_that_was_written_is_read(code: int, texts: list[str]) -> None:
    """Whatever words a reply has, they come back."""
    lines = [f"{code}-{text}" for text in texts[:-1]] + [f"{code} {texts[-1]}"]
    outcome = read_reply([line.encode() for line in lines])
    assert isinstance(outcome, SmtpReply)
    assert (outcome.code, outcome.texts) == (code, tuple(texts))
