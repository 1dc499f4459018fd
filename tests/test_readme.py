"""The READMEs: their commands run, their settings are the ones that are read, their links lead."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.main import COMMANDS
from bot.demo import Ready, started
from tests.bot.end_to_end.command import clean_environ

ROOT = Path(__file__).parents[1]
READMES = tuple(
    path
    for path in (ROOT / "README.md", *ROOT.glob("*/README.md"), *ROOT.glob("*/*/README.md"))
    if not path.relative_to(ROOT).parts[0].startswith(".")
)
README = (ROOT / "README.md").read_text("utf-8")

SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)")
VARIABLE = re.compile(r"`(MAILMEDIC_[A-Z_]+)`")


@pytest.fixture(scope="module")
def ready() -> Iterator[Ready]:
    """The demonstration, whose accounts the commands check."""
    with started() as (ready, _):
        yield ready


@pytest.fixture(scope="module")
def environ(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As the README tells to set it; ``mailmedic`` is the one of this environment."""
    home = tmp_path_factory.mktemp("home")
    command = home / "mailmedic"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m bot "$@"\n')
    command.chmod(0o755)
    environ = clean_environ(home, home / "cache")
    environ |= {**ready.environment, "MAILMEDIC_PASSWORD": ready.accounts[0].password}
    return {**environ, "PATH": f"{home}:{environ['PATH']}"}


def lines() -> list[str]:
    """Every line of a shell in the README."""
    return [line for block in SHELL.findall(README) for line in block.splitlines()]


@pytest.mark.parametrize("line", lines())
def test_a_command_of_the_readme_runs(line: str, environ: dict[str, str]) -> None:
    """With exit status 0, something to read, and no complaint."""
    ran = subprocess.run(
        ["/bin/sh", "-c", line],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert ran.stdout
    assert "mailmedic: " not in ran.stderr


def test_every_command_is_told() -> None:
    """By its name."""
    assert [name for name in COMMANDS if f"mailmedic {name}" not in README] == []


def test_the_settings_are_those_that_are_read() -> None:
    """The terminal's in the README, the others where they are read; none is made up."""
    sources = [path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py")]
    told = set(VARIABLE.findall(README))
    read = {name for text in sources for name in re.findall(r'"(MAILMEDIC_[A-Z_]*[A-Z])"', text)}
    assert told <= read
    tables = {name for text in sources for name in re.findall(r"``(MAILMEDIC_[A-Z_]+)``", text)}
    assert read <= told | tables


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """To a file that is there."""
    for target in LINK.findall(path.read_text("utf-8")):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("script", re.findall(r"^sh (deploy/\w+)", README, re.MULTILINE))
def test_the_two_commands_are_there(script: str) -> None:
    """And are shell that a shell can read."""
    subprocess.run(["/bin/sh", "-n", str(ROOT / script)], check=True)


def test_every_file_that_is_told_of_is_there() -> None:
    """What the bot's README lists in its tree."""
    text = (ROOT / "bot" / "README.md").read_text("utf-8")
    for name in re.findall(r"\b[\w/]+\.py\b", text):
        found = [path for path in ROOT.rglob(name) if path.is_file()]
        assert found or (ROOT / name).exists(), name
