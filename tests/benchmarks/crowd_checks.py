"""The process that checks for a crowd: it says what it holds when idle, waits for a line, checks.

The checks are those of ``mailmedic check``, name look-up and verdict included.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.core.check_talk import Checker
from connectors.model import CheckResult, Credentials, Protocol, Security, Target
from connectors.steps import Plan
from knowledge.load import open_knowledge
from tests.benchmarks.process import allow_many_files, memory_mib, open_files

HOST = "localhost"
USER = "taro@example.com"
SAMPLED_SECONDS = 0.05


@dataclass(frozen=True)
class Order:
    """What the first line of the input asks for: where the servers are, and each check's share."""

    ports: dict[str, int]
    ca_file: str
    checks: list[list[str]]

    def plan(self, protocols: list[str]) -> Plan:
        """A check of these protocols."""
        targets = (
            Target(Protocol(name), HOST, self.ports[name], Security.TLS, USER) for name in protocols
        )
        return Plan(tuple(targets), USER, ca_file=Path(self.ca_file))


async def failures_of(checker: Checker, plan: Plan) -> list[str]:
    """Check once; the causes of what did not work."""
    return [
        f"{one.target.protocol} {one.cause}"
        async for one in checker.run(plan, Credentials("correct-horse-9f3"))
        if isinstance(one, CheckResult) and not one.ok
    ]


async def crowd(checker: Checker, plans: list[Plan]) -> dict[str, Any]:
    """Check all at once: the time of all together, the most open files, the failures."""
    files = [open_files()]

    async def watch() -> None:
        while True:
            files.append(open_files())
            await asyncio.sleep(SAMPLED_SECONDS)

    watching = asyncio.create_task(watch())
    began = perf_counter()
    failures = await asyncio.gather(*(failures_of(checker, plan) for plan in plans))
    seconds = perf_counter() - began
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return {"seconds": seconds, "files": max(files), "failures": list(chain(*failures))}


async def main(order: Order) -> None:
    """One check to warm up, and then the crowd's."""
    checker = Checker.in_terminal(open_knowledge())
    await failures_of(checker, order.plan(list(order.ports)))
    idle, _ = memory_mib()
    _say({"idle": idle, "files": open_files()})
    await asyncio.to_thread(sys.stdin.readline)
    found = await crowd(checker, [order.plan(check) for check in order.checks])
    _, peak = memory_mib()
    _say(found | {"peak": peak})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(main(Order(**json.loads(sys.stdin.readline()))))
