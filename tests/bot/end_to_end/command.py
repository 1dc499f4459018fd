"""Runs the real command in a process of its own, as a person or a script would."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands.main import main

COMMAND = (sys.executable, "-P", "-m", "bot")
SECONDS = 120
"""Until a command that hangs fails its test: a hundred times what it takes."""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Mailmedic:
    """The command, with an environment of its own that says little."""

    environ: Mapping[str, str]

    def __call__(
        self, *arguments: str, stdin: bytes | str = b"", environ: Mapping[str, str] | None = None
    ) -> Ran:
        """Run it to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            [*COMMAND, *arguments],
            input=given,
            capture_output=True,
            env={**self.environ, **(environ or {})},
            timeout=SECONDS,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def with_(self, environ: Mapping[str, str]) -> Mailmedic:
        """The same with more in its environment."""
        return Mailmedic({**self.environ, **environ})


@dataclass(frozen=True)
class Here:
    """The command in this process, for tables of calls: the same, and much faster."""

    environ: Mapping[str, str]
    patch: pytest.MonkeyPatch
    streams: pytest.CaptureFixture[str]

    def __call__(
        self, *arguments: str, stdin: bytes | str = b"", environ: Mapping[str, str] | None = None
    ) -> Ran:
        """Run it to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        with self.patch.context() as patch:
            for name in os.environ:
                patch.delenv(name)
            for name, value in {**self.environ, **(environ or {})}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
            self.streams.readouterr()
            status = main(arguments)
        return Ran(status, *self.streams.readouterr())


def clean_environ(home: Path, cache: Path) -> dict[str, str]:
    """An environment without anything of whoever runs the tests."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "MAILMEDIC_CACHE": str(cache),
    }


def is_japanese(text: str) -> bool:
    """Whether there is a kana in it."""
    return any("ぁ" <= character <= "ヿ" for character in text)
