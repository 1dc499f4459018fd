"""A password that was pasted into a chat: told to its author, and nothing of it anywhere else."""

from __future__ import annotations

import logging
from email.message import EmailMessage

import pytest

from bot.core.chat import Way
from knowledge.model import Language
from tests.bot.chat.records import RecordingDesk
from tests.bot.chat.talk import CHANNEL, DIRECT, Talk, form_of, read, text_of

EN, JA = Language.EN, Language.JA
SECRET = "Tk7xyzzy4"
SAID = {
    EN: f"I can't log in, my password is {SECRET}",
    JA: f"ログインできません。パスワードは{SECRET}です",
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("way", [Way.DIRECT, Way.MENTION, Way.COMMAND, Way.WATCHED])
async def test_it_goes_nowhere(
    talk: Talk, language: Language, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    """Answered to its author alone, with what to do now; not kept, recorded, logged or repeated."""
    desk = RecordingDesk()
    talk.with_helpdesk(desk)
    where = DIRECT if way is Way.DIRECT else CHANNEL
    with caplog.at_level(logging.DEBUG):
        answer = talk.say(SAID[language], way, where=where)
        replies = await read(answer)
    (reply,) = replies
    assert reply.private
    assert reply.language is language
    assert {EN: "Change the password", JA: "パスワードを変更"}[language] in text_of(reply)
    assert {EN: "Delete your message", JA: "メッセージを削除"}[language] in text_of(reply)
    assert answer.id == ""
    assert not desk.heard
    assert not desk.told
    for place in (repr(answer), repr(replies), caplog.text, str(vars(talk.conversation))):
        assert SECRET not in place


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("abcd efgh ijkl mnop", "app password"),
        ("PASS hunter2", "without the lines"),
        ("-----BEGIN PRIVATE KEY-----", "private key"),
    ],
)
def test_each_kind_has_its_own_advice(talk: Talk, text: str, advice: str) -> None:
    """An app password is deleted, a log sent again, a key revoked."""
    assert advice in text_of(talk.first(text))


def test_on_somebody_elses_message(talk: Talk) -> None:
    """Whoever asks what it means is not its author."""
    reply = talk.first(SAID[EN], Way.SHORTCUT, where=CHANNEL)
    assert reply.private
    assert "Tell whoever wrote it" in text_of(reply)
    assert SECRET not in text_of(reply)


def test_in_a_file(talk: Talk) -> None:
    """A log that holds the login."""
    reply = talk.first("what is wrong here?", files={"mail.log": f"a1 LOGIN taro {SECRET}"})
    assert "Delete your message" in text_of(reply)


@pytest.mark.parametrize("language", Language)
def test_in_a_mail(talk: Talk, language: Language) -> None:
    """Its words are encoded, and read all the same."""
    mail = EmailMessage()
    mail.set_content(SAID[language], cte="base64")
    assert SECRET not in mail.as_string()
    reply = talk.first("", files={"Fwd.EML": mail.as_string()})
    assert "Delete your message" in text_of(reply)


def test_in_a_form(talk: Talk) -> None:
    """Typed where it does not belong."""
    form = form_of(talk.first("", Way.COMMAND, where=CHANNEL))
    reply = talk.fill(form, {"ask": SAID[EN]}).first
    assert reply
    assert "Change the password" in text_of(reply)


def test_where_we_are_off_nothing_is_said(talk: Talk) -> None:
    """A question about passwords is a question."""
    assert talk.first("my password is wrong").topic
    assert talk.first("パスワードが違いますと出る").topic
