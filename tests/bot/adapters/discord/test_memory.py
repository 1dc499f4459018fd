"""Nothing is kept of an answer but the answer itself, of which there are only so many."""

from __future__ import annotations

import gc

from discord import ui

from bot.core.chat import Answer
from tests.bot.adapters.discord.conftest import World
from tests.bot.adapters.discord.scripted import choices, reply


async def test_the_library_keeps_no_view_and_no_form(world: World) -> None:
    """It would keep each for ever: none of ours ever times out."""
    world.chat.answers["q"] = Answer(reply("Well.", choices("topic:1", "topic:2")))
    for _ in range(20):
        shown = await world.alice.slash(world.channel, "mail ask", question="q")
        await world.alice.click(shown.response, label="Ask more")
        await world.alice.click(shown.response, label="topic:1")
    del shown
    gc.collect()
    living = [one for one in gc.get_objects() if isinstance(one, ui.LayoutView | ui.Modal)]
    assert len(living) < 3
    assert list(world.wired.client.persistent_views) == []
