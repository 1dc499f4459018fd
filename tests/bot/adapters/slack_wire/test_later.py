"""Answers that go on: each reply in place of the one before, whatever happens meanwhile."""

from __future__ import annotations

import pytest

from bot.core.chat import Answer
from bot.core.model import Attachment, Choice, Choices, Reply, Span, Text
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.bot.adapters.slack_wire.script import Later, Script, reply
from tests.slack_platform.faults import Cut, Fault, RateLimited, Refuse, Status
from tests.slack_platform.records import Message


def progress(text: str, language: str) -> Reply:
    """A reply that another one replaces, with a button that stops."""
    stop = Choices((), (Choice("Stop", "stop:1"),))
    return Reply((Text((Span(text),)), stop), Language(language), final=False, private=True)


async def begun(stage: Office, script: Script, language: str, later: Later) -> Message:
    """A check under way, in the asker's messages."""
    script.says("check", Answer(progress("Step 0", language), later()))
    await stage.taro.command(COMMAND, "check", channel=stage.channel)
    return await stage.taro.waits_for_answer("Step 0", stage.taro.dm)


async def test_steps_replace_one_another(stage: Office, script: Script, language: str) -> None:
    """There is one message at the end, with the result, and it is still there after a reload."""
    later = Later()
    message = await begun(stage, script, language, later)
    for number in range(1, 4):
        later.say(progress(f"Step {number}", language))
        await stage.taro.waits_for_answer(f"Step {number}", wanted=lambda one: one is message)
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result", wanted=lambda one: one is message)
    stage.taro.reloads()
    (kept,) = stage.taro.answers(stage.taro.dm)
    assert kept.words == "Result"
    assert stage.hana.answers() == []
    await later.closed.wait()


async def test_many_steps_are_few_edits(stage: Office, script: Script, language: str) -> None:
    """Those that come at once are shown once; the last always arrives."""
    later = Later()
    message = await begun(stage, script, language, later)
    for number in range(1, 200):
        later.say(progress(f"Step {number}", language))
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result", wanted=lambda one: one is message)
    assert len(stage.slack.calls_of("chat.update")) <= 10


async def test_edits_stay_below_slacks_limit(stage: Office, script: Script, language: str) -> None:
    """Fifty a minute: steps that come one after the other wait, by our clock, for their turn."""
    later = Later()
    message = await begun(stage, script, language, later)
    for number in range(1, 80):
        later.say(progress(f"Step {number}.", language))
        await stage.taro.waits_for_answer(f"Step {number}.", wanted=lambda one: one is message)
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result")
    times = [call.at for call in stage.slack.calls_of("chat.update")]
    assert len(times) == 80
    assert all(after - before > 60 for before, after in zip(times, times[50:], strict=False))


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_reconnected_in_the_middle(
    stage: Office, script: Script, language: str, reason: str
) -> None:
    """The check goes on, its stop button works on the new line, and nothing is said twice."""
    later = Later()
    message = await begun(stage, script, language, later)
    script.says("stop:1", Answer(reply("Stopping", Language(language), private=True)))
    await stage.slack.sockets.say_disconnect(reason)
    later.say(progress("Step 1", language))
    await stage.slack.until(
        lambda: stage.slack.sockets.opened == 2 and len(stage.slack.sockets.connections) == 1
    )
    await stage.taro.waits_for_answer("Step 1", wanted=lambda one: one is message)
    await stage.taro.click(message, "Stop")
    await stage.taro.waits_for_answer("Stopping")
    later.say(reply("Stopped", Language(language), private=True))
    await stage.taro.waits_for_answer("Stopped", wanted=lambda one: one is message)
    assert len([one for one in script.heard if one.text == "check"]) == 1


async def test_the_line_is_cut_in_the_middle(stage: Office, script: Script, language: str) -> None:
    """Without a word: the result arrives all the same, and we are back on a new line."""
    later = Later()
    message = await begun(stage, script, language, later)
    stage.slack.sockets.cut()
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result", wanted=lambda one: one is message)
    await stage.slack.until(lambda: stage.slack.sockets.connections, "never came back")
    await stage.taro.writes("again")
    await stage.taro.waits_for_answer("answer to again")


@pytest.mark.parametrize("fault", [RateLimited(1), Status(503), Cut()], ids=["429", "503", "cut"])
async def test_an_edit_that_fails_is_made_again(
    stage: Office, script: Script, language: str, fault: Fault
) -> None:
    """The last reply arrives in its place."""
    later = Later()
    message = await begun(stage, script, language, later)
    stage.slack.faults.order("chat.update", fault)
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result", wanted=lambda one: one is message)
    assert stage.slack.faults.waiting == 0


async def test_a_message_that_is_gone(stage: Office, script: Script, language: str) -> None:
    """The asker has deleted it: the result is said anew, the steps are not."""
    later = Later()
    message = await begun(stage, script, language, later)
    message.gone = True
    later.say(progress("Step 1", language))
    await stage.fence()
    assert stage.taro.answers(stage.taro.dm) == []
    later.say(reply("Result", Language(language), private=True))
    await stage.taro.waits_for_answer("Result", stage.taro.dm)


async def test_files_come_after_the_result(stage: Office, script: Script, language: str) -> None:
    """In the asker's messages, and nowhere else."""
    later = Later()
    await begun(stage, script, language, later)
    card = Attachment("settings.txt", "設定\n".encode())
    later.say(Reply((Text((Span("Result"),)),), Language(language), private=True, files=(card,)))
    message = await stage.taro.waits_for_answer("", wanted=lambda one: bool(one.files))
    assert message.channel is stage.taro.dm
    (hosted,) = stage.acme.files.values()
    assert hosted.content == card.content
    assert hosted.name == "settings.txt"


async def test_a_file_that_slack_refuses(stage: Office, script: Script, language: str) -> None:
    """Takes nothing of the words away."""
    later = Later()
    await begun(stage, script, language, later)
    stage.slack.faults.order("files.getUploadURLExternal", Refuse("storage_limit_reached"))
    card = Attachment("settings.txt", b"x")
    later.say(Reply((Text((Span("Result"),)),), Language(language), private=True, files=(card,)))
    await stage.taro.waits_for_answer("Result", stage.taro.dm)
    await later.closed.wait()


async def test_an_answer_that_breaks(stage: Office, script: Script, language: str) -> None:
    """The asker is told that something went wrong, and the next question is answered."""

    def breaks(_heard: object) -> Answer:
        raise RuntimeError("hunter2 of somebody")

    script.lines["break"] = breaks
    await stage.taro.command(COMMAND, "break", channel=stage.channel)
    told = await stage.taro.waits_for_answer("", stage.channel)
    assert "hunter2" not in told.words
    await stage.taro.writes("again")
    await stage.taro.waits_for_answer("answer to again")
