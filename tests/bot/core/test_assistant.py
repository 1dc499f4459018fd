"""The assistant: messages in, replies out, on no platform."""

from __future__ import annotations

import pytest

from bot.core.assistant import Assistant
from bot.core.check_form import ADDRESS as ADDRESS_FIELD
from bot.core.check_form import PASSWORD
from bot.core.model import Choices, Code, FieldKind, Form, Message, Note, Reply, Tone
from bot.core.plain import plain
from connectors.lookup.model import Discovery
from connectors.model import Protocol
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.results import ADDRESS, failed, report, worked

EN, JA = Language.EN, Language.JA


def said(text: str, language: Language | None = EN, person: str = "taro") -> Message:
    """Something that somebody says in private."""
    return Message(text, person, "here", private=True, language=language)


@pytest.mark.parametrize("language", Language)
def test_the_greeting_suggests_three_things(language: Language, assistant: Assistant) -> None:
    """Each is a message that leads somewhere: an answer, a read error, a form."""
    choices = _choices(assistant.greeting(language))
    assert len(choices.choices) == 3
    replies = [assistant.handle(said(choice.message, language)) for choice in choices.choices]
    assert [reply.language for reply in replies] == [language] * 3
    assert [bool(reply.topic) for reply in replies] == [True, True, False]
    assert isinstance(replies[2].blocks[-1], Form)


@pytest.mark.parametrize(
    ("text", "hint", "language", "topic"),
    [
        ("what's port 143?", JA, EN, "port.143"),
        ("143番ポートは何", EN, JA, "port.143"),
        ("what's port 143?", None, EN, "port.143"),
        ("535 5.7.8 Error: authentication failed", JA, JA, "auth.wrong_credentials"),
    ],
)
def test_a_question(
    text: str, hint: Language | None, language: Language, topic: str, assistant: Assistant
) -> None:
    """Is answered in its own language, briefly."""
    reply = assistant.handle(said(text, hint))
    assert (reply.language, reply.topic, reply.private) == (language, topic, False)
    messages = [c.message for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
    assert f"details:{topic}" in messages


@pytest.mark.parametrize("language", Language)
def test_a_pick_leads_on(language: Language, assistant: Assistant) -> None:
    """To the topic, or to the details, in the language spoken so far."""
    assert assistant.handle(said("topic:pop3.what", language)).topic == "pop3.what"
    details = assistant.handle(said("details:pop3.what", language))
    assert (details.topic, details.language) == ("pop3.what", language)
    assert any(isinstance(b, Note) and b.tone is Tone.SOURCE for b in details.blocks)


@pytest.mark.parametrize(
    "text", ["topic:no.such", "details:no.such", "last:conversation", "last:details", "last:x"]
)
def test_a_pick_that_leads_nowhere(text: str, assistant: Assistant) -> None:
    """Is read as any other text, without an error."""
    assert assistant.handle(said(text)).blocks


@pytest.mark.parametrize(
    ("text", "language"),
    [("check taro@example.com", EN), ("taro@example.com をチェック", JA)],
)
def test_a_wish_for_a_check(text: str, language: Language, assistant: Assistant) -> None:
    """Leads to one form, for the asker only, with the address filled in and a hidden password."""
    reply = assistant.handle(said(text, language))
    assert (reply.private, reply.language) == (True, language)
    form = _form(reply)
    assert [(f.id, f.kind, f.value) for f in form.fields] == [
        (ADDRESS_FIELD, FieldKind.TEXT, "taro@example.com"),
        (PASSWORD, FieldKind.SECRET, ""),
    ]
    assert form.submit


@pytest.mark.parametrize("text", ["check", "チェックして"])
def test_a_check_of_nobody(text: str, assistant: Assistant) -> None:
    """Asks for the address."""
    assert _form(assistant.handle(said(text))).fields[0].value == ""


@pytest.mark.parametrize("text", ["check taro@exa_mple..com", "taro@@example.com をチェック"])
def test_a_check_of_no_address(text: str, assistant: Assistant) -> None:
    """Says what is wrong with it, and asks again."""
    reply = assistant.handle(said(text))
    assert isinstance(reply.blocks[0], Note)
    assert reply.blocks[0].tone is Tone.WARNING
    assert _form(reply).fields[0].value == ""


@pytest.mark.parametrize("language", Language)
def test_after_a_check(language: Language, assistant: Assistant) -> None:
    """The report, then what it kept: the details and the conversation."""
    message = said("check", language)
    reply = assistant.report(message, report(*map(worked, Protocol)), language)
    assert reply.private
    assert reply.final
    messages = [choice.message for choice in _choices(reply).choices]
    assert messages == [
        "last:details",
        "last:conversation",
        f"check {ADDRESS}",
        "topic:ok",
        "last:vantage",
    ]
    details, conversation, again, *_ = (assistant.handle(said(text, language)) for text in messages)
    assert "192.0.2.7" in plain(details.blocks)
    assert any(isinstance(block, Code) for block in conversation.blocks)
    assert details.private
    assert conversation.private
    assert _form(again).fields[0].value == ADDRESS


def test_a_report_is_for_who_asked(assistant: Assistant) -> None:
    """Nobody else sees it, nor the same person elsewhere."""
    assistant.report(said("check"), report(worked()), EN)
    assert not assistant.handle(said("last:details", person="jiro")).private
    elsewhere = Message("last:details", "taro", "elsewhere", private=True, language=EN)
    assert not assistant.handle(elsewhere).private


def test_a_failed_check_offers_no_second_guess(assistant: Assistant) -> None:
    """That the program still does not work is offered only when all is well."""
    reply = assistant.report(said("check"), report(failed()), EN)
    assert "topic:ok" not in [choice.message for choice in _choices(reply).choices]


@pytest.mark.parametrize("language", Language)
def test_no_servers(language: Language, assistant: Assistant) -> None:
    """The reason, for the asker only."""
    cause = Cause.CHECK_NO_SETTINGS_FOUND
    discovery = Discovery(ADDRESS, "example.com", (), (), (), None, cause)
    reply = assistant.no_servers(discovery, language)
    assert reply.private
    assert ADDRESS in plain(reply.blocks)


@pytest.mark.parametrize(
    "text", ["\x00\x1b[2J", "a" * 1_000_000, "<!channel> @everyone", "メ" * 99_999]
)
def test_it_takes_any_text(text: str, assistant: Assistant) -> None:
    """Nothing that is said makes it fail."""
    assert assistant.handle(said(text)).blocks


def _choices(reply: Reply) -> Choices:
    return next(block for block in reply.blocks if isinstance(block, Choices))


def _form(reply: Reply) -> Form:
    return next(block for block in reply.blocks if isinstance(block, Form))
