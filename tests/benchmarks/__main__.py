"""Measures how fast mailmedic is, beside what it can be compared with, in one run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from tests.benchmarks.answers import measure_answers
from tests.benchmarks.checks import measure_checks
from tests.benchmarks.cold_start import measure_cold_start
from tests.benchmarks.crowd import measure_crowd
from tests.benchmarks.figures import Measure
from tests.benchmarks.hostile import measure_hostile
from tests.benchmarks.store import measure_store
from tests.benchmarks.table import table

MEASURES: dict[str, Callable[[int], Measure]] = {
    "answers": measure_answers,
    "cold": measure_cold_start,
    "checks": measure_checks,
    "crowd": measure_crowd,
    "hostile": measure_hostile,
    "store": measure_store,
}


def main() -> int:
    """Measure what is asked for, all by default; print tables, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="|".join(MEASURES), help="only these")
    parser.add_argument("--repetitions", type=int, default=3, help="of each measure (3)")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of tables")
    wanted = parser.parse_args()
    if unknown := set(wanted.measures) - MEASURES.keys():
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    found = {}
    for name in wanted.measures or MEASURES:
        sys.stderr.write(f"measuring: {name}\n")
        found[name] = MEASURES[name](max(1, wanted.repetitions))
        if not wanted.json:
            sys.stdout.write(table(found[name]) + "\n")
            sys.stdout.flush()
    if wanted.json:
        sys.stdout.write(json.dumps({name: one.as_json() for name, one in found.items()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
