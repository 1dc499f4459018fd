"""Five hundred checks at once in one process: time, memory, open files."""

from __future__ import annotations

import json
from itertools import cycle, islice
from typing import Any

from tests.benchmarks.figures import Figure, Measure, Target
from tests.benchmarks.talking import Talk, talking

CHECKS = 500
PROTOCOLS = ("imap", "pop3", "smtp")
MIB_TO_REACH = 200.0

ONE = f"{CHECKS} checks of one server each"
ALL = f"{CHECKS} checks of three servers each"
SHARES = {
    ONE: [[name] for name in islice(cycle(PROTOCOLS), CHECKS)],
    ALL: [list(PROTOCOLS)] * CHECKS,
}
SECONDS, IDLE, PEAK, EACH, FILES, AT_ONCE = (
    "seconds",
    "idle MiB",
    "peak MiB",
    "KiB a connection",
    "open files",
    "connections at once",
)


def measure_crowd(repetitions: int) -> Measure:
    """Check for a crowd, once a repetition; in each by a new process."""
    found: dict[tuple[str, str], list[float]] = {}
    failures: list[str] = []
    with talking("crowd_server") as server:
        where = server.hear()
        for _ in range(repetitions):
            for subject, shares in SHARES.items():
                run = _run(server, where, shares)
                failures += run.pop("failures")
                for kind, value in _kinds(run).items():
                    found.setdefault((subject, kind), []).append(value)
    figures = tuple(Figure(*cell, tuple(values)) for cell, values in found.items())
    peaks = {figure.subject: figure for figure in figures if figure.kind == PEAK}
    targets = tuple(Target(f"{one}, {PEAK}", peaks[one].median, MIB_TO_REACH) for one in SHARES)
    return Measure("Many checks at once", figures, targets, _told(failures))


def _run(server: Talk, where: dict[str, object], shares: list[list[str]]) -> dict[str, Any]:
    with talking("crowd_checks") as checks:
        idle = checks.ask(json.dumps(where | {"checks": shares}))
        server.ask(str(sum(map(len, shares))))
        found = checks.ask("go")
    served = server.ask("1")
    return {**found, "idle": idle["idle"], "most": served["most"]}


def _kinds(run: dict[str, Any]) -> dict[str, float]:
    return {
        SECONDS: run["seconds"],
        IDLE: run["idle"],
        PEAK: run["peak"],
        EACH: (run["peak"] - run["idle"]) * 1024 / run["most"],
        FILES: run["files"],
        AT_ONCE: run["most"],
    }


def _told(failures: list[str]) -> tuple[str, ...]:
    kinds = dict.fromkeys(failures)
    return tuple(f"failed: {failures.count(kind)} x {kind}" for kind in kinds)
