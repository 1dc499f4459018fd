"""Nothing that was acknowledged is lost when the process is killed, again and again."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from sqlalchemy import func, select, text

from bot.store import cases
from bot.store.cases import State
from bot.store.store import opened
from bot.store.tables import feedback
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.helpdesk.world import World

ROOT = Path(__file__).parents[3]
KILLED_AFTER = (1, 2, 7, 23, 40, 61)
"""Acknowledgements that are read before each kill: at the start, and in the thick of it."""


def work_until_killed(url: str, cache: Path, round_: int, lines: int) -> list[str]:
    """Start a helpdesk, kill it after so many lines, and give all that it said."""
    words = [sys.executable, "-m", "tests.bot.helpdesk.worker", url, str(cache), str(round_)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in said if line.endswith("\n")]


async def test_what_was_acknowledged_is_there(
    url: str, cache: Path, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Cases, claims, resolutions and opinions of six lives; then the rest is delivered."""
    said = defaultdict(list)
    for round_, lines in enumerate(KILLED_AFTER):
        for line in work_until_killed(url, cache, round_, lines):
            kind, _, rest = line.partition(" ")
            said[kind].append(rest)
    assert len(said["open"]) >= len(KILLED_AFTER)

    async with opened(url) as store, store.reading() as connection:
        if store.is_sqlite:
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
        found = {case.number: case for case in await cases.listed(connection)}
        for origin, number in (line.split() for line in said["open"]):
            assert found[int(number)].origin == origin
        assert len({case.origin for case in found.values()}) == len(found)
        for number in said["claim"]:
            assert found[int(number)].agent
        for number in said["resolve"]:
            assert found[int(number)].state is State.RESOLVED
        kept = (await connection.execute(select(func.count()).select_from(feedback))).scalar_one()
        assert kept >= len(said["feedback"])
        for key, case in found.items():
            acts = [event.act for event in await cases.events(connection, key)]
            assert acts == ["open", "claim", "resolve"][: case.version], key

    async with opened(url) as store:
        world = await World(store, knowledge, speaker).begin()
        world.clock.at = max(case.changed_at for case in found.values())
        world.clock.forward(hours=1)
        await world.helpdesk.courier.deliver()
        async with store.reading() as connection:
            shown = {case.card_message for case in await cases.listed(connection)}
        assert "" not in shown
