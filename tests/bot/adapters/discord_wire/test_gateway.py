"""The connection: interrupted, resumed, begun anew, in shards, and with a token that is bad."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.core.model import Reply
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, said, world_of


def step(text: str, *, final: bool = False) -> Reply:
    """A step of a check."""
    return said(text, private=True, final=final)


@pytest.mark.parametrize("interruption", ["op 7", "dropped", "op 9, resumable"])
async def test_a_check_goes_on_through_a_reconnect(world: World, interruption: str) -> None:
    """Steps arrive by REST all the while, and what was pressed meanwhile is heard afterwards."""
    gateway = world.discord.gateway
    script = world.script("go", step("step 1"))
    got = await world.taro.slash("mail ask", question="go", private=True)
    match interruption:
        case "op 7":
            gateway.reconnect()
        case "dropped":
            gateway.drop()
        case _:
            gateway.invalidate(resumable=True)
    await world.discord.changes.until(lambda: not gateway.connected, "an interruption")
    script.say(step("step 2"))
    asked = world.hanako.says("まだですか", mention=True)
    await world.shows(got, "step 2")
    await world.hanako.answer_to(asked)
    script.say(step("the end", final=True))
    await world.shows(got, "the end")
    assert gateway.resumed == 1
    assert gateway.identified == 1


async def test_resuming_goes_where_discord_says(world: World) -> None:
    """With the session's own address, number and sequence."""
    gateway = world.discord.gateway
    gateway.reconnect()
    await world.discord.changes.until(lambda: gateway.resumed, "a RESUME")
    resume = next(one["d"] for one in gateway.heard if one["op"] == 6)
    assert resume["session_id"] in gateway.sessions
    assert resume["seq"] >= 1
    assert gateway.paths[-1] == "/resume"


async def test_nothing_is_heard_twice(world: World) -> None:
    """After a RESUME the events that had arrived are not delivered again."""
    await world.taro.answer_to(world.taro.says("one", mention=True))
    world.discord.gateway.reconnect()
    await world.discord.changes.until(lambda: world.discord.gateway.resumed, "a RESUME")
    await world.taro.answer_to(world.taro.says("two", mention=True))
    assert [one.text for one in world.chat.heard] == ["one", "two"]


async def test_a_session_that_is_gone_begins_anew(world: World) -> None:
    """Op 9: identified again, with the commands still there, and not told again."""
    world.discord.gateway.invalidate(resumable=False)
    await world.discord.changes.until(
        lambda: world.discord.gateway.identified == 2 and world.discord.gateway.connected,
        "a new session",
    )
    assert "hello" in (await world.taro.slash("mail ask", question="hello")).text
    assert len(world.discord.requests("PUT", "/commands")) == 1


async def test_two_shards(knowledge: Knowledge, speaker: Speaker) -> None:
    """As many as Discord asks for; each server's commands arrive by its own."""
    async with world_of(knowledge, speaker) as world:
        world.discord.state.application.shards = 2
        servers = [world.discord.guild(f"Server {number}") for number in range(4)]
        people = [server.member(f"person {number}") for number, server in enumerate(servers)]
        async with world.started():
            for person in people:
                await (await person.slash("mail ask", question=person.user.name)).answered()
        shards = {one.shard for one in world.discord.gateway.sessions.values()}
        assert shards == {(0, 2), (1, 2)}


async def test_a_token_that_discord_does_not_know(
    knowledge: Knowledge, speaker: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    """Starting fails at once, and the token is not repeated."""
    async with world_of(knowledge, speaker) as world:
        with pytest.raises(discord.LoginFailure) as failure:
            async with world.started(token="not-the-token"):
                pass
        assert "not-the-token" not in caplog.text + str(failure.value)


async def test_ending_waits_for_what_runs(knowledge: Knowledge, speaker: Speaker) -> None:
    """A result on its way is delivered; who comes meanwhile is told to come again."""
    async with world_of(knowledge, speaker) as world:
        script = world.script("go", step("step 1"))
        running = world.started()
        await running.__aenter__()
        got = await world.taro.slash("mail ask", question="go", private=True)
        ending = asyncio.ensure_future(running.__aexit__(None, None, None))
        late = await world.hanako.slash("mail ask", question="ポート143")
        assert world.label("closing", "ja") in late.text
        script.say(step("the end", final=True))
        await world.shows(got, "the end")
        await world.clock.passing(ending)
        assert not world.discord.gateway.connected
