"""What an answer loads: cold starts stay fast because most of us is left on the disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.end_to_end.command import clean_environ

SCRIPT = """
import json, sys
from bot.commands.main import main
status = main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(status)
"""

NEVER = ("rich", "prompt_toolkit", "connectors", "asyncio", "ssl", "dns", "cryptography", "twisted")


def loaded_by(arguments: list[str], home: Path, cache: Path) -> set[str]:
    """The modules that a call has loaded at its end."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT, *arguments],
        capture_output=True,
        env=clean_environ(home, cache),
        input=b"",
        check=True,
    )
    modules: list[str] = json.loads(ran.stderr)
    return {module.partition(".")[0] for module in modules} | set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "what's port 143?"],
        ["ask", "POP3とIMAP4の違いは?"],
        ["ask", "535 5.7.8 authentication failed"],
        ["ask", "--json", "what's port 143?"],
        ["ask", "--batch"],
        ["triage", "535 5.7.8 authentication failed"],
        ["--version"],
        [],
    ],
    ids=" ".join,
)
def test_a_piped_answer_loads_no_network_and_no_screen(
    arguments: list[str], tmp_path: Path, cache: Path
) -> None:
    """Only what a piped answer needs."""
    assert not loaded_by(arguments, tmp_path, cache) & set(NEVER)
