"""A check: its steps, its end, its stop, when it takes long, and that nobody else sees it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.model import Attachment, Choice, Choices, Field, Form, Mood, Reply, Weight
from tests.bot.adapters.discord_wire.world import World, answers, said

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
STEPS = {
    "en": ("Looking…", "Connected to imap.example.com", "Your password was refused"),
    "ja": ("調べています…", "imap.example.com に接続しました", "パスワードが拒否されました"),
}
GO = {"en": "Check it", "ja": "チェックする"}
QUARTER = 14 * 60 + 30.0
"""Seconds after which the answer is too old to be changed, and Discord's token is not yet."""


def progress(text: str, language: str, *, final: bool = False) -> Reply:
    """A step of a check, with a stop button until the end."""
    stop = Choices((), (Choice("Stop", "stop:1", Weight.DANGER),))
    kinds = {"private": True, "final": final, "mood": Mood.FAILED if final else Mood.NONE}
    return said(text, *(() if final else (stop,)), language=language, **kinds)


@LANGUAGES
async def test_steps_replace_one_another(world: World, language: str) -> None:
    """In the message that the asker pressed, which nobody else sees."""
    first, middle, last = STEPS[language]
    actor, other = world.person(language), world.onlooker(language)
    go = Choices((), (Choice(GO[language], "go:a@example.com", Weight.PRIMARY),))
    answers(
        world.chat, {"check a@example.com": said("Shall I?", go, language=language, private=True)}
    )
    script = world.script("go:a@example.com", progress(first, language, final=False))
    asked = await actor.slash("mail check", address="a@example.com")
    got = await actor.click(asked.message, GO[language])
    assert got.message is asked.message
    assert first in got.text
    script.say(progress(middle, language))
    await world.shows(got, middle)
    script.say(progress(last, language, final=True))
    message = await world.shows(got, last)
    assert middle not in message.text
    assert "Stop" not in message.labels
    assert not any(step in other.reads for step in STEPS[language])


async def test_edits_come_at_most_once_a_second(world: World) -> None:
    """However many steps there are; the last one always comes."""
    script = world.script("go", progress("step 0", "en"))
    got = await world.taro.slash("mail ask", question="go", private=True)
    for number in range(1, 60):
        script.say(progress(f"step {number}", "en"))
    script.say(progress("the end", "en", final=True))
    message = await world.shows(got, "the end")
    times = [state.at for state in message.states]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


async def test_stop_is_heard_while_it_runs(world: World) -> None:
    """The button of a step comes back while the check goes on."""
    script = world.script("go", progress("step 1", "en"))
    got = await world.taro.slash("mail ask", question="go", private=True)
    await world.taro.click(got.message, "Stop")
    assert world.chat.last.text == "stop:1"
    script.say(progress("stopped", "en", final=True))
    await world.shows(got, "stopped")


@LANGUAGES
async def test_the_result_of_a_long_check_comes_directly(world: World, language: str) -> None:
    """After 14 minutes: said where it was asked, and sent to the asker alone."""
    first, _, last = STEPS[language]
    actor, other = world.person(language), world.onlooker(language)
    script = world.script("go", progress(first, language))
    got = await actor.slash("mail ask", question="go", private=True)
    await world.clock.until_asleep(14 * 60)
    world.clock.move(QUARTER)
    await got.shows(world.label("late", language))
    world.clock.move(60)
    script.say(progress(last, language, final=True))
    found = await world.finds(actor, last)
    assert found.channel is actor.alone.channel
    assert last not in other.reads


@LANGUAGES
async def test_and_waits_behind_a_button_where_messages_are_closed(
    world: World, language: str
) -> None:
    """The line in the channel says nothing of the result; only the asker can open it."""
    first, _, last = STEPS[language]
    actor, other = world.person(language), world.onlooker(language)
    actor.close_messages()
    script = world.script("go", progress(first, language))
    await actor.slash("mail ask", question="go", private=True)
    world.clock.move(QUARTER + 60)
    script.say(progress(last, language, final=True))
    line = await world.finds(other, world.label("offer", language, name=actor.user.name)[:20])
    assert last not in line.text
    show = world.label("show", language)
    assert last not in (await other.click(line, show)).text
    assert last in (await actor.click(line, show)).text
    assert last not in other.reads


async def test_steps_after_fourteen_minutes_are_let_go(world: World) -> None:
    """Nothing is sent that Discord would refuse."""
    script = world.script("go", progress("step 1", "en"))
    await world.taro.slash("mail ask", question="go", private=True)
    world.clock.move(16 * 60)
    script.say(progress("step 2", "en"))
    script.say(progress("the end", "en", final=True))
    await world.finds(world.taro, "the end")
    assert not [one for one in world.discord.requests("PATCH", "/webhooks") if one.status >= 400]


async def test_the_settings_go_along_as_a_file(world: World) -> None:
    """And what the file was of is gone with the step that it hung on."""
    card = Attachment("settings.txt", b"IMAP imap.example.com 993\n")
    script = world.script("go", progress("step 1", "en"))
    got = await world.taro.slash("mail ask", question="go", private=True)
    script.say(said("the end", private=True, files=(card,)))
    message = await world.shows(got, "the end")
    assert message.files == {"settings.txt": card.content}


@LANGUAGES
@pytest.mark.parametrize("way", ["mention", "direct", "form"])
async def test_other_ways_to_a_check(world: World, language: str, way: str) -> None:
    """By name in a channel, directly, and by a form: its steps are the asker's."""
    first, middle, last = STEPS[language]
    actor, other = world.person(language), world.onlooker(language)
    if way == "form":
        form = Form("check", "A", (Field("address", "Address"),), "Go")
        answers(world.chat, {"wish": said("?", form, language=language)})
        script = world.script("check", progress(first, language))
        opened = await actor.slash("mail ask", question="wish", private=True)
        got = await actor.submit(opened.modal, {"Address": "a@example.com"})
        assert first in got.text
    else:
        script = world.script("go", progress(first, language))
        asked = actor.says("go", mention=True) if way == "mention" else actor.dm("go")
        await actor.answer_to(asked)
    script.say(progress(middle, language))
    script.say(progress(last, language, final=True))
    if way == "mention":
        line = await actor.finds(world.label("show", language))
        await world.clock.passing(script.ended())
        opened_again = await actor.click(line, world.label("show", language))
        assert last in opened_again.text
    else:
        await world.finds(actor, last)
    assert not any(step in other.reads for step in STEPS[language])
