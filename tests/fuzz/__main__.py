"""Feeds what reads strangers' bytes with bytes nobody thought of, led by coverage (atheris).

A crash, an input that takes over ten seconds, or memory over the limit ends its target and is
told with the input that did it. The exit status is 1 then.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.targets import TARGETS

HANG_SECONDS = 10
MEMORY_MIB = 1024

_STATISTIC = re.compile(r"^stat::(\w+):\s+(\d+)$", re.MULTILINE)
_COVERAGE = re.compile(r"^#\d+\s.*?cov: (\d+) .*?rss: (\d+)Mb$", re.MULTILINE)
_COLUMNS = "{:<15} {:>9} {:>8} {:>9} {:>9} {:>12}  {}\n"


@dataclass(frozen=True)
class Fuzzed:
    """A target's figures; memory in MiB at the first input and at most."""

    name: str
    status: int
    runs: int
    each_second: int
    coverage: int
    slowest: int
    memory_at_first: int
    memory_at_most: int
    said: str

    @property
    def outcome(self) -> str:
        return "ok" if self.status == 0 else "BROKEN"


def fuzz(name: str, runs: int, folder: Path) -> Fuzzed:
    """Fuzz one target; what it finds worth keeping, and what broke it, stays in the folder."""
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = (
        f"-runs={runs}",
        f"-timeout={HANG_SECONDS}",
        f"-rss_limit_mb={MEMORY_MIB}",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/{name}-",
    )
    command = (sys.executable, "-m", "tests.fuzz.one", name, *options, str(corpus))
    ended = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    said = ended.stderr.decode("utf-8", "backslashreplace")
    return _figures(name, ended.returncode, said)


def _figures(name: str, status: int, said: str) -> Fuzzed:
    statistics = {key: int(value) for key, value in _STATISTIC.findall(said)}
    progress = [(int(coverage), int(memory)) for coverage, memory in _COVERAGE.findall(said)]
    return Fuzzed(
        name=name,
        status=status,
        runs=statistics.get("number_of_executed_units", 0),
        each_second=statistics.get("average_exec_per_sec", 0),
        coverage=progress[-1][0] if progress else 0,
        slowest=statistics.get("slowest_unit_time_sec", 0),
        memory_at_first=progress[0][1] if progress else 0,
        memory_at_most=statistics.get("peak_rss_mb", 0),
        said=said,
    )


def _told(one: Fuzzed) -> str:
    memory = f"{one.memory_at_first} -> {one.memory_at_most}"
    figures = (one.runs, one.each_second, one.coverage, f"{one.slowest} s", memory)
    return _COLUMNS.format(one.name, *figures, one.outcome)


def main() -> int:
    """Fuzz what is asked for, all by default, one after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="|".join(TARGETS), help="only these")
    parser.add_argument("--runs", type=int, default=100_000, help="inputs in all (100000)")
    parser.add_argument("--keep", type=Path, help="keep what was found in this folder, and go on")
    wanted = parser.parse_args()
    if unknown := set(wanted.targets) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is missing: pip install 'mailmedic[fuzz]'")
    names = wanted.targets or list(TARGETS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (wanted.keep or Path(scratch)).resolve()
        return _fuzz_all(names, -(-wanted.runs // len(names)), folder)


def _fuzz_all(names: list[str], runs: int, folder: Path) -> int:
    heads = ("target", "inputs", "each s", "coverage", "slowest", "memory MiB", "outcome")
    sys.stdout.write(_COLUMNS.format(*heads))
    broken = 0
    for name in names:
        one = fuzz(name, runs, folder)
        sys.stdout.write(_told(one))
        sys.stdout.flush()
        if one.status:
            broken += 1
            sys.stderr.write(one.said[-6000:] + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
