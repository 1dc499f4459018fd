"""What goes wrong on the way: told kindly or let go, never with a traceback, never for long."""

from __future__ import annotations

import logging
import re

import pytest

from bot.core.model import Choice, Choices
from tests.bot.adapters.discord_wire.world import World, answers, said
from tests.discord_platform import problems

CALLBACK, ORIGINAL = "/callback$", "/messages/{message}$"


def alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator would be alarmed by: errors, and tracebacks of any level."""
    return [
        one.getMessage()
        for one in caplog.records
        if one.exc_info or (one.levelno >= logging.ERROR and one.name.startswith("mailmedic"))
    ]


async def test_too_many_requests(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Discord's own 429 is waited out by the library: the answer arrives."""
    world.discord.faults.plan("POST", CALLBACK, problems.too_many())
    got = await world.taro.slash("mail ask", question="port 143")
    assert "port 143" in got.text
    assert not alarms(caplog)


async def test_a_ban_by_the_wall(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """429 without ``Via``: this answer is lost, without a storm of attempts; the next one works."""
    world.discord.faults.plan("POST", CALLBACK, problems.too_many(via=False))
    command = world.taro.slash("mail ask", question="first")
    await _lost(world, command)
    assert len(world.discord.requests("POST", "/callback")) == 1
    assert "second" in (await world.taro.slash("mail ask", question="second")).text
    assert not alarms(caplog)


async def test_a_server_error(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """500 once: the library tries again."""
    world.discord.faults.plan("POST", CALLBACK, problems.SERVER_ERROR)
    got = await world.taro.slash("mail ask", question="port 143")
    assert "port 143" in got.text
    assert not alarms(caplog)


async def test_an_answer_that_was_taken_and_lost(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord took it, the library heard 500 and tries again: 40060 is let go."""
    world.discord.faults.plan("POST", CALLBACK, problems.SERVER_ERROR, after=True)
    got = await world.taro.slash("mail ask", question="port 143")
    await _refusal(world, 40060)
    assert "port 143" in got.text
    assert not alarms(caplog)


async def test_an_answer_that_comes_too_late(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """10062 is let go."""
    world.discord.faults.plan("POST", CALLBACK, problems.NO_INTERACTION)
    await _lost(world, world.taro.slash("mail ask", question="late"))
    assert not alarms(caplog)


async def test_the_same_interaction_twice(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Delivered again: it is answered once, and the second answer is let go."""
    got = await world.taro.slash("mail ask", question="port 143")
    await world.discord.again(got)
    await _refusal(world, 40060)
    assert [one.id for one in world.chat.heard] == [world.chat.heard[0].id] * 2
    assert not alarms(caplog)


async def test_a_deleted_message(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody deletes the answer while a check goes on: the rest is let go."""
    script = world.script("go", said("step 1", final=False))
    got = await world.taro.slash("mail ask", question="go")
    world.discord.delete(got.message)
    script.say(said("step 2", final=False))
    script.say(said("the end"))
    await world.clock.passing(_refusal(world, 10008))
    assert "next" in (await world.taro.slash("mail ask", question="next")).text
    assert not alarms(caplog)


async def test_a_deleted_question(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody deletes what they asked by name, before we answer: nothing breaks."""
    answers(world.chat, {"gone": said("an answer")})
    asked = world.taro.says("gone", mention=True)
    world.discord.delete(asked)
    await world.discord.changes.until(
        lambda: world.discord.requests("POST", "/messages"), "an attempt to answer"
    )
    assert "next" in (await world.taro.slash("mail ask", question="next")).text
    assert not alarms(caplog)


async def test_a_channel_where_we_may_not_write(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A mention there stays without an answer; commands work, since they need no right."""
    world.taro.channel.writable = False
    world.taro.says("hello", mention=True)
    await world.discord.changes.until(
        lambda: [one for one in world.discord.requests("POST", "/messages") if one.status == 403],
        "a refusal",
    )
    assert "hello" in (await world.taro.slash("mail ask", question="hello")).text
    assert not alarms(caplog)


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_defect_of_ours(
    world: World, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told kindly, to whoever asked; its words are not logged."""
    world.chat.broken = True
    got = await world.person(language).slash("mail ask", question="hello")
    await got.shows(world.label("broken", language))
    assert got.message.ephemeral
    assert "secret words" not in caplog.text


async def test_a_defect_in_answer_to_a_message(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor there; the bot goes on."""
    world.chat.broken = True
    world.taro.says("hello", mention=True)
    await world.chat.has_heard("hello")
    world.chat.broken = False
    await world.taro.answer_to(world.taro.says("again", mention=True))
    assert "secret words" not in caplog.text


async def test_a_refused_edit_does_not_end_a_check(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """429 without ``Via`` in the middle: the result arrives."""
    script = world.script("go", said("step 1", private=True, final=False))
    got = await world.taro.slash("mail ask", question="go", private=True)
    world.discord.faults.plan("PATCH", ORIGINAL, problems.too_many(via=False))
    script.say(said("step 2", private=True, final=False))
    await world.clock.passing(
        world.discord.changes.until(lambda: world.discord.requests("PATCH", "/webhooks"), "an edit")
    )
    script.say(said("the end", private=True))
    await world.shows(got, "the end")
    assert not alarms(caplog)


async def test_the_last_edit_is_tried_again(world: World) -> None:
    """The result is what the asker waits for: one refusal by the wall does not lose it."""
    script = world.script("go", said("step 1", private=True, final=False))
    await world.taro.slash("mail ask", question="go", private=True)
    world.discord.faults.plan("PATCH", ORIGINAL, problems.too_many(via=False))
    script.say(said("the end", private=True))
    await world.finds(world.taro, "the end")


async def test_guests_have_five_follow_ups(world: World) -> None:
    """Where the application is no member, no answer of ours needs more."""
    elsewhere = world.discord.guild("Elsewhere", has_app=False)
    guest = elsewhere.member("jiro", installed=True)
    script = world.script("go", said("step 1", final=False))
    got = await guest.slash("mail ask", question="go")
    for number in range(20):
        script.say(said(f"private {number}", private=True, final=False))
    script.say(said("the end", private=True))
    await world.finds(guest, "the end")
    assert got.interaction.counted <= 5
    assert 40094 not in [one.code for one in got.interaction.refused]


async def test_a_stranger_s_markup(world: World) -> None:
    """Mentions, links and markup in what is quoted stay letters."""
    hostile = "@everyone <@1> [x](https://evil.example) **b** `c` ||s|| <#2> </mail:3> ~~x~~ > q"
    answers(world.chat, {"q": said(hostile, Choices((), (Choice("@here", "topic:x"),)))})
    got = await world.taro.slash("mail ask", question="q")
    live = re.sub(r"\\.", "", got.text)
    for raw in ("<@1>", "[x]", "](", "**", "`", "||", "</mail:3>", "<#2>", "~~", "@everyone"):
        assert raw not in live


async def _refusal(world: World, code: int) -> None:
    """The bot was refused with this code."""
    await world.discord.changes.until(lambda: code in world.discord.refused, f"a refusal {code}")


async def _lost(world: World, command: object) -> None:
    """The command's first answer is refused, and nothing is in its place."""
    import asyncio

    task = asyncio.ensure_future(command)  # type: ignore[call-overload]  # a coroutine
    await world.discord.changes.until(
        lambda: [one for one in world.discord.requests("POST", "/callback") if one.status >= 400],
        "a refusal",
    )
    task.cancel()
