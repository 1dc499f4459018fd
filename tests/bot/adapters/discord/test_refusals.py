"""What Discord refuses: told kindly or let go silently, never a traceback."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.adapters.discord.run.faults import quiet_library
from bot.core.chat import Answer
from tests.bot.adapters.discord.conftest import World, texts
from tests.bot.adapters.discord.scripted import choices, reply

REFUSALS = {
    "answered too late": (404, 10062),
    "answered twice": (400, 40060),
    "the message is gone": (404, 10008),
    "the channel is gone": (404, 10003),
    "an old token": (401, 50027),
    "an old webhook": (404, 10015),
    "forbidden": (403, 50013),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_first_answer_that_is_refused(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Is let go: a line in the log, with neither token nor traceback."""
    status, code = REFUSALS[name]
    world.env.inject_error("POST", "/interactions/*", status=status, code=code)
    caplog.set_level(logging.INFO)
    await world.alice.slash(world.channel, "mail ask", question="hello")
    ours = [r for r in caplog.records if r.name == "bot.adapters.discord"]
    assert [r.getMessage() for r in ours if str(code) in r.getMessage()]
    assert not [r for r in caplog.records if r.exc_info]
    assert "simcord_interaction" not in "".join(r.getMessage() for r in ours)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_form_that_is_refused(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Likewise."""
    status, code = REFUSALS[name]
    world.env.inject_error("POST", "/interactions/*", status=status, code=code)
    await world.alice.slash(world.channel, "mail triage")
    assert not [r for r in caplog.records if r.exc_info]


async def test_a_button_pressed_twice(world: World) -> None:
    """Each press is heard and answered by itself: what it means twice, the chat knows."""
    world.chat.answers["q"] = Answer(reply("Well.", choices("topic:1")))
    shown = await world.alice.slash(world.channel, "mail ask", question="q")
    for _ in range(2):
        result = await world.alice.click(shown.response, label="topic:1")
        assert result.acknowledged
    assert [heard.text for heard in world.chat.heard] == ["q", "topic:1", "topic:1"]
    assert len({heard.id for heard in world.chat.heard}) == 3


async def test_a_button_of_a_former_version(world: World) -> None:
    """Nobody answers to its id any more, which is told."""
    view: Any = _former_view()
    await world.wired.client.get_partial_messageable(world.channel.id).send(view=view)
    result = await world.alice.click(world.channel.last_message, label="Old")
    assert result.ephemeral
    assert "no longer remember" in texts(result.response)


def _former_view() -> Any:
    import discord
    from discord import ui

    view = ui.LayoutView(timeout=None)
    row = ui.ActionRow[Any]()
    row.add_item(ui.Button(label="Old", custom_id="zz:1", style=discord.ButtonStyle.secondary))
    view.add_item(row)
    view.stop()
    return view


def test_the_librarys_loggers_stay_above_debug() -> None:
    """There they print tokens, and what people typed."""
    logging.getLogger("discord.http").setLevel(logging.DEBUG)
    quiet_library()
    for name in ("discord", "discord.http", "discord.gateway", "discord.webhook.async_"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
