"""Processes of a benchmark's own, talked with in lines of JSON; none outlives its block."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

FAREWELL_SECONDS = 20.0


class Talk:
    """A process that answers each line of its input with one of its output."""

    def __init__(self, process: subprocess.Popen[str], name: str) -> None:
        self._process = process
        self._name = name

    def say(self, line: str) -> None:
        """Write a line; nobody minds when it has gone."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """The next line that it writes.

        Raises:
            RuntimeError: it has ended.
        """
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} has ended")
        return json.loads(line)

    def ask(self, line: str) -> Any:
        """Write a line and hear the answer."""
        self.say(line)
        return self.hear()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid


@contextmanager
def talking(module: str, *arguments: str, inside: Sequence[str] = ()) -> Iterator[Talk]:
    """A module of these benchmarks as a process, ended when the block ends.

    ``inside`` is a command that runs another where it shall be. The end of the input ends the
    process; one that does not heed that is killed.
    """
    command = (*inside, sys.executable, "-m", f"tests.benchmarks.{module}", *arguments)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Talk(process, module)
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(FAREWELL_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
