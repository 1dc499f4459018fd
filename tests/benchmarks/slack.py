"""Mentions in Slack at a steady rate, through the real library: each answered, and how soon.

``python -m tests.benchmarks.slack``: the stand-in of Slack and its people in this process,
``mailmedic serve`` as its own, by Socket Mode.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from knowledge.load import open_knowledge
from tests.benchmarks.figures import Figure, Measure, Target, quantile
from tests.benchmarks.questions import questions
from tests.benchmarks.table import table
from tests.bot.adapters.slack_wire.office import LOCALES, app_config
from tests.bot.adapters.slack_wire.process import serving, until
from tests.slack_platform.actor import Actor
from tests.slack_platform.clock import RealTime
from tests.slack_platform.parcels import Acked
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Channel
from tests.slack_platform.server import listening
from tests.slack_platform.strict import actor

RATE, SECONDS, PEOPLE, CHANNELS = 50.0, 60.0, 300, 100
"""Ten questions a person and minute, one every two seconds a channel: what Slack lets through."""

LAST_SECONDS = 60.0
"""For answers that are still to come when everybody has asked."""

ACK_MS = 3000.0
"""Slack's limit."""


@dataclass
class Load:
    """Who asks where, and what came of it. ``asked`` and ``answered`` are by message."""

    slack: SlackPlatform
    people: list[Actor]
    channels: list[Channel]
    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, list[float]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    seen: int = 0

    async def ask(self, person: Actor, channel: Channel, text: str) -> None:
        """One mention; its time is that of its being written."""
        began = self.slack.clock.now()
        message = await person.mentions(text, channel)
        self.asked[message.ts] = began
        if message.ts not in self.answered:
            self.waiting.add(message.ts)

    def read(self) -> None:
        """Take in the calls that came since: which message each of them answers."""
        for call in self.slack.calls[self.seen :]:
            if call.method in ("chat.postMessage", "chat.postEphemeral") and not call.error:
                thread = str(call.arguments.get("thread_ts", ""))
                self.answered.setdefault(thread, []).append(call.at)
                self.waiting.discard(thread)
        self.seen = len(self.slack.calls)

    def all_answered(self) -> bool:
        """Whether nobody waits any more."""
        self.read()
        return not self.waiting


async def run(rate: float, seconds: float, *, limits: bool) -> Measure:
    """Start everything, ask at the rate, wait for the answers, and end."""
    slack = SlackPlatform(app_config(), RealTime(), enforces_rates=limits)
    acme = slack.workspace("acme")
    people = [
        actor(slack, acme, f"p{_letters(number)}", LOCALES["ja" if number % 2 else "en"])
        for number in range(PEOPLE)
    ]
    everybody = [person.person for person in people]
    texts = list(_texts(round(rate * seconds)))
    channels = [acme.add_channel(f"c{n}", acme.bot, *everybody) for n in range(CHANNELS)]
    load = Load(slack, people, channels)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            listening(slack),
            serving(slack, Path(folder), MAILMEDIC_SLACK_COMMAND="/mail") as process,
        ):
            await until(slack, process, lambda: slack.sockets.connections)
            quiet = asyncio.ensure_future(_read_away(process))
            before = _cpu_seconds(process.pid)
            await _everybody_asks(load, rate, texts)
            await slack.until(load.all_answered, "unanswered", LAST_SECONDS)
            spent, held = _cpu_seconds(process.pid) - before, _mib(process.pid)
            await _again_and_again(load, texts[:2])
            process.terminate()
            await process.wait()
            await quiet
    return _measure(load, rate, seconds, spent, held)


async def _everybody_asks(load: Load, rate: float, texts: list[str]) -> None:
    """At the rate, whether or not those before were answered."""
    loop = asyncio.get_running_loop()
    began, asking = loop.time(), []
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
        person = load.people[number % len(load.people)]
        channel = load.channels[number % len(load.channels)]
        asking.append(asyncio.ensure_future(load.ask(person, channel, text)))
    await asyncio.gather(*asking)


async def _again_and_again(load: Load, texts: list[str]) -> None:
    """Two questions after the last: whatever was still to come for others has come by then."""
    for text in texts:
        before = len(load.asked)
        await load.ask(load.people[0], load.channels[0], text)
        assert len(load.asked) > before
        await load.slack.until(load.all_answered, "unanswered", LAST_SECONDS)


def _texts(count: int) -> Iterator[str]:
    """Questions as people ask them, in both languages, those that are answered at once."""
    asked = [one.text for one in questions(open_knowledge(None, None))[:600]]
    return islice(cycle(text for text in asked if "@" not in text), count)


async def _read_away(process: asyncio.subprocess.Process) -> None:
    """What it says must not hold it up."""
    assert process.stderr
    while await process.stderr.read(65536):
        pass


def _measure(load: Load, rate: float, seconds: float, spent: float, held: float) -> Measure:
    acks = [one.outcome for one in load.slack.delivered]
    ack = [one.seconds * 1000 for one in acks if isinstance(one, Acked)]
    waits = [(load.answered[ts][0] - at) * 1000 for ts, at in load.asked.items()]
    name = f"{rate:g} mentions a second for {seconds:g} s"
    twice = sum(len(load.answered[ts]) > 1 for ts in load.asked)
    kinds = {
        "mentions": float(len(load.asked)),
        "ack p50 ms": quantile(ack, 0.5),
        "ack p95 ms": quantile(ack, 0.95),
        "ack max ms": max(ack),
        "answer p50 ms": quantile(waits, 0.5),
        "answer p95 ms": quantile(waits, 0.95),
        "answer max ms": max(waits),
        "CPU ms each": spent * 1000 / len(load.asked),
        "MiB": held,
    }
    figures = tuple(Figure(name, kind, (value,)) for kind, value in kinds.items())
    targets = (
        Target("answered more than once", float(twice), 0.0),
        Target("not acknowledged in time", float(len(acks) - len(ack)), 0.0),
        Target("longest acknowledgement, ms", kinds["ack max ms"], ACK_MS),
    )
    return Measure("Mentions in Slack", figures, targets, tuple(_wrong(load)))


def _wrong(load: Load) -> Iterator[str]:
    """What Slack refused, by kind."""
    errors = Counter(f"{call.method}: {call.error}" for call in load.slack.calls if call.error)
    found = Counter(f"{one.where}: {one.code}" for one in load.slack.violations)
    for what, times in (errors + found).items():
        yield f"{times} x {what}"


def _cpu_seconds(pid: int) -> float:
    """What the process has used of the processors; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _mib(pid: int) -> float:
    """The most memory that it ever held; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = (line.split() for line in status.read_text().splitlines())
    return next(int(words[1]) / 1024 for words in lines if words[0] == "VmHWM:")


def _letters(number: int) -> str:
    """Names that can be mentioned: letters only."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def main() -> int:
    """Run it once, and print the table; 1 when somebody was answered twice or acked too late."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.slack", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help=f"mentions a second ({RATE:g})")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"how long ({SECONDS:g})")
    parser.add_argument("--limits", action="store_true", help="with Slack's limits of rate")
    wanted = parser.parse_args()
    measure = asyncio.run(run(wanted.rate, wanted.seconds, limits=wanted.limits))
    sys.stdout.write(table(measure) + "\n")
    return 0 if all(target.met for target in measure.targets) else 1


if __name__ == "__main__":
    sys.exit(main())
