"""Forms: each kind of field, in both languages, sent twice, and after a restart."""

from __future__ import annotations

import pytest

from bot.core.chat import Way
from bot.core.model import Choice, Field, FieldKind, Form
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, answers, said, world_of
from tests.discord_platform.filled import Modal

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
WORDS = {
    "en": ("A check", "Address", "Notes", "Protocol", "Who"),
    "ja": ("チェック", "アドレス", "メモ", "プロトコル", "担当者"),
}


def form(language: str) -> Form:
    """One field of each kind but the secret."""
    title, address, notes, protocol, who = WORDS[language]
    return Form(
        "check",
        title,
        (
            Field("address", address, value="a@example.com", required=True, hint="name@example"),
            Field("notes", notes, FieldKind.LINES),
            Field(
                "protocol",
                protocol,
                FieldKind.CHOICE,
                options=(Choice("IMAP", "imap"), Choice("POP3", "pop3")),
                value="imap",
            ),
            Field("who", who, FieldKind.PERSON),
        ),
        "Go",
    )


@LANGUAGES
async def test_a_form_in_answer_to_a_command(world: World, language: str) -> None:
    """It is the first response; what comes back holds every field by its id."""
    actor, other = world.person(language), world.onlooker(language)
    answers(world.chat, {"check": said("?", form(language), language=language)})
    opened = await actor.slash("mail ask", question="check")
    title, address, notes, protocol, who = WORDS[language]
    assert (opened.modal.title, opened.modal.labels) == (title, (address, notes, protocol, who))
    sent = await actor.submit(
        opened.modal,
        {address: "b@example.com", notes: "two\nlines", protocol: "POP3", who: other.user},
    )
    await sent.answered()
    assert world.chat.last.way is Way.FORM
    assert world.chat.last.form == "check"
    assert dict(world.chat.values) == {
        "address": "b@example.com",
        "notes": "two\nlines",
        "protocol": "pop3",
        "who": f"discord:{other.user.id}",
    }
    assert sent.message.ephemeral
    assert "b@example.com" not in other.reads


@LANGUAGES
async def test_what_is_not_filled_in(world: World, language: str) -> None:
    """What was there stays; the rest is empty."""
    actor = world.person(language)
    answers(world.chat, {"check": said("?", form(language), language=language)})
    opened = await actor.slash("mail ask", question="check")
    await (await actor.submit(opened.modal)).answered()
    assert dict(world.chat.values) == {
        "address": "a@example.com",
        "notes": "",
        "protocol": "imap",
        "who": "",
    }


@LANGUAGES
@pytest.mark.parametrize("way", ["mention", "direct"])
async def test_a_form_where_none_can_be_opened(world: World, language: str, way: str) -> None:
    """In answer to a message stands a button that opens it."""
    actor = world.person(language)
    answers(world.chat, {"check": said("Here", form(language), language=language)})
    asked = actor.says("check", mention=True) if way == "mention" else actor.dm("check")
    answer = await actor.answer_to(asked)
    opened = await actor.click(answer, WORDS[language][0])
    await (await actor.submit(opened.modal, {WORDS[language][1]: "c@example.com"})).answered()
    assert world.chat.values["address"] == "c@example.com"


async def test_a_form_that_leads_to_a_form(world: World) -> None:
    """Discord opens none in answer to one, so a button stands between."""
    answers(
        world.chat,
        {"first": said("?", form("en")), "check": said("One more thing", form("en"))},
    )
    opened = await world.taro.slash("mail ask", question="first")
    second = await world.taro.submit(opened.modal)
    assert "One more thing" in second.text
    again = await world.taro.click(second.message, WORDS["en"][0])
    assert again.modal.title == WORDS["en"][0]


@LANGUAGES
async def test_a_form_sent_after_a_restart(
    knowledge: Knowledge, speaker: Speaker, language: str
) -> None:
    """Opened before, filled in slowly, sent to a new process: it is read all the same."""
    async with world_of(knowledge, speaker) as world:
        actor = world.person(language)
        answers(world.chat, {"check": said("?", form(language), language=language)})
        async with world.started():
            opened = await actor.slash("mail ask", question="check")
            own = await actor.slash("mail triage")
        async with world.started():
            await (await actor.submit(opened.modal)).answered()
            assert world.chat.last.form == "check"
            label = world.label("form.triage_label", language)
            await (await actor.submit(own.modal, {label: "550 5.1.1"})).answered()
            assert "550 5.1.1" in world.chat.last.text


async def test_a_form_that_nobody_knows(world: World) -> None:
    """Of a version that is gone: it is told kindly."""
    answers(world.chat, {"check": said("?", form("en"))})
    opened = await world.taro.slash("mail ask", question="check")
    stale = Modal({**opened.modal.raw, "custom_id": "of-another-time"}, world.taro.user, None)
    got = await world.taro.submit(stale)
    assert world.label("forgotten", "en") in got.text


async def test_more_fields_than_a_form_holds(world: World) -> None:
    """Discord takes five; those that must be filled in are among them."""
    fields = tuple(Field(f"f{n}", f"Field {n}", required=n == 7) for n in range(8))
    answers(world.chat, {"check": said("?", Form("check", "Many", fields, "Go"))})
    opened = await world.taro.slash("mail ask", question="check")
    assert len(opened.modal.labels) == 5
    assert "Field 7" in opened.modal.labels


@pytest.mark.parametrize("letter", ["あ", "𠮷", "x"])
async def test_long_words_everywhere(world: World, letter: str) -> None:
    """Titles, labels, hints and values at their longest, in letters of each size."""
    fields = (
        Field("a", letter * 300, value=letter * 5000, hint=letter * 300),
        Field("b", letter * 300, FieldKind.LINES, value=letter * 5000, hint=letter * 300),
        Field(
            "c",
            letter * 300,
            FieldKind.CHOICE,
            options=tuple(Choice(f"{n}" + letter * 300, f"{n}" + letter * 300) for n in range(25)),
        ),
    )
    answers(world.chat, {"check": said("?", Form("check", letter * 300, fields, letter * 300))})
    opened = await world.taro.slash("mail ask", question="check")
    assert len(opened.modal.labels) == 3
