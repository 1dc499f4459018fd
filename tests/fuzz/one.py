"""Fuzzes one target in this process: ``python -m tests.fuzz.one TARGET [libFuzzer options]``.

libFuzzer ends the process by itself, so ``python -m tests.fuzz`` starts one for each target.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["connectors", "knowledge"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz until the runs are over or something breaks; the exit status is libFuzzer's."""
    _, name, *options = sys.argv
    target = TARGETS[name]
    target.run(b"")  # what is made once is made before memory is measured
    atheris.Setup([name, f"-max_len={target.longest}", *options], target.run)
    atheris.Fuzz()


main()
