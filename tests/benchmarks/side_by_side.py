"""What each program prints at every fault of the laboratory, next to what mailmedic says.

    python -m tests.benchmarks.side_by_side            # all, as Markdown; some four minutes
    python -m tests.benchmarks.side_by_side expired    # only these faults

Faults of names are left out: only mailmedic can be told which name server to ask. The servers play
scripts: what a program asks that a check would not is answered with an error. Everything stays on
loopback; each program has half a minute. ``side_by_side.md`` is what it printed last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.clock import SystemClock
from knowledge.causes import Cause
from tests.benchmarks.cold_start import installed
from tests.benchmarks.peers import PASSWORD, Place, everybody, peers
from tests.servers.certificates import HOST, made_in
from tests.servers.laboratory import FAULTS, Laboratory, laboratory
from tests.servers.laboratory_fault import Fault

PATIENCE = 30.0
"""Seconds for a program that does not end by itself."""

AT_ONCE = 3
OURS = "**mailmedic**"
SHOWN = 220
"""Characters of what a program prints."""


@dataclass(frozen=True)
class Told:
    """What one program said of one fault."""

    name: str
    words: str


async def compare(faults: Sequence[Fault], folder: Path) -> list[tuple[Fault, list[Told]]]:
    """Every fault with what each program says of it, ours first."""
    room = asyncio.Semaphore(AT_ONCE)
    async with laboratory(faults, made_in(folder), SystemClock()) as running:

        async def at(fault: Fault, port: int) -> tuple[Fault, list[Told]]:
            async with room:
                place = Place(fault, port, running.ca_file, folder)
                told = [await _ours(fault, port, running)]
                for peer in peers(place):
                    said = await _run(peer.command, peer.says)
                    told.append(Told(peer.name, said and peer.told(said)))
                return fault, told

        return list(await asyncio.gather(*(at(*each) for each in running.running)))


async def _ours(fault: Fault, port: int, running: Laboratory) -> Told:
    _, *words = running.command(fault, port)
    secret = ("--password-stdin",) if fault.login else ()
    program = installed("mailmedic") or "mailmedic"
    said = await _run((program, *words, *secret, "--json"), PASSWORD if fault.login else "")
    if "}" not in said:
        return Told(OURS, said.strip())
    check = json.loads(said[: said.rindex("}") + 1])["checks"][0]
    explained = check["explanation"]
    first = next(iter(explained["steps"]), "")
    return Told(OURS, f"`{check['cause']}` {explained['title']}. → {first}")


async def _run(command: Sequence[str], says: str) -> str:
    """All that a program prints; it is told nothing of this machine's user."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(says.encode()), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"(nothing in {PATIENCE:.0f} s)"
    return said.decode(errors="replace")


def markdown(compared: Sequence[tuple[Fault, list[Told]]], folder: Path) -> str:
    """A table for each fault, with what is really wrong above it."""
    lines = ["# What each program says", "", _versions(), ""]
    for fault, told in compared:
        lines += [f"## {fault.wrong} ({fault.protocol}, {fault.security})", ""]
        lines += ["| program | what it says |", "| --- | --- |"]
        lines += [f"| {one.name} | {_cell(one.words, folder)} |" for one in told]
        lines.append("")
    return "\n".join(lines)


def _cell(words: str, folder: Path) -> str:
    shown = "".join(sign if sign.isprintable() else "·" for sign in words)
    shown = shown.replace(str(folder), "…").replace("|", "\\|").replace("<", "&lt;")
    return (shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…") or "(nothing)"


def _versions() -> str:
    found = [f"Python {sys.version.split()[0]}"]
    for name, command in everybody():
        if shutil.which(name):
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            found.append(" ".join(said.split()[:3]).removesuffix("Written").strip())
    return f"Printed by `python -m tests.benchmarks.side_by_side`. {', '.join(found)}."


def main() -> int:
    """Compare, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.side_by_side")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these faults")
    wanted = parser.parse_args().names
    if unknown := set(wanted) - FAULTS.keys():
        parser.error(f"no such server: {', '.join(sorted(unknown))}")
    faults = [FAULTS[name] for name in wanted or FAULTS]
    faults = [one for one in faults if one.host == HOST and one.cause is not Cause.OK]
    with tempfile.TemporaryDirectory(prefix="mailmedic-") as folder:
        compared = asyncio.run(compare(faults, Path(folder)))
        sys.stdout.write(markdown(compared, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
