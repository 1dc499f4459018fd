"""Mentions and direct messages."""

from __future__ import annotations

from bot.core.chat import Answer, Way
from bot.core.model import Field, FieldKind, Form
from tests.bot.adapters.discord.conftest import World, buttons, texts
from tests.bot.adapters.discord.scripted import Script, choices, reply


def me(world: World) -> str:
    """Our name, as people call it."""
    user = world.wired.client.user
    assert user is not None
    return user.mention


async def test_a_mention_is_answered_in_the_channel(world: World) -> None:
    """As a reply to it, without our name in what was heard."""
    asked = await world.alice.send(world.channel, f"{me(world)} what is IMAP?")
    answer = world.channel.last_message
    assert "You said: what is IMAP?" in texts(answer)
    assert answer.reference.message_id == asked.id
    assert world.chat.last.way is Way.MENTION


async def test_what_is_not_for_us_is_not_heard(world: World) -> None:
    """Nor answered."""
    await world.alice.send(world.channel, "what is IMAP?")
    await world.alice.send(world.channel, "@everyone what is IMAP?")
    assert world.chat.heard == []


async def test_a_direct_message_is_answered(world: World) -> None:
    """Where nobody else reads."""
    await world.alice.send_dm("what is IMAP?")
    assert "You said: what is IMAP?" in texts(world.alice.user.dm_channel.last_message)
    assert world.chat.last.way is Way.DIRECT
    assert world.chat.last.where.direct
    assert world.chat.last.where.workspace == "discord:@me"


async def test_bots_are_not_answered(world: World) -> None:
    """They might answer us, for ever."""
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(world.channel, f"{me(world)} hello")
    assert world.chat.heard == []


async def test_nothing_to_say(world: World) -> None:
    """A channel's rule."""
    world.chat.answers["psst"] = Answer(None)
    asked = await world.alice.send(world.channel, f"{me(world)} psst")
    assert world.channel.last_message.id == asked.id


async def test_a_file_is_read(world: World) -> None:
    """With the words beside it."""
    await world.alice.send(world.channel, f"{me(world)} help", attachments=[("log.txt", b"550")])
    assert dict(world.chat.last.files) == {"log.txt": "550"}


async def test_what_is_private_is_offered_in_a_channel(world: World) -> None:
    """A message cannot be hidden, so a button opens it for the asker."""
    world.chat.answers["mine"] = Answer(reply("Your mailbox is full.", private=True))
    await world.alice.send(world.channel, f"{me(world)} mine")
    offered = world.channel.last_message
    assert "full" not in texts(offered)
    assert "full" not in texts((await world.bob.click(offered, label="Show it to me")).response)
    result = await world.alice.click(offered, label="Show it to me")
    assert result.ephemeral
    assert "Your mailbox is full." in texts(result.response)


async def test_a_form_is_opened_by_a_button(world: World) -> None:
    """A message cannot open one by itself."""
    form = Form("check", "Check", (Field("address", "Address", FieldKind.TEXT),), "Go")
    world.chat.answers["check"] = Answer(reply("Which address?", form))
    await world.alice.send_dm("check")
    shown = await world.alice.user.click(world.alice.user.dm_channel.last_message, label="Check")
    await world.alice.user.submit_modal(shown, {"address": "taro@example.com"})
    assert (world.chat.last.way, world.chat.last.form) == (Way.FORM, "check")
    assert dict(world.chat.values) == {"address": "taro@example.com"}


async def test_a_private_form_is_opened_by_its_asker(world: World) -> None:
    """In one step."""
    form = Form("check", "Check", (Field("address", "Address"),), "Go")
    world.chat.answers["check"] = Answer(reply("Which?", form, private=True))
    await world.alice.send(world.channel, f"{me(world)} check")
    offered = world.channel.last_message
    assert list(buttons(offered)) == ["Check"]
    shown = await world.alice.click(offered, label="Check")
    assert shown.modal is not None


async def test_progress_in_a_direct_message(world: World) -> None:
    """In place of the first answer."""
    script = Script(world.env)
    world.chat.answers["go"] = Answer(reply("Looking …", final=False), script.replies())
    await world.alice.send_dm("go")
    answer = world.alice.user.dm_channel.last_message
    script.say(reply("It works.", choices("topic:ok")))
    await world.clock.advance(1.0)
    changed = world.alice.user.dm_channel.last_message
    assert changed.id == answer.id
    assert "It works." in texts(changed)


async def test_a_result_whose_place_is_gone(world: World) -> None:
    """Somebody has deleted our answer meanwhile: the result is a message of its own."""
    script = Script(world.env)
    world.chat.answers["go"] = Answer(reply("Looking …", final=False), script.replies())
    await world.alice.send_dm("go")
    answer = world.alice.user.dm_channel.last_message
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=404, code=10008, times=None)
    script.say(reply("It works."))
    await world.clock.advance(1.0)
    anew = world.alice.user.dm_channel.last_message
    assert anew.id != answer.id
    assert "It works." in texts(anew)


async def test_a_channel_that_is_closed_to_us(world: World) -> None:
    """Does not cost the asker the answer: it comes directly, and its progress does not."""
    script = Script(world.env)
    world.chat.answers["go"] = Answer(reply("Looking …", final=False), script.replies())
    path = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=2)
    for text in ("hello", "go"):
        await world.alice.send(world.channel, f"{me(world)} {text}")
    assert "You said: hello" in texts(world.alice.user.dm_channel.last_message)
    script.say(reply("It works."))
    await world.clock.advance(1.0)
    told = [texts(message) for message in world.alice.user.dm_channel.history()]
    assert sum("Looking" in text for text in told) == 0
    assert sum("It works." in text for text in told) == 1


async def test_everything_is_closed_to_us(world: World) -> None:
    """Nobody is told, and nothing breaks."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await world.alice.send(world.channel, f"{me(world)} hello")
    await world.alice.send_dm("hello")
    assert [heard.text for heard in world.chat.heard] == ["hello", "hello"]


async def test_draining_waits_for_messages_too(world: World) -> None:
    """What was asked before the end is answered."""
    import asyncio

    script = Script(world.env)
    world.chat.answers["go"] = Answer(reply("Looking …", final=False), script.replies())
    await world.alice.send_dm("go")
    draining = asyncio.ensure_future(world.wired.ongoing.drain(60))
    script.say(reply("It works."))
    await world.clock.advance(1.0)
    await draining
    assert "It works." in texts(world.alice.user.dm_channel.last_message)
