"""How long the first word of ``mailmedic ask`` takes, beside an empty Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from tests.benchmarks.figures import Figure, Measure, Target

PORT, SYMPTOM = "what's port 143?", "my new pc shows no old mail"
SECONDS_TO_REACH = 0.35
SECONDS = "seconds"
STARTS = 3
"""Starts of each kind a repetition; a first start is one of each, because it takes long."""

PYTHON = "python3 -c pass"
ASK = f"mailmedic ask {PORT!r}"
ASK_MORE = f"mailmedic ask {SYMPTOM!r}"
FIRST = f"{ASK}, empty cache"


def measure_cold_start(repetitions: int) -> Measure:
    """Start each by turns; what the machine has read before stays in its file cache."""
    command = installed("mailmedic")
    if command is None:
        return Measure("A cold start", notes=("not measured: mailmedic is not installed",))
    ask, ask_more = (command, "ask", PORT), (command, "ask", SYMPTOM)
    with tempfile.TemporaryDirectory(prefix="mailmedic-") as folder:
        cache = Path(folder) / "cache"
        environment = os.environ | {"MAILMEDIC_CACHE": str(cache)}
        runs: Mapping[str, Callable[[], float]] = {
            PYTHON: lambda: _run((sys.executable, "-c", "pass"), environment),
            ASK: lambda: _run(ask, environment),
            ASK_MORE: lambda: _run(ask_more, environment),
        }
        times: dict[str, list[float]] = {subject: [] for subject in (*runs, FIRST)}
        _run(ask, environment)
        for _ in range(repetitions):
            for _ in range(STARTS):
                for subject, run in runs.items():
                    times[subject].append(run())
            times[FIRST].append(_run_first(ask, environment, cache))
    figures = tuple(
        Figure(subject, SECONDS, tuple(some), "" if subject == PYTHON else PYTHON)
        for subject, some in times.items()
    )
    targets = tuple(
        Target(figure.subject, figure.median, SECONDS_TO_REACH)
        for figure in figures
        if figure.subject in (ASK, ASK_MORE)
    )
    return Measure("A cold start", figures, targets)


def installed(program: str) -> str | None:
    """The console script of this interpreter's environment, else of the search path."""
    beside = Path(sys.executable).with_name(program)
    return str(beside) if beside.exists() else shutil.which(program)


def _run(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - began


def _run_first(command: Sequence[str], environment: Mapping[str, str], cache: Path) -> float:
    shutil.rmtree(cache, ignore_errors=True)
    return _run(command, environment)
