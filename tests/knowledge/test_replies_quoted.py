"""A server's words count before those of the program that quotes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.replies.quoted import quotes

QUOTED = [
    ("sending failed. the server responded: 550 no such user here", "550 no such user here"),
    ("host mx.example.net said: 552 mailbox full", "552 mailbox full"),
    ("smtpexception: (535, b'5.7.8 bad credentials')", "535, b'5.7.8 bad credentials')"),
    ("* connected\n<** 530 must issue starttls first\n*** no login worked", "530 must issue"),
    ("diagnostic-code: smtp; 554 listed", "554 listed"),
    ("エラーになりました。サーバーからの応答: 451 あとで", "451 あとで"),
    ("送れません「-err mailbox locked」", ""),
]


@pytest.mark.parametrize(("text", "said"), QUOTED)
def test_what_a_server_said(text: str, said: str) -> None:
    """The innermost reply; nothing where only a person put marks around words."""
    found = [text[start:end] for start, end in quotes(text)]
    assert found[-1].startswith(said) if said else not found


# A frame that points to one cause, and within it a server's words that tell another.
DECIDED = [
    (
        "auth.temporary_failure",
        (
            "Login failed, is your password right? Server response: '-ERR temporary failure in "
            "authentication, try again later'"
        ),
    ),
    (
        "auth.tls_required",
        (
            "-> AUTH PLAIN\n<** 530 5.7.0 Must issue a STARTTLS command first\n"
            "*** No authentication type succeeded"
        ),
    ),
    (
        "send.recipient_unknown",
        "Cannot connect to send the message. The server responded: 550 5.1.1 User unknown",
    ),
    (
        "send.recipient_unknown",
        "サーバーに接続して送信できませんでした。サーバーからの応答: 550 5.1.1 User unknown",
    ),
]


@pytest.mark.parametrize(("cause", "text"), DECIDED)
def test_the_reply_decides_not_its_frame(cause: str, text: str, knowledge: Knowledge) -> None:
    """Whatever the program makes of it."""
    assert knowledge.replies.guess(text)[0].cause == cause


@given(st.text(alphabet="said: response450-err*no「」'\"\n<(a", max_size=200))
def test_quotes_are_parts_in_order(text: str) -> None:
    """Never outside the text, never one within another."""
    reached = 0
    for start, end in quotes(text):
        assert reached <= start < end <= len(text)
        reached = end
