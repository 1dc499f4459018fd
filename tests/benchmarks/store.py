"""What a store takes in a second: cases, claims, opinions, questions; on both databases."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.core.chat import Who
from bot.core.model import Outcome
from bot.helpdesk.roles import Act
from bot.helpdesk.states import Doing
from bot.store.store import Store, opened
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.benchmarks.figures import Figure, Measure
from tests.bot.helpdesk.platform import ANN, CHANNEL, DESK, asked, filled
from tests.bot.helpdesk.world import World
from tests.bot.store import postgresql

AT_ONCE = (1, 16)
"""People who wait for each other's writing."""

ACTS = 100
"""Of each kind, a repetition."""

BEN = Who("slack:T1:U2", "Ben", language=Language.EN)
WORDS = "It says 535 5.7.8 authentication failed at imap.example.com since this morning"

Do = Callable[[World, int], Awaitable[object]]


async def _open(world: World, number: int) -> None:
    """From the form's submission to the word that it is a case now: read, ranked, written."""
    who = Who(f"slack:T1:P{number}", "P", language=Language.EN)
    await world.hear(filled(who, f"case:open:b{number}", CHANNEL, words=WORDS))


async def _claim(world: World, number: int) -> None:
    doing = Doing(Act.CLAIM, ANN.id, ANN.name, world.clock())
    await world.helpdesk.cases.do(number + 1, doing, ANN, DESK)


async def _judge(world: World, number: int) -> None:
    await world.helpdesk.feedback(BEN, f"b{number}", "port.143", helpful=True)


async def _ask(world: World, number: int) -> None:
    heard = asked(BEN, "what's port 143?")
    await world.helpdesk.asked(heard, f"b{number}", Outcome.ANSWERED, Language.EN, topic="port.143")


KINDS: dict[str, Do] = {
    "cases/s": _open,
    "claims/s": _claim,
    "feedback/s": _judge,
    "questions/s": _ask,
}


def measure_store(repetitions: int) -> Measure:
    """Each database, one person at a time and many at once; a new database a repetition."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge = open_knowledge(None, Path(folder))
        found: dict[tuple[str, str], list[float]] = {}
        notes = [f"{ACTS} of each; every commit is on the disk before it is acknowledged"]
        with ExitStack() as stack:
            urls = {"SQLite": _files(Path(folder))}
            if _has_postgresql():
                server = stack.enter_context(postgresql.running(durable=True))
                urls["PostgreSQL"] = _databases(server)
            else:
                notes.append("PostgreSQL not measured: it is not installed")
            for _ in range(repetitions):
                for name, where in urls.items():
                    for at_once in AT_ONCE:
                        rates = asyncio.run(_measured(next(where), at_once, knowledge))
                        for kind, rate in rates.items():
                            found.setdefault((f"{name}, {at_once} at once", kind), []).append(rate)
    figures = tuple(
        Figure(subject, kind, tuple(rates), _against(subject))
        for (subject, kind), rates in found.items()
    )
    return Measure("What the store takes in a second", figures, notes=tuple(notes))


async def _measured(url: str, at_once: int, knowledge: Knowledge) -> dict[str, float]:
    async with opened(url) as store:
        world = await _world(store, knowledge)
        rates = {}
        for kind, do in KINDS.items():
            begun = perf_counter()
            numbers = iter(range(ACTS))
            await asyncio.gather(*(_work(world, do, numbers) for _ in range(at_once)))
            rates[kind] = ACTS / (perf_counter() - begun)
        begun = perf_counter()
        await world.helpdesk.courier.deliver()
        rates["deliveries/s"] = len(world.slack.posted + world.slack.directs) / (
            perf_counter() - begun
        )
        return rates


async def _work(world: World, do: Do, numbers: Iterator[int]) -> None:
    for number in numbers:
        await do(world, number)


async def _world(store: Store, knowledge: Knowledge) -> World:
    world = await World(store, knowledge, Speaker(knowledge)).begin()
    world.clock.at = datetime.now(UTC)
    return world


def _files(folder: Path) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"sqlite:///{folder / f'{number}.db'}"


def _databases(server: postgresql.PostgreSQL) -> Iterator[str]:
    while True:
        yield server.database()


def _has_postgresql() -> bool:
    return shutil.which("initdb") is not None or any(
        Path("/usr/lib/postgresql").glob("*/bin/initdb")
    )


def _against(subject: str) -> str:
    """The same number of people on SQLite."""
    name, _, at_once = subject.partition(", ")
    return "" if name == "SQLite" else f"SQLite, {at_once}"
