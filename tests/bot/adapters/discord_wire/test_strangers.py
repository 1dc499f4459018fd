"""Who else is there: bots, people who only reply to us, languages that we do not speak."""

from __future__ import annotations

import pytest

from bot.core.chat import Way
from bot.core.model import Choice, Choices
from tests.bot.adapters.discord_wire.world import World, answers, said


async def test_bots_are_not_answered(world: World) -> None:
    """They would answer us, and so on: what a person says afterwards is heard first."""
    other = world.server.member("another bot")
    other.user.bot = True
    other.says("hello", mention=True)
    await world.taro.answer_to(world.taro.says("hi", mention=True))
    assert [one.text for one in world.chat.heard] == ["hi"]


async def test_a_reply_to_ours(world: World) -> None:
    """It mentions us without our name in it, and is heard with its words."""
    first = await world.taro.answer_to(world.taro.says("port 143", mention=True))
    again = world.taro.says("and with TLS?", replying=first)
    await world.taro.answer_to(again)
    assert world.chat.last.text == "and with TLS?"
    assert world.chat.last.way is Way.MENTION


async def test_our_name_alone(world: World) -> None:
    """Nothing else was said: it is heard as nothing, and answered."""
    await world.taro.answer_to(world.taro.says("", mention=True))
    assert world.chat.last.text == ""


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "de", "zh-CN", "pt-BR"])
async def test_other_languages_are_spoken_to_in_english(world: World, locale: str) -> None:
    """Ours are two; the words of the face are English for everybody else."""
    actor = world.server.member("someone", locale)
    got = await actor.slash("mail triage")
    assert got.modal.title == world.label("form.triage_title", "en")


async def test_what_one_person_picks_is_theirs(world: World) -> None:
    """Two people press the same button of a public answer: two private answers."""
    answers(world.chat, {"q": said("?", Choices((), (Choice("Mine", "topic:x"),)))})
    asked = await world.taro.slash("mail ask", question="q")
    for actor in (world.taro, world.hanako):
        got = await actor.click(asked.message, "Mine")
        assert got.message.only_for is actor.user
        assert world.chat.last.who.id == f"discord:{actor.user.id}"


async def test_who_is_told_apart(world: World) -> None:
    """Roles and the right to decide come with each event; nobody else's are mixed in."""
    role = world.discord.state.add_role("Helpdesk")
    agent = world.server.member("agent", roles=(role,))
    admin = world.server.member("admin", admin=True)
    group = f"discord:{world.server.guild.id}:{role.id}"
    await agent.slash("mail help")
    await admin.slash("mail help")
    await agent.answer_to(agent.says("hi", mention=True))
    await admin.alone.slash("mail help")
    told = [(group in one.who.groups, one.who.admin) for one in world.chat.heard]
    assert told == [(True, False), (False, True), (True, False), (False, False)]


async def test_nobody_is_an_administrator_by_a_foreign_server(world: World) -> None:
    """In a server of their own, to which we do not belong, they decide nothing of ours."""
    own = world.discord.guild("Own", has_app=False)
    jiro = own.member("jiro", admin=True, installed=True)
    await jiro.slash("mail help")
    assert world.chat.last.where.workspace == f"discord:{own.guild.id}"
    assert world.chat.last.where.workspace != f"discord:{world.server.guild.id}"
