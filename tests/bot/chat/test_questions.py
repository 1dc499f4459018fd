"""Questions in a chat: the answer, whether it helped, and what comes after it."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.core.chat import Way
from bot.core.model import Code, Facts, Feedback, FieldKind, Heading, Outcome
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.chat.records import BrokenDesk, RecordingDesk
from tests.bot.chat.talk import CHANNEL, HANAKO, Talk, choices_of, form_of, message_of, text_of

EN, JA = Language.EN, Language.JA
QUESTION = {EN: "what's port 143?", JA: "143番ポートとは?"}
NOT_KNOWN = {EN: "how tall is the eiffel tower", JA: "明日の天気は?"}


@pytest.mark.parametrize("language", Language)
def test_an_answer_has_what_may_come_next(talk: Talk, language: Language) -> None:
    """Whether it helped, that it is still broken, and a person."""
    reply = talk.first(QUESTION[language], Way.MENTION, where=CHANNEL)
    assert reply.topic == "port.143"
    assert not reply.private
    assert any(isinstance(block, Feedback) for block in reply.blocks)
    kinds = {choice.message.partition(":")[0] for choice in choices_of(reply)}
    assert {"details", "feedback", "still", "human"} <= kinds
    assert all(len(choice.message) <= 90 for choice in choices_of(reply))


@pytest.mark.parametrize("language", Language)
def test_what_is_not_known(talk: Talk, language: Language) -> None:
    """A person is offered, and nothing to judge."""
    reply = talk.first(NOT_KNOWN[language])
    assert reply.topic == ""
    kinds = {choice.message.partition(":")[0] for choice in choices_of(reply)}
    assert "human" in kinds
    assert kinds.isdisjoint({"feedback", "still"})


async def test_shared_and_kept(talk: Talk) -> None:
    """The answer once more, by its id, for an hour."""
    answer = talk.say(QUESTION[EN], Way.COMMAND, where=CHANNEL)
    again = talk.conversation.again(answer.id)
    assert again is not None
    assert again.topic == "port.143"
    assert not again.private
    assert talk.conversation.again("unknown") is None
    talk.web.clock.move(3601)
    assert talk.conversation.again(answer.id) is None


@pytest.mark.parametrize("language", Language)
async def test_feedback(talk: Talk, language: Language) -> None:
    """The last word of each person counts, and the same word twice is one."""
    desk = RecordingDesk()
    talk.with_helpdesk(desk)
    reply = talk.first(QUESTION[language])
    yes, no = (c.message for c in choices_of(reply) if c.message.startswith("feedback:"))
    assert text_of(talk.first(yes, Way.PICK))
    talk.first(yes, Way.PICK)
    led_on = talk.first(no, Way.PICK)
    talk.first(yes, Way.PICK, who=HANAKO)
    await talk.settled()
    judged = [one[1:] for one in desk.told if one[0] == "feedback"]
    assert judged == [
        (talk.who.id, "port.143", True),
        (talk.who.id, "port.143", False),
        (HANAKO.id, "port.143", True),
    ]
    assert "check" in {choice.message for choice in choices_of(led_on)}


@pytest.mark.parametrize("language", Language)
def test_still_broken(talk: Talk, language: Language) -> None:
    """It leads on: to what is near, to a check, to a person."""
    reply = talk.first({EN: "pop or imap?", JA: "POP3とIMAP4の違いは?"}[language])
    led_on = talk.pick(reply, "still").first
    assert led_on
    assert led_on.language is language
    messages = [choice.message for choice in choices_of(led_on)]
    assert any(message.startswith("topic:") for message in messages)
    assert "check" in messages
    assert any(message.startswith("human:") for message in messages)


def test_whom_to_ask_without_a_helpdesk(talk: Talk) -> None:
    """The company's own layer says it, or it is said whom people ask."""
    reply = talk.first(NOT_KNOWN[EN])
    told = talk.pick(reply, "human").first
    assert told
    assert "mail provider" in text_of(told)


async def test_a_helpdesk_is_told(talk: Talk) -> None:
    """What was asked, and how it went; picks are no questions."""
    desk = RecordingDesk()
    talk.with_helpdesk(desk)
    talk.first(QUESTION[EN])
    talk.first("topic:port.143", Way.PICK)
    talk.first("550 5.1.1 <x@example.com>: Recipient address rejected: User unknown")
    talk.first(NOT_KNOWN[EN])
    talk.first("hello")
    await talk.settled()
    asked = [one[2:] for one in desk.told if one[0] == "asked"]
    assert asked[0] == (Outcome.ANSWERED, "port.143", ())
    assert asked[1][:2] == (Outcome.ERROR_READ, "send.recipient_unknown")
    causes = asked[1][2]
    assert isinstance(causes, tuple)
    assert causes[0] is Cause.SEND_RECIPIENT_UNKNOWN
    assert asked[2][0] in (Outcome.NOT_OURS, Outcome.UNSURE)
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("my mail program says 535 5.7.8 authentication failed", "still doesn't work"),
        ("535 5.7.8 authentication failed と出ます", "まだだめです"),
    ],
)
async def test_a_helpdesk_is_told_what_was_answered(talk: Talk, before: str, after: str) -> None:
    """What leads on from the answer before is an answer, though it says nothing by itself."""
    desk = RecordingDesk()
    talk.with_helpdesk(desk)
    talk.first(before)
    shown = talk.first(after)
    await talk.settled()
    *_, last = (one[2:] for one in desk.told if one[0] == "asked")
    assert last == (Outcome.ANSWERED, shown.topic, ())


async def test_a_helpdesk_in_trouble(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody who asks feels it, and no log quotes them."""
    talk.with_helpdesk(BrokenDesk())
    with caplog.at_level(logging.DEBUG):
        assert talk.first(QUESTION[EN]).topic == "port.143"
        await talk.settled()
    assert "ConnectionError" in caplog.text
    assert QUESTION[EN] not in caplog.text


async def test_a_known_outage_comes_first(talk: Talk) -> None:
    """Before the answer itself."""
    talk.with_helpdesk(RecordingDesk("The mail server is down since ten."))
    reply = talk.first(QUESTION[EN])
    assert text_of(reply).startswith("The mail server is down since ten.")
    assert any(isinstance(block, Heading) for block in reply.blocks)


async def test_the_helpdesk_hears_first(talk: Talk) -> None:
    """What is about cases is its to answer."""
    talk.with_helpdesk(RecordingDesk())
    reply = talk.first(QUESTION[EN])
    told = talk.pick(reply, "human").first
    assert told
    assert text_of(told) == "A case."


@pytest.mark.parametrize("language", Language)
def test_a_bare_command_asks(talk: Talk, language: Language) -> None:
    """A form with a paragraph, so that an error keeps its lines."""
    form = form_of(talk.first("", Way.COMMAND, where=CHANNEL, language=language))
    assert [field.kind for field in form.fields] == [FieldKind.LINES]
    answer = talk.fill(form, {"ask": QUESTION[language]}, where=CHANNEL)
    assert answer.first
    assert answer.first.topic == "port.143"


REPORT = {
    EN: "triage Outlook 0x800CCC0E since this morning, taro@example.com",
    JA: "トリアージ 550 5.1.1 User unknown と表示されて送信できない",
}


@pytest.mark.parametrize("language", Language)
async def test_a_report_is_read(talk: Talk, language: Language) -> None:
    """For whoever works at a helpdesk: cause, who can mend it, what to ask; seen by them alone."""
    desk = RecordingDesk()
    talk.with_helpdesk(desk)
    reply = talk.first(REPORT[language], Way.COMMAND, where=CHANNEL)
    assert reply.private
    assert reply.language is language
    assert {EN: "Who can mend it", JA: "対応できる人"}[language] in text_of(reply)
    await talk.settled()
    assert not desk.told


@pytest.mark.parametrize("language", Language)
def test_a_bare_triage_asks(talk: Talk, language: Language) -> None:
    """A form with a paragraph; a file alone is read at once."""
    word = {EN: "triage", JA: "仕分け"}[language]
    form = form_of(talk.first(word, Way.COMMAND, where=CHANNEL, language=language))
    answer = talk.fill(form, {"triage": REPORT[language].partition(" ")[2]}, where=CHANNEL)
    assert answer.first
    assert any(isinstance(block, Facts) for block in answer.first.blocks)
    log = "550 5.1.1 <x@example.com>: Recipient address rejected: User unknown"
    reply = talk.first("triage ", Way.COMMAND, where=CHANNEL, files={"mail.log": log})
    assert reply.topic == "send.recipient_unknown"


async def test_a_helpdesk_that_is_not_there(talk: Talk) -> None:
    """In a workspace without one it is said whom else to ask."""
    talk.with_helpdesk(RecordingDesk())
    nowhere = replace(CHANNEL, workspace="")
    reply = talk.first(NOT_KNOWN[EN], Way.MENTION, where=nowhere)
    told = talk.pick(reply, "human", where=nowhere).first
    assert told
    assert "mail provider" in text_of(told)


def test_a_file_is_read(talk: Talk) -> None:
    """A log beside a sentence, and a bounce as it was saved."""
    log = "smtp: 550 5.1.1 <x@example.com>: Recipient address rejected: User unknown"
    assert talk.first("", files={"mail.log": log}).topic == "send.recipient_unknown"
    bounce = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        "5raI5oGv\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; x@example.com\n"
        "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n--b--\n"
    )
    assert talk.first("", files={"back.eml": bounce}).topic == "send.recipient_over_quota"


@pytest.mark.parametrize(
    ("language", "words"), [(EN, "I cannot read that file"), (JA, "そのファイルは読めません")]
)
@pytest.mark.parametrize("files", [{"huge.log": ""}, {"movie.mp4": "", "a.png": ""}])
def test_a_file_that_is_not_read(
    talk: Talk, language: Language, words: str, files: dict[str, str]
) -> None:
    """Too large, or of another kind: it is said what can be read."""
    assert words in text_of(talk.first("", language=language, files=files))


@pytest.mark.parametrize("language", Language)
def test_a_picture(talk: Talk, language: Language) -> None:
    """It is not read; how to copy its text is said."""
    reply = talk.first("", files={"screen.PNG": ""}, language=language)
    assert {EN: "cannot read pictures", JA: "画像の中の文字は読めません"}[language] in text_of(
        reply
    )


def test_words_of_strangers_stay_data(talk: Talk) -> None:
    """Mentions and markup of a paste come back as text."""
    pasted = "550 5.1.1 User unknown <!channel> @everyone [x](https://evil.example) **b**"
    reply = talk.first(pasted)
    assert "[x](https://evil.example) **b**" in text_of(reply)
    assert not any(isinstance(block, Code) and "evil" in block.text for block in reply.blocks)


def test_a_greeting(talk: Talk) -> None:
    """In the language of whoever is greeted, with things to try that work."""
    told = {EN: "Never type a password", JA: "パスワードはここに書かないで"}
    for language in Language:
        who = replace(talk.who, language=language)
        greeting = talk.conversation.greeting(who, talk.where)
        assert greeting.language is language
        assert told[language] in text_of(greeting)
        assert len(choices_of(greeting)) == 3


def test_home(talk: Talk) -> None:
    """What we can do and one's settings, before any check."""
    home = talk.conversation.home(talk.who)
    assert home.private
    assert message_of(home, "language")
    assert "last checks" not in text_of(home)
