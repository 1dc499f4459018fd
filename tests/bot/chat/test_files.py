"""Files that come with a message, read as text."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.files import LONGEST, only_pictures, text_with

WORDS = "メールを送れませんでした。"
BOUNCE = """\
From: MAILER-DAEMON@mx.example.net
To: taro@example.com
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: {encoding}

{body}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; hanako@example.com
Action: failed
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/plain
Content-Disposition: attachment; filename="diary.txt"

Dear diary
--b--
"""


def in_base64(text: str, charset: str) -> str:
    """As a mail carries it."""
    return base64.b64encode(text.encode(charset)).decode()


@pytest.mark.parametrize(
    ("charset", "encoding", "body"),
    [
        ("utf-8", "base64", in_base64(WORDS, "utf-8")),
        ("iso-2022-jp", "base64", in_base64(WORDS, "iso-2022-jp")),
        ("shift_jis", "base64", in_base64(WORDS, "shift_jis")),
        ("utf-8", "8bit", WORDS),
    ],
)
def test_a_bounce(charset: str, encoding: str, body: str) -> None:
    """Its words and its report; no attachment, and no header that names anybody."""
    mail = BOUNCE.format(charset=charset, encoding=encoding, body=body)
    text = text_with("", {"returned.EML": mail})
    assert WORDS in text
    assert "550 5.1.1 User unknown" in text
    assert "Dear diary" not in text
    assert "taro@example.com" not in text


@pytest.mark.parametrize(
    "mail",
    [
        "",
        "not a mail",
        "Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\nAAAA",
        "Content-Type: multipart/mixed; boundary=\n\n--\n",
        "Content-Disposition: ;;;==\n\nhello",
        "Content-Type: message/delivery-status\n\nhello",
    ],
)
def test_a_mail_that_is_none(mail: str) -> None:
    """Whatever was saved as one is read as far as it goes."""
    assert isinstance(text_with("", {"a.eml": mail}), str)


def test_beside_what_was_said() -> None:
    """The sentence first, then the files in their order; a picture has no words."""
    files = {"a.log": "first", "b.png": "PNG", "c.txt": "second"}
    assert text_with("see", files) == "see\nfirst\nsecond"
    assert len(text_with("", {"a.log": "x" * (LONGEST + 10)})) == LONGEST


def test_only_pictures() -> None:
    """Then how to copy their text is said."""
    assert only_pictures({"a.PNG": "", "b.heic": ""})
    assert not only_pictures({"a.png": "", "b.log": ""})
    assert not only_pictures({})


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(["a.eml", "b.log", "c.png", ""]))
def test_any_file(content: str, name: str) -> None:
    """Nothing breaks it."""
    assert isinstance(text_with("", {name: content}), str)
