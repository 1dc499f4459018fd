"""Buttons and menus: picking, reading on, asking more, sharing, keeping; and after a restart."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Answer, Way
from bot.core.model import Choice, Choices, Feedback, Reply, Span, Style, Text
from knowledge.model import Language
from tests.bot.adapters.discord.conftest import World, buttons, options, texts
from tests.bot.adapters.discord.scripted import choices, reply, titled

LONG = "One sentence of many. " * 400


async def asked(world: World, answer: Reply, *, private: bool = False) -> Any:
    """What Alice got to a question."""
    world.chat.answers["q"] = Answer(answer)
    return await world.alice.slash(world.channel, "mail ask", question="q", private=private)


async def test_a_choice_is_a_message(world: World) -> None:
    """Picking it says that message, and the answer is for whoever picked."""
    shown = await asked(world, reply("Well.", choices("topic:port.143")))
    result = await world.bob.click(shown.response, label="topic:port.143")
    assert (world.chat.last.way, world.chat.last.text) == (Way.PICK, "topic:port.143")
    assert world.chat.last.who.id == f"discord:{world.bob.id}"
    assert result.ephemeral
    assert "An answer" not in texts(result.response)


async def test_a_choice_outlives_a_restart(world: World) -> None:
    """What it stands for is in its id."""
    shown = await asked(world, reply("Well.", choices("topic:port.143")))
    await world.restart()
    await world.alice.click(shown.response, label="topic:port.143")
    assert world.chat.last.text == "topic:port.143"


async def test_a_long_choice_is_remembered(world: World) -> None:
    """It does not fit an id, so its reply is kept."""
    message = "what does this mean: " + "x" * 200
    shown = await asked(world, reply("Well.", Choices((), (Choice("It", message),))))
    await world.alice.click(shown.response, label="It")
    assert world.chat.last.text == message


async def test_a_long_choice_is_forgotten_kindly(world: World) -> None:
    """After a restart."""
    message = "what does this mean: " + "x" * 200
    shown = await asked(world, reply("Well.", Choices((), (Choice("It", message),))))
    await world.restart()
    result = await world.alice.click(shown.response, label="It")
    assert "no longer remember" in texts(result.response)
    assert result.ephemeral


async def test_many_choices_are_a_menu(world: World) -> None:
    """An entry is picked as a button is pressed."""
    shown = await asked(world, reply("Well.", choices(*(f"topic:{n}" for n in range(30)))))
    assert len(options(shown.response)) == 30
    await world.alice.select(shown.response, ["p:topic:27"], custom_id="l:1")
    assert (world.chat.last.way, world.chat.last.text) == (Way.PICK, "topic:27")


async def test_a_menu_outlives_a_restart(world: World) -> None:
    """As a button does."""
    shown = await asked(world, reply("Well.", choices(*(f"topic:{n}" for n in range(12)))))
    await world.restart()
    await world.alice.select(shown.response, ["p:topic:7"], custom_id="l:0")
    assert world.chat.last.text == "topic:7"


async def test_a_long_answer_is_read_on(world: World) -> None:
    """Page by page, for whoever presses."""
    shown = await asked(world, titled("Long", LONG))
    assert "Read on (2 of 3)" in buttons(shown.response)
    second = await world.bob.click(shown.response, label="Read on (2 of 3)")
    assert second.ephemeral
    third = await world.bob.click(second.response, label="Read on (3 of 3)")
    assert not any(label.startswith("Read on") for label in buttons(third.response))
    whole = " ".join(texts(one.response) for one in (shown, second, third))
    assert whole.count("One sentence of many.") == 400


async def test_a_topic_is_read_on_after_a_restart(world: World) -> None:
    """Its id finds it again."""
    shown = await asked(world, titled("Long", LONG, topic="port.143"))
    await world.restart()
    world.chat.answers["topic:port.143"] = Answer(titled("Long", LONG, topic="port.143"))
    second = await world.alice.click(shown.response, label="Read on (2 of 3)")
    assert "One sentence of many." in texts(second.response)


async def test_what_is_no_topic_is_forgotten_kindly(world: World) -> None:
    """After a restart."""
    shown = await asked(world, titled("Long", LONG))
    await world.restart()
    second = await world.alice.click(shown.response, label="Read on (2 of 3)")
    assert "no longer remember" in texts(second.response)


async def test_a_further_question(world: World) -> None:
    """By a small form; what is written there is heard as if it were asked."""
    shown = await asked(world, reply())
    form = await world.alice.click(shown.response, label="Ask more")
    assert form.modal is not None
    assert form.modal["title"] == "Ask more"
    result = await world.alice.submit_modal(form, {"text": "and with POP3?"})
    assert (world.chat.last.way, world.chat.last.text) == (Way.COMMAND, "and with POP3?")
    assert not result.ephemeral


async def test_a_further_question_to_a_private_answer_is_private(world: World) -> None:
    """As the one before."""
    shown = await asked(world, reply(), private=True)
    form = await world.alice.click(shown.response, label="Ask more")
    assert (await world.alice.submit_modal(form, {"text": "and?"})).ephemeral


async def test_feedback(world: World) -> None:
    """Two buttons; nothing said in return is nothing shown."""
    world.chat.answers["feedback:A1:yes"] = Answer(None)
    shown = await asked(world, reply("Well.", Feedback("It helped", "It did not", "feedback:A1")))
    result = await world.bob.click(shown.response, label="It helped")
    assert world.chat.last.text == "feedback:A1:yes"
    assert result.acknowledged
    assert result.response.id == shown.response.id
    assert world.channel.last_message.id == shown.response.id


async def test_sharing_says_it_in_the_channel(world: World) -> None:
    """The chat gives the answer once more, without what is only its asker's."""
    shown = await asked(world, reply("For you.", choices("share:A1"), private=True))
    assert shown.ephemeral
    world.chat.given["A1"] = reply("For all.")
    result = await world.alice.click(shown.response, label="share:A1")
    assert not result.ephemeral
    assert "For all." in texts(result.response)
    assert "Shown to everybody by alice." in texts(result.response)


async def test_keeping_sends_it_directly(world: World) -> None:
    """And says so."""
    world.chat.given["A1"] = reply("To keep.")
    shown = await asked(world, reply("Well.", choices("keep:A1")))
    result = await world.alice.click(shown.response, label="keep:A1")
    assert "direct message" in texts(result.response)
    assert result.ephemeral
    assert "To keep." in texts(world.alice.user.dm_channel.last_message)


async def test_keeping_where_direct_messages_are_closed(world: World) -> None:
    """What to do about it is told."""
    world.chat.given["A1"] = reply("To keep.")
    shown = await asked(world, reply("Well.", choices("keep:A1")))
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    result = await world.alice.click(shown.response, label="keep:A1")
    assert "are closed to me" in texts(result.response)


@pytest.mark.parametrize("action", ["share", "keep"])
async def test_an_answer_of_long_ago(world: World, action: str) -> None:
    """It is gone, and that is told."""
    shown = await asked(world, reply("Well.", choices(f"{action}:gone")))
    result = await world.alice.click(shown.response, label=f"{action}:gone")
    assert "no longer remember" in texts(result.response)


async def test_a_link_alone_is_a_button(world: World) -> None:
    """The page where a password is typed."""
    href = "https://check.example.com/check/abc"
    link = Text((Span("Open the check page", Style.LINK, href),))
    shown = await asked(world, Reply((link,), Language.EN, private=True))
    assert buttons(shown.response)["Open the check page"]["url"] == href
    assert "custom_id" not in buttons(shown.response)["Open the check page"]


@pytest.mark.parametrize(
    ("private", "by_chat", "known", "offered"),
    [
        (True, False, True, {"Ask more", "Show it to everybody", "Keep a copy"}),
        (True, True, True, {"Ask more", "Keep a copy"}),
        (False, True, True, {"Ask more", "Keep a copy"}),
        (False, False, True, {"Ask more"}),
        (True, False, False, {"Ask more"}),
    ],
)
async def test_what_an_answer_offers(
    world: World, *, private: bool, by_chat: bool, known: bool, offered: set[str]
) -> None:
    """What only its asker sees can be kept; what they wanted so can be shown to everybody."""
    world.chat.answers["q"] = Answer(reply("Well.", private=by_chat), id="A1")
    world.chat.given = {"A1": reply("Well.")} if known else {}
    shown = await world.alice.slash(world.channel, "mail ask", question="q", private=private)
    assert set(buttons(shown.response)) == offered


async def test_alone_with_somebody_nothing_is_offered(world: World) -> None:
    """They just go on writing."""
    world.chat.answers["q"] = Answer(reply("Well."), id="A1")
    world.chat.given = {"A1": reply("Well.")}
    shown = await world.alice.user.slash("mail ask", question="q")
    assert buttons(shown.response) == {}
