"""Files that come along: read where they are texts, and never waited for too long."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.chat import Way
from tests.bot.adapters.discord_wire.world import World
from tests.discord_platform.offered import Upload

BOUNCE = "550 5.1.1 unknown user\n2行目: 宛先が見つかりません\n"
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("way", [Way.DIRECT, Way.MENTION])
async def test_with_a_message(world: World, language: str, way: Way) -> None:
    """A bounce that somebody attaches to what they write, by either way."""
    actor = world.person(language)
    files = (Upload("bounce.eml", BOUNCE.encode(), "message/rfc822"),)
    said = (
        actor.dm("?", files=files)
        if way is Way.DIRECT
        else actor.says("?", mention=True, files=files)
    )
    await actor.answer_to(said)
    assert world.chat.last.way is way
    assert dict(world.chat.last.files) == {"bounce.eml": BOUNCE}


async def test_on_somebody_s_message(world: World) -> None:
    """The message menu reads the files of the message on which it was picked."""
    error = world.hanako.says("見てください", files=(Upload("error.log", BOUNCE.encode()),))
    got = await world.taro.menu(error, world.label("commands.explain.name", "en"))
    await got.answered()
    assert dict(world.chat.last.files) == {"error.log": BOUNCE}
    assert got.message.ephemeral


async def test_on_a_message_that_was_forwarded(world: World) -> None:
    """Its words stand in it as a message of its own."""
    forwarded = world.hanako.says("")
    forwarded.raw["message_snapshots"] = [
        {
            "message": {
                "type": 0,
                "content": BOUNCE,
                "embeds": [{"type": "rich", "title": "Undelivered"}],
                "attachments": [],
                "components": [],
                "timestamp": "2026-11-26T12:00:00.000000+00:00",
                "edited_timestamp": None,
                "flags": 0,
                "mentions": [],
                "mention_roles": [],
            }
        }
    ]
    got = await world.taro.menu(forwarded, world.label("commands.explain.name", "en"))
    await got.answered()
    assert world.chat.last.text.splitlines() == [*BOUNCE.splitlines(), "", "Undelivered"]


@pytest.mark.parametrize(
    "file",
    [
        Upload("picture.png", b"\x89PNG", "image/png"),
        Upload("movie.mp4", b"\0" * 1000, "video/mp4"),
        Upload("huge.txt", b"x" * (MEBIBYTE + 1)),
        Upload("empty.txt", b""),
    ],
    ids=lambda file: file.name,
)
async def test_what_is_not_read(world: World, file: Upload) -> None:
    """It is not fetched either, and the words are answered all the same; pictures are named."""
    await world.taro.answer_to(world.taro.dm("what is this?", files=(file,)))
    assert not any(world.chat.last.files.values())
    assert not world.discord.state.fetched
    assert world.chat.last.text == "what is this?"


async def test_what_is_not_read_is_named(world: World) -> None:
    """So that somebody who sent nothing else is told that it cannot be read."""
    await world.taro.answer_to(world.taro.dm("", files=(Upload("huge.txt", b"x" * 2 * MEBIBYTE),)))
    assert dict(world.chat.last.files) == {"huge.txt": ""}


async def test_many_files(world: World) -> None:
    """All of them: a message carries no more."""
    many = tuple(Upload(f"{number}.txt", f"{number}".encode()) for number in range(10))
    await world.taro.answer_to(world.taro.dm("all of these", files=many))
    assert world.chat.last.files == {f"{number}.txt": str(number) for number in range(10)}
    assert len(world.discord.state.fetched) == 10


async def test_a_file_that_is_gone(world: World) -> None:
    """Discord no longer has it: the answer comes without."""
    said = world.taro.dm("?", files=(Upload("bounce.txt", b"550"),))
    world.discord.state.cdn.clear()
    await world.taro.answer_to(said)
    assert world.chat.last.files == {}


async def test_a_file_that_does_not_come(world: World) -> None:
    """It is not waited for longer than seconds; the answer was put off before, so it is in time."""
    world.discord.state.stalled = asyncio.Event()
    got = await world.taro.slash("mail triage", file=Upload("bounce.txt", b"550"))
    await world.discord.changes.until(lambda: world.discord.state.fetched, "a request for the file")
    world.clock.move(30)
    await got.answered()
    world.discord.state.stalled.set()
    assert world.chat.last.files == {}
    assert got.message.ephemeral


async def test_bytes_of_no_text(world: World) -> None:
    """Called a text and none: it is read somehow, and breaks nothing."""
    noise = bytes(range(256)) * 8
    await world.taro.answer_to(world.taro.dm("?", files=(Upload("noise.txt", noise),)))
    assert "noise.txt" in world.chat.last.files
