"""A helpdesk in a process of its own that works until it is killed.

It says on standard output what it has acknowledged: ``open ORIGIN NUMBER``, ``claim NUMBER``,
``resolve NUMBER``, ``feedback ANSWER``, each once the person would have read so.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from bot.core.chat import Who
from bot.core.plain import plain
from bot.store.store import opened
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import ANN, CHANNEL, DESK, filled, picked
from tests.bot.helpdesk.world import World

SIDE_BY_SIDE = 4
"""So that a kill meets several transactions under way."""


def acknowledge(*words: object) -> None:
    """Past every buffer of ours: what stands there was said."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def work(world: World, name: str) -> None:
    """Cases from the first word to the last, without end."""
    for number in range(1_000_000):
        answer = f"{name}-{number}"
        who = Who(f"slack:T1:{name}", name, language=Language.EN)
        form = filled(who, f"case:open:{answer}", CHANNEL, words="It is broken")
        said = plain((await world.hear(form)).blocks)
        case = re.search(r"case (\d+)", said)
        assert case is not None, said
        acknowledge("open", f"{who.id}|{answer}", case[1])
        assert "yours" in plain(
            (await world.hear(picked(ANN, f"case:claim:{case[1]}", DESK))).blocks
        )
        acknowledge("claim", case[1])
        await world.helpdesk.feedback(who, answer, "port.143", helpful=True)
        acknowledge("feedback", answer)
        solve = filled(ANN, f"case:resolve:{case[1]}", DESK, reason="server")
        assert "resolved" in plain((await world.hear(solve)).blocks)
        acknowledge("resolve", case[1])


async def main(url: str, cache: str, round_: str) -> None:
    """Work side by side, deliveries among it."""
    knowledge = open_knowledge(None, Path(cache))
    async with opened(url) as store:
        world = await World(store, knowledge, Speaker(knowledge)).begin()
        async with world.helpdesk.running(), asyncio.TaskGroup() as group:
            for number in range(SIDE_BY_SIDE):
                group.create_task(work(world, f"r{round_}w{number}"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
