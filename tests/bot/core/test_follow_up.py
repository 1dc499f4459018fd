"""What leads on from the answer before, and what is kept of a conversation for it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.core.assistant import Assistant
from bot.core.follow_up import NOTHING, FollowUps, Subject
from bot.core.memory import LASTS, TALKS, Memory
from bot.core.model import Choices, Message, Reply
from bot.core.plain import plain
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

EN, JA = Language.EN, Language.JA
ABOUT_PORTS = Subject(topics=("port.993",))


class Clock:
    """Seconds that pass when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def said(text: str, language: Language = EN, person: str = "taro", place: str = "here") -> Message:
    """Something that somebody says."""
    return Message(text, person, place, private=True, language=language)


@pytest.fixture(scope="module")
def follow_ups(knowledge: Knowledge) -> FollowUps:
    return FollowUps(knowledge)


@pytest.mark.parametrize(
    "text",
    [
        "still doesn't work",
        "It still does not work!",
        "still nothing",
        "no change",
        "that didn't help",
        "did not work for me",
        "same error again",
        "tried that already, still the same",
        "nope",
        "まだだめ",
        "まだだめです。",
        "それでもできません",
        "やったけどだめでした",
        "やってみましたが、まだできません",
        "変わらない",
        "同じエラーです",
        "まだあかん",
        "なおらん",
        "試しました",
    ],
)
def test_advice_that_has_not_helped(text: str, follow_ups: FollowUps) -> None:
    """Is heard in short words, in both languages, and only where advice was given."""
    assert follow_ups.still_fails(text, ABOUT_PORTS)
    assert not follow_ups.still_fails(text, NOTHING)


@pytest.mark.parametrize(
    "text",
    [
        "mail still does not arrive since I changed the router, what else can I look at please",
        "is 143 still right",
        "sending doesn't work",
        "no",
        "送信ができません",
        "まだ解約していないのですが、メールはどうなりますか",
    ],
)
def test_other_troubles_are_questions(text: str, follow_ups: FollowUps) -> None:
    """Who says what fails has said something new; a bare "no" is an answer."""
    heard = follow_ups.still_fails(text, ABOUT_PORTS)
    assert heard is (text == "no")


@pytest.mark.parametrize(
    ("text", "before", "topic"),
    [
        ("and for POP?", "port.993", "port.995"),
        ("pop?", "port.143", "port.110"),
        ("what about outgoing", "port.993", "submission.587_or_465"),
        ("and incoming?", "submission.587_or_465", "port.993"),
        ("and pop", "imap4.what", "pop3.what"),
        ("with thunderbird", "provider.gmail", "setup.thunderbird"),
        ("on my iphone", "setup.outlook_classic", "setup.iphone"),
        ("on my iphone", "change.password_in_program", "change.password_in_program"),
        ("how about yahoo", "provider.gmail", "provider.yahoo"),
        ("it's icloud", "auth.wrong_credentials", "auth.app_password_required"),
        ("and with POP", "provider.gmail", "provider.gmail"),
        ("送信は？", "port.993", "submission.587_or_465"),
        ("受信だと？", "submission.587_or_465", "port.993"),
        ("アイフォンなんですけど", "setup.outlook_classic", "setup.iphone"),
        ("ニフティです", "settings_needed", "provider.nifty"),
        ("ＰＯＰのほうは", "imap4.what", "pop3.what"),
        ("do I need pop or is imap enough for one phone", "port.993", ""),
        ("and 535", "smtp.550", ""),
        ("and my printer jams", "port.993", ""),
    ],
)
def test_a_name_leads_on(
    text: str, before: str, topic: str, follow_ups: FollowUps, knowledge: Knowledge
) -> None:
    """To what the topic before says of it; who says more asks by himself."""
    subject = Subject(topics=(before,))
    assert follow_ups.topic(text, knowledge.entities(text), subject, Language.EN) == topic


@pytest.mark.parametrize(
    ("language", "before", "text", "topic"),
    [
        (Language.JA, "メールが消えた", "popです", "pop3.takes_mail_home"),
        (Language.JA, "gmailの設定", "じゃあポートは?", "provider.gmail"),
        (Language.EN, "what is imap", "what is docker", ""),
        (Language.EN, "what is imap", "and my printer jams", ""),
        (Language.JA, "imapって何", "明日の天気は？", ""),
    ],
)
def test_what_says_little_is_said_of_what_was_before(
    language: Language, before: str, text: str, topic: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """A few words that name no subject have that of the answer before; other matters do not."""
    assistant = Assistant(knowledge, speaker)
    for said in (before, text):
        reply = assistant.handle(Message(said, "a", "a", private=True, language=language))
    assert reply.topic == topic


def test_every_topic_named_in_the_table_exists(knowledge: Knowledge) -> None:
    """What leads on leads somewhere, and what is offered is known."""
    data = knowledge.conversation
    named = {topic for row in data["sides"]["topics"] for topic in row if topic}
    for key in ("ports", "needs_provider", "tells_service", "refused_password"):
        named |= set(data[key]["topics"])
    named |= set(data["ports"]["of"]) | set(knowledge.setups.values())
    assert not named - {*knowledge.topic_ids, *knowledge.rows}
    services = {one for language in Language for one in data["services"][language]}
    assert all(knowledge.providers.by_id(one) for one in services)


@pytest.mark.parametrize("text", ["535 5.7.8 authentication failed", "how do i set up thunderbird"])
def test_what_holds_at_a_service_is_told_once_it_was_named(text: str, assistant: Assistant) -> None:
    """The person said whose mailbox it is, and need not say so again."""
    for one in ("my mail is at gmx", text):
        reply = assistant.handle(said(one))
    assert reply.topic != "provider.gmx"
    assert "imap.gmx.net" in plain(reply.blocks)


def test_a_refused_password_means_what_it_means_where_the_mailbox_is(assistant: Assistant) -> None:
    """Asked in words as well as pasted, and named before as well as in the question."""
    for text in ("my mail is at yahoo", "my password is refused"):
        reply = assistant.handle(said(text))
    assert reply.topic == "auth.app_password_required"


def test_no_more_than_one_question_is_asked_back(assistant: Assistant) -> None:
    """However many answers depend on it."""
    texts = ("535 authentication failed", "which password do I need", "thunderbird settings")
    asked = [_asks(assistant.handle(said(text))) for text in texts]
    assert asked == [True, False, False]


def test_a_conversation_is_forgotten_after_a_while(knowledge: Knowledge, speaker: Speaker) -> None:
    """And then a name alone is a question by itself."""
    clock = Clock()
    assistant = Assistant(knowledge, speaker, clock)
    assistant.handle(said("whats port 993"))
    clock.now += LASTS
    assert assistant.handle(said("and for POP?")).topic == "port.995"
    clock.now += LASTS + 1
    assert assistant.handle(said("and for POP?")).topic != "port.995"


def test_conversations_are_kept_apart(assistant: Assistant) -> None:
    """By person, and by place."""
    assistant.handle(said("whats port 993"))
    assert assistant.handle(said("and for POP?", person="hanako")).topic != "port.995"
    assert assistant.handle(said("and for POP?", place="there")).topic != "port.995"
    assert assistant.handle(said("and for POP?")).topic == "port.995"


def test_a_memory_is_bounded() -> None:
    """The one who was silent longest is forgotten first."""
    memory = Memory(Clock())
    for number in range(TALKS + 1):
        memory.speak_of(said("", person=str(number)), ABOUT_PORTS)
    assert memory.subject(said("", person="0")) is NOTHING
    assert memory.subject(said("", person="1")) is ABOUT_PORTS


def test_nothing_that_was_said_is_kept(knowledge: Knowledge, speaker: Speaker) -> None:
    """A subject holds ids of our tables, whatever was written."""
    memory = Memory(Clock())
    assistant = Assistant(knowledge, speaker, Clock())
    assistant._memory = memory
    for text in ("gmail says hunter2 is wrong for taro@example.com", "なぜ秘密の言葉が違うの"):
        assistant.handle(said(text))
    subject = memory.subject(said(""))
    known = {*knowledge.topic_ids, *knowledge.rows, *knowledge.setups}
    known |= {provider.id for provider in knowledge.providers} | {"imap", "pop3", "smtp", ""}
    held = [getattr(subject, one.name) for one in fields(subject)]
    texts = {one for value in held for one in (value if isinstance(value, tuple) else (value,))}
    assert {text for text in texts if isinstance(text, str)} <= known


def _asks(reply: Reply) -> bool:
    leads = ["".join(span.text for span in b.lead) for b in reply.blocks if isinstance(b, Choices)]
    return any(lead.startswith("Which mail service") for lead in leads)
