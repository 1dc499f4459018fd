"""A conversation at the terminal, without the terminal."""

from __future__ import annotations

import pytest

from bot.adapters.terminal.session import Session
from bot.core.assistant import Assistant
from bot.core.model import Form, Note, Reply
from bot.core.plain import plain
from connectors.model import Protocol
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.results import report, worked

EN, JA = Language.EN, Language.JA


@pytest.fixture
def session(assistant: Assistant, speaker: Speaker) -> Session:
    """A new conversation in English."""
    return Session(assistant, speaker, EN)


def say(session: Session, line: str) -> Reply:
    """What comes back to a line."""
    return session.reply(session.message(line))


def test_a_number_of_the_greeting(session: Session) -> None:
    """Picks what it suggests."""
    session.greeting()
    assert say(session, "1").topic == "port.143"


def test_numbers_are_of_the_last_reply(session: Session) -> None:
    """Each reply's choices take the place of those before."""
    session.greeting()
    say(session, "what's the difference between pop and imap?")
    second = session.choices[1].message.partition(":")[2]
    assert say(session, "2").topic == second


def test_the_conversation_changes_its_language(session: Session) -> None:
    """With the person; a number goes on in the language spoken last."""
    assert say(session, "POP3とIMAP4の違いは?").language is JA
    assert say(session, "2").language is JA
    assert say(session, "535 5.7.8 authentication failed").language is JA
    assert say(session, "what's port 143?").language is EN


@pytest.mark.parametrize("line", ["quit", "exit", "終了", "さようなら"])
def test_leaving(line: str, session: Session) -> None:
    """In either language, whatever is spoken."""
    assert session.leaves(line)
    assert not session.leaves("what's port 143?")


def test_after_a_check(session: Session) -> None:
    """Its choices lead to what the report left out, and to another check."""
    message = session.message("check taro@example.com")
    assert isinstance(session.reply(message).blocks[-1], Form)
    session.report(message, report(*map(worked, Protocol)))
    assert say(session, "2").private
    assert isinstance(say(session, "3").blocks[-1], Form)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("my password is Xk49-tulip but it is refused", "stands on your screen"),
        ("パスワードはXk49-tulipなのにログインできない", "画面に残っています"),
    ],
)
def test_a_password_in_a_message_is_noticed(session: Session, line: str, words: str) -> None:
    """The question is answered all the same: only this person reads here."""
    reply = session.reply(session.message(line))
    note, *rest = reply.blocks
    assert isinstance(note, Note)
    assert words in plain((note,))
    assert rest


def test_a_password_that_is_only_spoken_of_is_none(session: Session) -> None:
    """Most questions about passwords hold none."""
    reply = session.reply(session.message("outlook says my password is wrong"))
    assert not isinstance(reply.blocks[0], Note)
