"""Measures how fast ``mailmedic serve`` acknowledges on Discord, many people at once.

    python -m tests.benchmarks.discord_load [--rate 100] [--seconds 60] [--people 400]

The real process, the real library, and the stand-in of Discord on loopback beside it: questions in
both languages, completions while somebody types, and presses of buttons, one every hundredth of a
second whether or not those before were answered. The time is from the moment at which the stand-in
issues an interaction to the one at which it has read the first answer, so the stand-in's own work
is in it. Discord gives three seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from connectors.clock import SystemClock
from tests.benchmarks.figures import Figure, Measure, Target
from tests.benchmarks.table import table
from tests.discord_platform.actors import Actor
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.interactions import FIRST_SECONDS
from tests.discord_platform.judge.components import BUTTON
from tests.discord_platform.platform import Discord, discord_platform
from tests.discord_platform.posted import Posted

START_SECONDS, REST_SECONDS = 120.0, 15.0
"""For the process to be ready; for the last answers."""

WARM = 100
"""Interactions before it counts, one after the other."""

ENGLISH = ("what's port {}?", "what is IMAP?", "Outlook says 0x800CCC0E", "port {} or 587?")
JAPANESE = ("ポート{}って何ですか", "POP3とIMAP4の違いは?", "535 5.7.8 と出ます", "SMTPとは")

Act = Callable[[], Awaitable[Exchange]]


@asynccontextmanager
async def serving(discord: Discord, folder: Path) -> AsyncIterator[int]:
    """The process, until the block ends; its number."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAILMEDIC_")}
    settings = {
        "MAILMEDIC_CACHE": str(folder / "cache"),
        "MAILMEDIC_DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "MAILMEDIC_LISTEN": "127.0.0.1:0",
        "MAILMEDIC_DISCORD_TOKEN": discord.token,
        "MAILMEDIC_DISCORD_API_URL": discord.api_url,
        "MAILMEDIC_DISCORD_GATEWAY_URL": discord.gateway_url,
        "XDG_DATA_HOME": str(folder / "data"),
    }
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", "serve"), env=ours | settings, stderr=log
        )
        try:
            await discord.ready(START_SECONDS)
            yield process.pid
        finally:
            process.terminate()
            await process.wait()


def people(discord: Discord, count: int) -> list[Actor]:
    """Members of a server, every other one Japanese."""
    server = discord.guild()
    return [
        server.member(f"person {number}", "ja" if number % 2 else "en-GB")
        for number in range(count)
    ]


def acts(crowd: list[Actor], answered: Posted) -> Iterator[Act]:
    """What people do, one after the other: of ten acts seven ask, two type, one presses."""
    button = next(one for one in answered.parts(BUTTON) if one["custom_id"] != "a")
    for number, actor in enumerate(itertools.cycle(crowd)):
        words = JAPANESE if actor.user.locale == "ja" else ENGLISH
        question = words[number // 2 % len(words)].format(25 + number % 900)
        match number % 10:
            case 3 | 6:
                yield _typing(actor, question)
            case 9:
                yield _pressing(actor, answered, dict(button))
            case _:
                yield _asking(actor, question)


def _asking(actor: Actor, question: str) -> Act:
    return lambda: actor.sends("mail ask", question=question)


def _typing(actor: Actor, typed: str) -> Act:
    return lambda: actor.types("mail ask", "question", typed[:8])


def _pressing(actor: Actor, message: Posted, button: dict[str, object]) -> Act:
    return lambda: actor.use(message, button)


async def load(discord: Discord, rate: int, seconds: int, count: int) -> list[Exchange]:
    """One act every 1/rate seconds, in time; all of them, answered or not."""
    crowd = people(discord, count)
    first = await crowd[0].slash("mail ask", question="what's port 143?")
    following = acts(crowd, first.message)
    for _ in range(WARM):  # the first asker of a topic pays for its template
        await (await next(following)()).first()
    began = time.monotonic()
    done = []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        done.append(await next(following)())
    sent_in = time.monotonic() - began
    sys.stderr.write(f"{len(done)} sent in {sent_in:.1f} s\n")
    with suppress(AssertionError):  # what never came is counted below
        await discord.changes.until(
            lambda: all(one.interaction.answer for one in done), "the last answers", REST_SECONDS
        )
    return done


async def measure(rate: int, seconds: int, count: int) -> Measure:
    """Start everything, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        async with discord_platform(SystemClock()) as discord:
            async with serving(discord, Path(folder)) as process:
                before = cpu_seconds(process)
                done = await load(discord, rate, seconds, count)
                spent = cpu_seconds(process) - before
            return measured(done, f"{rate} interactions a second for {seconds} s", spent)


def cpu_seconds(process: int) -> float:
    """What a process has worked so far; 0 where the system does not say."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(done: list[Exchange], run: str, spent: float) -> Measure:
    """The figures of a run; ``spent`` are the process's seconds of work."""
    times = sorted(
        one.interaction.answered_at - one.interaction.issued
        for one in done
        if one.interaction.answered_at is not None
    )
    late = len(done) - len(times) + sum(one > FIRST_SECONDS for one in times)
    subject = "mailmedic serve"
    figures = {
        "sent": len(done),
        "acknowledged": len(times),
        "not within 3 s": late,
        "p50 ms": _at(times, 0.5),
        "p95 ms": _at(times, 0.95),
        "p99 ms": _at(times, 0.99),
        "most ms": _at(times, 1.0),
        "work ms each": spent / len(done) * 1000,
    }
    return Measure(
        f"discord: {run}",
        tuple(Figure(subject, kind, (float(value),)) for kind, value in figures.items()),
        (Target("acknowledged later than 3 s", float(late), 0.0),),
    )


def _at(times: list[float], share: float) -> float:
    """Milliseconds within which this share was acknowledged."""
    return times[min(len(times) - 1, int(len(times) * share))] * 1000 if times else float("nan")


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.discord_load")
    parser.add_argument("--rate", type=int, default=100, help="interactions a second (100)")
    parser.add_argument("--seconds", type=int, default=60, help="how long (60)")
    parser.add_argument("--people", type=int, default=400, help="how many ask (400)")
    wanted = parser.parse_args()
    found = asyncio.run(measure(wanted.rate, wanted.seconds, wanted.people))
    sys.stdout.write(table(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
