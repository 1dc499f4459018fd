"""Starts the fault laboratory: mail servers on this machine, each with one thing wrong.

Each is told with what is wrong, the cause that a check should name, and the command to try it;
any password will do. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shlex
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from connectors.clock import SystemClock
from tests.servers.certificates import made_in
from tests.servers.laboratory import FAULTS, laboratory
from tests.servers.laboratory_fault import Fault

Entry = tuple[Fault, tuple[str, ...]]
"""A fault, and the command that meets it; empty where nothing runs."""


def main() -> int:
    """List the faults, or serve them until somebody ends it."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--list", action="store_true", help="only tell which there are")
    parser.add_argument("--json", action="store_true", help="tell it as JSON, on one line")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - FAULTS.keys():
        parser.error(f"no such server: {', '.join(sorted(unknown))} (--list names them)")
    faults = [FAULTS[name] for name in wanted.names or FAULTS]
    if wanted.list:
        _tell([(fault, ()) for fault in faults], as_json=wanted.json)
        return 0
    with tempfile.TemporaryDirectory(prefix="mailmedic-") as folder, suppress(KeyboardInterrupt):
        asyncio.run(_serve(faults, Path(folder), as_json=wanted.json))
    return 0


async def _serve(faults: Sequence[Fault], folder: Path, *, as_json: bool) -> None:
    asked_to_end = _end_on_request()
    async with laboratory(faults, made_in(folder), SystemClock()) as running:
        entries = [(fault, running.command(fault, port)) for fault, port in running.running]
        _tell(entries, as_json=as_json)
        if not as_json:
            sys.stdout.write(f"\n{len(entries)} servers are running. Ctrl-C ends them.\n")
        sys.stdout.flush()
        await asked_to_end.wait()


def _end_on_request() -> asyncio.Event:
    """Set at Ctrl-C or SIGTERM, even where the shell began us with Ctrl-C ignored."""
    asked = asyncio.Event()
    # Windows has no such handlers; there Ctrl-C is a KeyboardInterrupt.
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


def _tell(entries: Sequence[Entry], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([_as_json(*entry) for entry in entries]) + "\n")
        return
    width = max(len(fault.name) for fault, _ in entries)
    wide = max(len(fault.cause) for fault, _ in entries)
    for fault, command in entries:
        sys.stdout.write(f"{fault.name:<{width}}  {fault.cause:<{wide}}  {fault.wrong}\n")
        if command:
            sys.stdout.write(f"{'':<{width}}  {shlex.join(command)}\n")


def _as_json(fault: Fault, command: tuple[str, ...]) -> dict[str, object]:
    told: dict[str, object] = {"name": fault.name, "cause": fault.cause, "wrong": fault.wrong}
    return told | {"command": command} if command else told


if __name__ == "__main__":
    sys.exit(main())
