"""What is said without being asked."""

from __future__ import annotations

import pytest

from bot.adapters.discord.embeds import DESCRIPTION, TITLE, plain_embed
from bot.adapters.discord.escape import units
from bot.core.chat import Face, NotDelivered, Posted
from bot.core.model import Block, Heading, Picture, Reply, Span, Text
from knowledge.model import Language
from tests.bot.adapters.discord.conftest import World, buttons, texts
from tests.bot.adapters.discord.scripted import choices, reply, titled


def place(world: World) -> str:
    """The channel, as ``Where.id``."""
    return f"discord:{world.guild.id}:{world.channel.id}"


def test_it_is_a_face(world: World) -> None:
    """The type checker holds it to the border."""
    face: Face = world.wired.face
    assert face


async def test_a_post_stands_in_the_channel(world: World) -> None:
    """Its buttons work, and it can be changed, a restart later too."""
    posted = await world.wired.face.post(place(world), reply("A case.", choices("case:claim:1")))
    message = world.channel.last_message
    assert "A case." in texts(message)
    assert (posted.place, posted.message) == (f"discord:{world.channel.id}", str(message.id))
    await world.bob.click(message, label="case:claim:1")
    assert world.chat.last.text == "case:claim:1"
    await world.restart()
    await world.wired.face.change(posted, reply("Claimed."))
    assert "Claimed." in texts(world.channel.last_message)


async def test_a_post_in_a_thread(world: World) -> None:
    """Goes there."""
    posted = await world.wired.face.post("discord:1:1", reply("Here."), str(world.channel.id))
    assert posted.place == f"discord:{world.channel.id}"


async def test_a_message_that_is_gone_is_no_error(world: World) -> None:
    """There is nothing to change any more."""
    await world.wired.face.change(Posted(f"discord:{world.channel.id}", "5"), reply("Late."))


async def test_a_channel_that_is_closed_to_us(world: World) -> None:
    """Whoever posts is told, by Discord's code."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    with pytest.raises(NotDelivered) as refused:
        await world.wired.face.post(place(world), reply())
    assert refused.value.reason == "50013"


async def test_a_person_is_told_directly(world: World) -> None:
    """Where nobody else reads."""
    await world.wired.face.direct(f"discord:{world.alice.id}", reply("Resolved."))
    assert "Resolved." in texts(world.alice.user.dm_channel.last_message)


@pytest.mark.parametrize("path", ["/users/@me/channels", "/channels/*/messages"])
async def test_closed_direct_messages(world: World, path: str) -> None:
    """Whoever writes is told."""
    world.env.inject_error("POST", path, status=403, code=50007)
    with pytest.raises(NotDelivered) as refused:
        await world.wired.face.direct(f"discord:{world.alice.id}", reply())
    assert refused.value.reason == "50007"


async def test_a_message_of_old_takes_no_parts(world: World) -> None:
    """It gets the words as an embed."""
    partial = world.wired.client.get_partial_messageable(world.channel.id)
    old = await partial.send("An old card")
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50035)
    posted = Posted(f"discord:{world.channel.id}", str(old.id))
    await world.wired.face.change(posted, titled("Case 1", "Claimed."))
    (embed,) = world.channel.last_message.embeds
    assert (embed.title, embed.description) == ("Case 1", "Claimed.")


async def test_a_post_whose_parts_are_refused_is_plain(world: World) -> None:
    """The words arrive."""
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    await world.wired.face.post(place(world), titled("Case 1", "New."))
    (embed,) = world.channel.last_message.embeds
    assert embed.description == "New."


@pytest.mark.parametrize("private", [True, False])
async def test_an_answer_whose_parts_are_refused_is_plain(world: World, *, private: bool) -> None:
    """Nobody waits for nothing, and what is private stays so."""
    world.env.inject_error("POST", "/interactions/*", status=400, code=50035)
    result = await world.alice.slash(world.channel, "mail ask", question="hello", private=private)
    (embed,) = result.response.embeds
    assert embed.description == "You said: hello"
    assert result.ephemeral is private
    assert buttons(result.response) == {}


def test_an_embed_holds_what_fits() -> None:
    """Whole pieces, a picture by its words, and never nothing."""
    blocks: tuple[Block, ...] = (
        Heading((Span("題" * 300),), 1),
        Picture("way", "How mail goes", "a - b"),
        *(Text((Span("長い文です。" * 200),)) for _ in range(9)),
    )
    plain = plain_embed(Reply(blocks, Language.JA))
    assert units(plain.title) <= TITLE
    assert units(plain.description) <= DESCRIPTION
    assert plain.description.startswith("How mail goes\n\n")
    assert plain.description.endswith("。")
    assert plain_embed(Reply((), Language.EN)).description
