"""What one check of a hostile server, or one hostile document, makes a process hold."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.benchmarks.figures import Figure, Measure, Target
from tests.benchmarks.talking import talking

HOSTILE = (
    "works-imap",
    "works-pop3",
    "works-smtp",
    "huge-literal",
    "endless-line",
    "endless-reply",
    "garbage",
    "http",
    "starttls-injected",
    "self-signed",
    "incomplete-chain",
    "cut-off-later",
)
"""The laboratory's servers that say too much, or the wrong thing; and three that are well."""

KINDS = ("MiB over idle", "MiB asked for")
MIB_TO_REACH = 5.0


def measure_hostile(repetitions: int) -> Measure:
    """Meet each once a repetition, in a new process every time."""
    found: dict[tuple[str, str], list[float]] = {}
    with _laboratory() as servers:
        for _ in range(repetitions):
            with talking("hostile_checks") as checks:
                told = checks.ask(json.dumps(servers))
                while told is not None:
                    for kind, value in zip(KINDS, told["mib"], strict=True):
                        found.setdefault((told["name"], kind), []).append(value)
                    told = checks.hear()
    figures = tuple(Figure(*cell, tuple(values)) for cell, values in found.items())
    return Measure("What one hostile server makes us hold", figures, tuple(_targets(figures)))


def _targets(figures: tuple[Figure, ...]) -> Iterator[Target]:
    for kind in KINDS:
        of_kind = (figure for figure in figures if figure.kind == kind)
        worst = max(of_kind, key=lambda figure: figure.median)
        yield Target(f"{kind}, the most: {worst.subject}", worst.median, MIB_TO_REACH)


@contextmanager
def _laboratory() -> Iterator[Any]:
    """The servers, in a process of their own; each with its command."""
    command = (sys.executable, "-m", "tests.servers", "--json", *HOSTILE)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
