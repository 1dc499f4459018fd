"""A planted password, and what is for one person: in no log, no payload, no repr, no other eyes."""

from __future__ import annotations

import logging

import pytest

from bot.core.model import Field, FieldKind, Form
from tests.bot.adapters.discord_wire.world import World, answers, said

PLANTED = "hunter2-ひみつ-planted"
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


def form(language: str) -> Form:
    """The form for a login, where an operator allows it."""
    label = {"en": "Password", "ja": "パスワード"}[language]
    return Form("go", "Log in", (Field("password", label, FieldKind.SECRET, required=True),), "Go")


@LANGUAGES
async def test_a_password_typed_into_a_form(
    world: World, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It reaches the chat and nothing else, with every logger as loud as the operator can set."""
    actor = world.person(language)
    answers(
        world.chat,
        {
            "check": said("?", form(language), language=language),
            "go": said("Refused.", language=language, private=True),
        },
    )
    with caplog.at_level(logging.DEBUG):
        opened = await actor.slash("mail ask", question="check")
        label = opened.modal.labels[0]
        sent = await actor.submit(opened.modal, {label: PLANTED})
        await sent.answered()
    assert world.chat.values == {"password": PLANTED}
    assert PLANTED not in caplog.text
    assert "hunter2" not in caplog.text
    assert PLANTED not in world.discord.everything_sent
    assert PLANTED not in repr(world.chat.heard)
    assert PLANTED not in actor.reads + world.onlooker(language).reads


async def test_a_secret_is_never_filled_in(world: World) -> None:
    """Whatever value a form carries for it."""
    field = Field("password", "Password", FieldKind.SECRET, value=PLANTED)
    answers(world.chat, {"check": said("?", Form("go", "A", (field,), "Go"))})
    opened = await world.taro.slash("mail ask", question="check")
    assert PLANTED not in str(opened.modal.raw)


async def test_a_password_in_a_defect(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """What broke is told by its kind and place only."""
    answers(world.chat, {"check": said("?", form("en"))})
    opened = await world.taro.slash("mail ask", question="check")
    world.chat.broken = True
    with caplog.at_level(logging.DEBUG):
        sent = await world.taro.submit(opened.modal, {"Password": PLANTED})
        await sent.shows(world.label("broken", "en"))
    assert PLANTED not in caplog.text
    assert PLANTED not in world.discord.everything_sent


async def test_tokens_stay_out_of_the_logs(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the bot's token nor an interaction's, which lets anybody speak for us."""
    with caplog.at_level(logging.DEBUG):
        got = await world.taro.slash("mail ask", question="hello")
        await world.taro.answer_to(world.taro.says("hello", mention=True))
    ours = "\n".join(
        one.getMessage()
        for one in caplog.records
        if one.name.startswith(("discord", "mailmedic", "bot"))
    )
    assert world.discord.token not in ours
    assert got.interaction.token not in ours
    assert world.discord.token not in repr(world.settings)


@LANGUAGES
async def test_private_answers_reach_one_person(world: World, language: str) -> None:
    """By every way in; what everybody in the channel can read never holds a word of them."""
    actor, other = world.person(language), world.onlooker(language)
    secret = "only-for-the-asker"
    known = said(secret, language=language, private=True)
    answers(world.chat, {"x": known, "check a@example.com": known, "triage x": known})
    error = other.says("x")
    await actor.slash("mail ask", question="x")
    await actor.slash("mail check", address="a@example.com")
    await actor.slash("mail triage", text="x")
    menu = await actor.menu(error, world.label("commands.explain.name", language))
    await menu.answered()
    await actor.answer_to(actor.says("x", mention=True))
    await actor.answer_to(actor.dm("x"))
    assert actor.reads.count(secret) == 5
    assert secret not in other.reads
