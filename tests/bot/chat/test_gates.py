"""Whether an answer is given at all, and who sees it."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.chat.conversation import LONG, MOST_HEARD, MOST_LONG, ChatOptions, Conversation
from bot.chat.preferences import PreferencesInMemory, Rule
from bot.core.chat import Answer, Way, Who
from knowledge.model import Language
from tests.bot.chat.talk import CHANNEL, DIRECT, HANAKO, TARO, Talk, choices_of, read, text_of

EN, JA = Language.EN, Language.JA
QUESTION = {EN: "what's port 143?", JA: "143番ポートとは?"}
ADMIN = Who("slack:T1:UADMIN", "Aoi", admin=True)
OUTSIDER = replace(HANAKO, outside=True)


@pytest.fixture
def preferences() -> PreferencesInMemory:
    return PreferencesInMemory()


@pytest.fixture
def ruled(talk: Talk, preferences: PreferencesInMemory) -> Talk:
    """A talk whose places have rules."""
    web = talk.web
    talk.conversation = Conversation(
        web.knowledge, talk.speaker, web.desk, web.clock, talk.options, preferences
    )
    talk.where = CHANNEL
    return talk


def test_the_same_is_answered_once(talk: Talk) -> None:
    """However often the platform delivers it."""
    heard = talk.heard(QUESTION[EN])
    assert talk.conversation.hear(heard).first
    assert talk.conversation.hear(heard) == Answer(None)
    talk.web.clock.move(3000)
    assert talk.conversation.hear(heard) == Answer(None)
    talk.web.clock.move(1000)
    assert talk.conversation.hear(heard).first


@pytest.mark.parametrize("language", Language)
def test_a_flood(talk: Talk, language: Language) -> None:
    """One kind line, then silence, for whoever says too much; nobody else feels it."""
    for _ in range(MOST_HEARD):
        assert talk.first(QUESTION[language]).topic == "port.143"
    slower = talk.first(QUESTION[language])
    assert {EN: "Give me a minute", JA: "1分ほど"}[language] in text_of(slower)
    assert talk.say(QUESTION[language]) == Answer(None)
    assert talk.first(QUESTION[language], who=HANAKO).topic == "port.143"
    talk.web.clock.move(61)
    assert talk.first(QUESTION[language]).topic == "port.143"


def test_a_flood_of_files(talk: Talk) -> None:
    """Long texts take long to read, and everybody waits meanwhile: a few of them in a minute."""
    files = {"bounce.log": "no such line\n" * (LONG // 10)}
    for _ in range(MOST_LONG):
        assert "Give me a minute" not in text_of(talk.first(QUESTION[EN], files=files))
    assert "Give me a minute" in text_of(talk.first(QUESTION[EN], files=files))
    assert talk.say(QUESTION[EN], files=files) == Answer(None)
    assert talk.first(QUESTION[EN]).topic == "port.143"
    assert talk.say(QUESTION[EN], files=files, who=HANAKO).first


def test_a_flood_along_a_channel(talk: Talk) -> None:
    """A channel that we read along is not disturbed."""
    for _ in range(MOST_HEARD):
        talk.say(QUESTION[EN], Way.WATCHED, where=CHANNEL)
    assert talk.say(QUESTION[EN], Way.WATCHED, where=CHANNEL) == Answer(None)


@pytest.mark.parametrize(
    ("rule", "way", "answered"),
    [
        (Rule.ON, Way.WATCHED, True),
        (Rule.ON, Way.MENTION, True),
        (Rule.MENTION, Way.WATCHED, False),
        (Rule.MENTION, Way.MENTION, True),
        (Rule.MENTION, Way.COMMAND, True),
        (Rule.PRIVATE, Way.WATCHED, False),
        (Rule.PRIVATE, Way.MENTION, True),
        (Rule.OFF, Way.WATCHED, False),
        (Rule.OFF, Way.MENTION, False),
    ],
)
async def test_rules_of_places(
    ruled: Talk, preferences: PreferencesInMemory, rule: Rule, way: Way, answered: bool
) -> None:
    """Who is answered where."""
    await preferences.set_rule(CHANNEL.id, rule)
    first = ruled.say(QUESTION[EN], way).first
    assert bool(first) is answered
    assert first is None or first.private is (rule is Rule.PRIVATE)
    assert ruled.first(QUESTION[EN], where=DIRECT).topic == "port.143"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("way", [Way.COMMAND, Way.SHORTCUT, Way.PICK])
async def test_a_place_where_we_are_off(
    ruled: Talk, preferences: PreferencesInMemory, language: Language, way: Way
) -> None:
    """Whoever calls us unseen by others is told why we say nothing."""
    await preferences.set_rule(CHANNEL.id, Rule.OFF)
    reply = ruled.first("topic:port.143", way, language=language)
    assert reply.private
    assert {EN: "switched off", JA: "使えない設定"}[language] in text_of(reply)


async def test_an_unknown_rule_is_the_strictest(
    ruled: Talk, preferences: PreferencesInMemory
) -> None:
    """A later version may have written one."""
    await preferences.set_rule(CHANNEL.id, "sometimes")
    assert ruled.say(QUESTION[EN], Way.MENTION) == Answer(None)


def test_along_a_channel_only_what_is_known(talk: Talk) -> None:
    """Small talk, guesses and wishes of people who do not speak to us are let alone."""
    for text in ("hello!", "how tall is the eiffel tower", "check taro@example.com", "thanks"):
        assert talk.say(text, Way.WATCHED, where=CHANNEL) == Answer(None), text


@pytest.mark.parametrize("language", Language)
async def test_an_administrator_decides(
    ruled: Talk, preferences: PreferencesInMemory, language: Language
) -> None:
    """In the place itself, also where we are off; the choice in force has a mark."""
    words = {EN: "settings", JA: "設定画面"}[language]
    page = ruled.first(words, Way.COMMAND, who=ADMIN, language=language)
    assert page.private
    assert {"rule:off", "desk:here"} <= {choice.message for choice in choices_of(page)}
    (_, page) = await read(ruled.say("rule:off", Way.PICK, who=ADMIN))
    assert preferences.rule(CHANNEL.id) == Rule.OFF
    marked = [c.message for c in choices_of(page) if c.label.startswith("✓")]
    assert marked == ["language:auto", "rule:off"]
    await read(ruled.say("rule:mention", Way.PICK, who=ADMIN))
    assert preferences.rule(CHANNEL.id) == Rule.MENTION
    await read(ruled.say("desk:here", Way.PICK, who=ADMIN))
    assert preferences.desk(CHANNEL.workspace) == CHANNEL.id
    await read(ruled.say("desk:none", Way.PICK, who=ADMIN))
    assert preferences.desk(CHANNEL.workspace) == ""


@pytest.mark.parametrize("message", ["rule:off", "desk:here"])
@pytest.mark.parametrize("who", [TARO, replace(ADMIN, outside=True)])
async def test_nobody_else_decides(
    ruled: Talk, preferences: PreferencesInMemory, message: str, who: Who
) -> None:
    """Neither a member nor an administrator of another organization."""
    (reply,) = await read(ruled.say(message, Way.PICK, who=who))
    assert "administrators" in text_of(reply)
    assert preferences.rule(CHANNEL.id) == Rule.ON
    assert preferences.desk(CHANNEL.workspace) == ""
    page = ruled.first("settings", Way.COMMAND, who=who)
    assert not any(choice.message.startswith("rule:") for choice in choices_of(page))


@pytest.mark.parametrize("message", ["rule:off", "desk:here", "language:ja", "stop:x", "human:x"])
@pytest.mark.parametrize(
    "way", [Way.SHORTCUT, Way.WATCHED, Way.MENTION, Way.COMMAND, Way.DIRECT, Way.PICK]
)
async def test_written_words_press_no_button(
    ruled: Talk, preferences: PreferencesInMemory, message: str, way: Way
) -> None:
    """Else a stranger writes it, and has an administrator explain their message."""
    await read(ruled.say(message, way, who=ADMIN))
    pressed = way is Way.PICK
    assert (preferences.rule(CHANNEL.id) == Rule.OFF) == (pressed and message == "rule:off")
    assert (preferences.desk(CHANNEL.workspace) != "") == (pressed and message == "desk:here")
    assert (preferences.language(ADMIN.id) is JA) == (pressed and message == "language:ja")


@pytest.mark.parametrize(
    ("admins", "who", "may"),
    [
        ({"slack:T1:U1"}, TARO, True),
        ({"U1"}, TARO, True),
        ({"S9"}, replace(TARO, groups=frozenset({"slack:T1:S9"})), True),
        ({"S9"}, replace(TARO, groups=frozenset({"slack:T1:S9"}), outside=True), False),
        ({"U1"}, replace(TARO, outside=True), True),
        ({"U2"}, TARO, False),
        (set(), TARO, False),
    ],
)
def test_administrators_by_list(talk: Talk, admins: set[str], who: Who, may: bool) -> None:
    """People and groups that the operator names; a group makes nobody from outside one."""
    talk.options = ChatOptions(admins=frozenset(admins))
    talk.__post_init__()
    page = talk.first("settings", Way.COMMAND, who=who, where=CHANNEL)
    assert any(c.message.startswith("rule:") for c in choices_of(page)) is may


async def test_a_chosen_language(talk: Talk) -> None:
    """What somebody chose counts, in whatever language they write; auto takes it back."""
    assert talk.first("topic:port.143", Way.PICK).language is EN
    (_, page) = await read(talk.say("language:ja", Way.PICK))
    assert page.language is JA
    assert talk.first("topic:port.143", Way.PICK).language is JA
    for text, topic in (
        ("what's the difference between pop and imap?", "pop3_and_imap4"),
        ("what's port 25 for?", "port.25"),
        ("535 5.7.8 authentication failed", "auth.wrong_credentials"),
        ("how tall is the eiffel tower", ""),
    ):
        reply = talk.first(text)
        assert (reply.topic, reply.language) == (topic, JA)
    assert talk.first("check my account").language is JA
    await read(talk.say("language:auto", Way.PICK))
    assert talk.first("what's port 143?").language is EN
    assert talk.first("topic:port.143", Way.PICK).language is EN
    (reply,) = await read(talk.say("language:de", Way.PICK))
    assert reply.private


def test_the_language_of_somebody_elses_message(talk: Talk) -> None:
    """Whoever asks what it means reads the answer, in their own."""
    message = "送信できません。550 5.1.1 User unknown と出ます"
    reply = talk.first(message, Way.SHORTCUT, where=CHANNEL, language=EN)
    assert (reply.topic, reply.language) == ("send.recipient_unknown", EN)
    assert talk.first(message, Way.SHORTCUT, where=CHANNEL).language is JA
    assert talk.first("topic:port.143", Way.PICK).language is EN


def test_the_platform_tells_a_language(talk: Talk) -> None:
    """Until somebody has spoken."""
    assert talk.first("topic:port.143", Way.PICK, language=JA).language is JA
    talk.say("what's port 143?", language=JA)
    assert talk.first("topic:port.143", Way.PICK, language=JA).language is EN


async def test_people_from_outside(talk: Talk) -> None:
    """They may ask, and start no check unless the operator lets them."""
    assert talk.first(QUESTION[EN], who=OUTSIDER).topic == "port.143"
    (reply,) = await read(talk.say("check taro@ok.demo.test", who=OUTSIDER))
    assert "people of this organisation" in text_of(reply)
    talk.options = ChatOptions(outsiders_may_check=True)
    talk.__post_init__()
    *_, card = await read(talk.say("check taro@ok.demo.test", who=OUTSIDER))
    assert any(choice.message.startswith("go:") for choice in choices_of(card))


class BrokenPreferences(PreferencesInMemory):
    """Cannot be read."""

    def rule(self, place: str) -> str:
        raise ZeroDivisionError(f"{place} and hunter2")


def test_a_defect(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """Told kindly; its words, which may quote, are in no log."""
    web = talk.web
    talk.conversation = Conversation(
        web.knowledge, talk.speaker, web.desk, web.clock, preferences=BrokenPreferences()
    )
    with caplog.at_level(logging.DEBUG):
        reply = talk.first("hello", where=CHANNEL)
    assert reply.private
    assert "not your fault" in text_of(reply)
    assert "ZeroDivisionError" in caplog.text
    assert "hunter2" not in caplog.text
