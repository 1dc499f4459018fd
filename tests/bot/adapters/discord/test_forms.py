"""Forms: opened as a first answer, read by their ids."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Answer, Way
from bot.core.model import Choice, Field, FieldKind, Form
from tests.bot.adapters.discord.conftest import World, texts
from tests.bot.adapters.discord.scripted import Script, choices, reply

PASSWORD = "correct horse"
FORM = Form(
    "go:C1",
    "Check the account",
    (
        Field("address", "Address", value="taro@example.com", required=True),
        Field("password", "Password", FieldKind.SECRET),
        Field(
            "kind",
            "What for",
            FieldKind.CHOICE,
            "smtp",
            (Choice("Receiving", "imap"), Choice("Sending", "smtp")),
        ),
        Field("report", "What you saw", FieldKind.LINES, hint="All of it"),
    ),
    "Check",
)


async def opened(world: World) -> Any:
    """The form, as Alice sees it."""
    world.chat.answers["q"] = Answer(reply("Others in Discord can see it.", FORM, private=True))
    return await world.alice.slash(world.channel, "mail ask", question="q")


async def test_a_form_is_the_first_answer(world: World) -> None:
    """What is said before it stands above its fields."""
    shown = await opened(world)
    assert shown.modal is not None
    lead, *labels = shown.modal["components"]
    assert lead["content"] == "Others in Discord can see it."
    assert [label["label"] for label in labels] == [
        "Address",
        "Password",
        "What for",
        "What you saw",
    ]
    assert labels[0]["component"]["value"] == "taro@example.com"
    assert labels[0]["component"]["required"]
    assert not labels[1]["component"]["required"]
    assert [o["default"] for o in labels[2]["component"]["options"]] == [False, True]
    assert labels[3]["component"]["style"] == 2


async def filled(world: World, shown: Any) -> Any:
    """Alice fills it in."""
    values = {"address": "hanako@example.com", "password": PASSWORD, "report": "a\nb"}
    return await world.alice.submit_modal(shown, values | {"kind": ["imap"]})


async def test_what_was_typed_is_heard(world: World) -> None:
    """By field; what is secret is in no ``repr``."""
    world.chat.answers["go:C1"] = Answer(reply("Thanks.", private=True))
    result = await filled(world, await opened(world))
    heard = world.chat.last
    assert (heard.way, heard.form) == (Way.FORM, "go:C1")
    assert dict(heard.values) == {
        "address": "hanako@example.com",
        "password": PASSWORD,
        "kind": "imap",
        "report": "a\nb",
    }
    assert PASSWORD not in repr(heard)
    assert result.ephemeral
    assert "Thanks." in texts(result.response)


async def test_what_was_typed_is_in_no_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Of the library neither."""
    await filled(world, await opened(world))
    assert PASSWORD not in caplog.text


async def test_a_form_outlives_a_restart(world: World) -> None:
    """It was opened before, and says itself which it is."""
    shown = await opened(world)
    await world.restart()
    await filled(world, shown)
    assert world.chat.last.form == "go:C1"
    assert world.chat.values["address"] == "hanako@example.com"


async def test_a_form_never_answers_a_form(world: World) -> None:
    """Discord does not allow it: a button opens the second."""
    world.chat.answers["go:C1"] = Answer(reply("That is no address.", FORM, private=True))
    result = await filled(world, await opened(world))
    assert result.modal is None
    again = await world.alice.click(result.response, label="Check the account")
    assert again.modal is not None


async def test_a_form_that_takes_a_while(world: World) -> None:
    """A check, for the asker only."""
    script = Script(world.env)
    world.chat.answers["go:C1"] = Answer(reply("Looking …", final=False), script.replies())
    result = await filled(world, await opened(world))
    assert result.ephemeral
    script.say(reply("It works.", private=True))
    await world.clock.advance(1.0)
    assert "It works." in texts(result.response)


async def test_a_form_behind_a_choice(world: World) -> None:
    """The progress takes the place of the message with the choice."""
    world.chat.answers["q"] = Answer(reply("Shall I?", choices("go:C1"), private=True))
    card = await world.alice.slash(world.channel, "mail ask", question="q")
    script = Script(world.env)
    world.chat.answers["go:C1"] = Answer(reply("Warning.", FORM, private=True))
    shown = await world.alice.click(card.response, label="go:C1")
    world.chat.answers["go:C1"] = Answer(reply("Looking …", final=False), script.replies())
    result = await filled(world, shown)
    assert result.response.id == card.response.id


async def test_a_button_to_a_form_after_a_restart(world: World) -> None:
    """The form is asked for again."""
    world.chat.answers["check"] = Answer(reply("Which?", Form("check", "Check", FORM.fields, "")))
    await world.alice.send_dm("check")
    offered = world.alice.user.dm_channel.last_message
    await world.restart()
    shown = await world.alice.user.click(offered, label="Check")
    assert (world.chat.last.way, world.chat.last.text) == (Way.PICK, "check")
    assert shown.modal is not None
