"""What takes a while: progress in place of the first answer, and the result wherever it can go."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Answer
from bot.core.model import Attachment, Reply
from tests.bot.adapters.discord.conftest import World, buttons, texts
from tests.bot.adapters.discord.scripted import Script, choices, reply


def edits(world: World) -> list[str]:
    """What the answer was changed to, each time."""
    patched = [r for r in world.env.http_requests if r.path.endswith("/messages/@original")]
    return [str(request.json) for request in patched if request.method == "PATCH"]


async def checking(world: World, script: Script, *, private: bool = True) -> Any:
    """A check that Alice has begun."""
    first = reply("Looking …", choices("stop:R1"), private=private, final=False)
    world.chat.answers["check taro@example.com"] = Answer(first, script.replies())
    world.chat.answers["slow"] = Answer(first, script.replies())
    if private:
        return await world.alice.slash(world.channel, "mail check", address="taro@example.com")
    return await world.alice.slash(world.channel, "mail ask", question="slow")


async def said(world: World, script: Script, answer: Reply, seconds: float = 1.0) -> None:
    """The next reply, and time for it to be shown."""
    script.say(answer)
    await world.clock.advance(seconds)


async def test_steps_replace_the_first_answer(world: World) -> None:
    """And the result replaces them, for the asker only."""
    script = Script(world.env)
    shown = await checking(world, script)
    assert shown.ephemeral
    assert "stop:R1" in buttons(shown.response)
    await said(world, script, reply("Step 1", private=True, final=False))
    assert "Step 1" in texts(shown.response)
    await said(world, script, reply("It works.", private=True))
    assert "It works." in texts(shown.response)
    assert "stop:R1" not in buttons(shown.response)
    assert script.closed


async def test_steps_come_once_a_second_at_most(world: World) -> None:
    """The newest counts; the result always comes."""
    script = Script(world.env)
    await checking(world, script)
    for number in range(50):
        script.say(reply(f"Step {number}.", private=True, final=False))
    script.say(reply("It works.", private=True))
    await world.env.settle()
    assert edits(world) == []
    await world.clock.advance(1.0)
    assert len(edits(world)) == 1
    assert "It works." in edits(world)[0]


async def test_a_stop_button_works_meanwhile(world: World) -> None:
    """Its answer does not disturb the progress."""
    script = Script(world.env)
    shown = await checking(world, script)
    world.chat.answers["stop:R1"] = Answer(None)
    await world.alice.click(shown.response, label="stop:R1")
    assert world.chat.last.text == "stop:R1"
    await said(world, script, reply("Stopped.", private=True))
    assert "Stopped." in texts(shown.response)


async def test_a_choice_that_takes_a_while_becomes_the_progress(world: World) -> None:
    """The question whether to begin gives way to the check."""
    script = Script(world.env)
    world.chat.answers["q"] = Answer(reply("Shall I?", choices("go:C1"), private=True))
    shown = await world.alice.slash(world.channel, "mail ask", question="q")
    world.chat.answers["go:C1"] = Answer(
        reply("Looking …", private=True, final=False), script.replies()
    )
    result = await world.alice.click(shown.response, label="go:C1")
    assert result.response.id == shown.response.id
    assert "Looking" in texts(shown.response)
    await said(world, script, reply("It works.", private=True))
    assert "It works." in texts(shown.response)


async def test_a_file_comes_with_the_result(world: World) -> None:
    """The settings card, to take along."""
    script = Script(world.env)
    shown = await checking(world, script)
    card = Attachment("settings.txt", b"IMAP imap.example.com 993")
    result = reply("It works.", private=True)
    await said(world, script, Reply(result.blocks, result.language, private=True, files=(card,)))
    (attached,) = shown.response.attachments
    assert attached.filename == "settings.txt"


async def test_what_is_for_the_asker_stays_out_of_the_channel(world: World) -> None:
    """A result that is private stands beside a first answer that is not."""
    script = Script(world.env)
    shown = await checking(world, script, private=False)
    assert not shown.ephemeral
    await said(world, script, reply("Your server says …", private=True, final=False))
    await said(world, script, reply("Your mailbox is full.", private=True))
    assert "Your" not in texts(shown.response)
    (aside,) = shown.followups
    assert aside.ephemeral
    assert "Your mailbox is full." in texts(aside)


async def test_a_late_result_comes_directly(world: World) -> None:
    """After fourteen minutes an answer can no longer be changed; the asker is told before."""
    script = Script(world.env)
    shown = await checking(world, script)
    await world.clock.advance(14 * 60)
    assert "as a direct message" in texts(shown.response)
    await said(world, script, reply("It works.", private=True))
    assert "It works." in texts(world.alice.user.dm_channel.last_message)
    assert "It works." not in texts(shown.response)


async def late_and_closed(world: World) -> Any:
    """What stands in the channel when a late result cannot be sent directly."""
    script = Script(world.env)
    await checking(world, script)
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    await world.clock.advance(14 * 60 + 1)
    await said(world, script, reply("It works.", private=True))
    return world.channel.last_message


async def test_a_late_result_is_offered_where_direct_messages_are_closed(world: World) -> None:
    """By a line that does not say what it is; the asker opens it."""
    offered = await late_and_closed(world)
    assert "alice" in texts(offered)
    assert "It works." not in texts(offered)
    result = await world.alice.click(offered, label="Show it to me")
    assert result.ephemeral
    assert "It works." in texts(result.response)


async def test_a_late_result_is_its_askers_only(world: World) -> None:
    """Others who press are told nothing of it."""
    offered = await late_and_closed(world)
    result = await world.bob.click(offered, label="Show it to me")
    assert result.ephemeral
    assert "It works." not in texts(result.response)


async def test_a_token_that_is_too_old_sends_the_result_directly(world: World) -> None:
    """Whatever our clock says."""
    script = Script(world.env)
    await checking(world, script)
    world.env.inject_error("PATCH", "*/messages/@original", status=401, code=50027)
    await said(world, script, reply("It works.", private=True))
    assert "It works." in texts(world.alice.user.dm_channel.last_message)


async def test_the_result_finds_whoever_dismissed_the_progress(world: World) -> None:
    """Who closes a message does not mean to lose what they wait for."""
    script = Script(world.env)
    await checking(world, script)
    world.env.inject_error("PATCH", "*/messages/@original", status=404, code=10008, times=None)
    await said(world, script, reply("Step 1", private=True, final=False))
    await said(world, script, reply("It works.", private=True))
    assert script.closed
    assert "It works." in texts(world.alice.user.dm_channel.last_message)


async def test_a_result_that_discord_does_not_take_is_told_plainly(world: World) -> None:
    """The words, where the parts are refused."""
    script = Script(world.env)
    shown = await checking(world, script)
    world.env.inject_error("PATCH", "*/messages/@original", status=400, code=50035, times=None)
    await said(world, script, reply("It works.", private=True))
    (told,) = shown.followups
    assert "It works." in str(told.embeds[0].to_dict())


async def test_draining_waits_for_what_is_on_its_way(world: World) -> None:
    """And takes nothing new."""
    import asyncio

    script = Script(world.env)
    shown = await checking(world, script)
    draining = asyncio.ensure_future(world.wired.ongoing.drain(60))
    await asyncio.sleep(0)
    late = await world.bob.slash(world.channel, "mail ask", question="hello?")
    assert "being restarted" in texts(late.response)
    await said(world, script, reply("It works.", private=True))
    await draining
    assert "It works." in texts(shown.response)


async def test_draining_ends_what_takes_too_long(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waits is told."""
    script = Script(world.env)
    shown = await checking(world, script)
    await world.wired.ongoing.drain(0)
    await world.env.settle()
    assert script.closed
    assert "being restarted" in texts(shown.response)
    assert "defect" not in caplog.text
