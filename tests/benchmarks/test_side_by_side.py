"""The comparison: no password on a command line, nothing of this machine in its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.causes import Cause
from tests.benchmarks.peers import PASSWORD, Place, peers
from tests.benchmarks.side_by_side import Told, markdown
from tests.servers.certificates import HOST
from tests.servers.laboratory import FAULTS
from tests.servers.laboratory_fault import Fault

TABLE = Path(__file__).with_name("side_by_side.md")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)
def test_no_password_on_a_command_line(fault: Fault, tmp_path: Path) -> None:
    """It is on the input, or in a file that only this user can read."""
    for peer in peers(Place(fault, 10993, tmp_path / "ca.pem", tmp_path)):
        assert PASSWORD not in " ".join(peer.command)
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())


def test_what_a_program_prints_tears_no_table(tmp_path: Path) -> None:
    """Bars, markup, control characters and this machine's folders."""
    words = f"a|b <b> \x1b[31m {tmp_path}/msmtprc \u202e" + "x" * 500
    table = markdown([(FAULTS["refused"], [Told("curl", words), Told("swaks", "")])], tmp_path)
    (row,) = (line for line in table.splitlines() if line.startswith("| curl"))
    assert row.startswith("| curl | a\\|b &lt;b> ·[31m …/msmtprc ·xx")
    assert len(row) < 300
    assert "| swaks | (nothing) |" in table


def test_the_table_has_every_fault() -> None:
    """But those of names, and what is well; each with what mailmedic says of it, its true cause."""
    table = TABLE.read_text("utf-8")
    faults = [
        fault for fault in FAULTS.values() if fault.cause is not Cause.OK and fault.host == HOST
    ]
    missing = [fault.name for fault in faults if f"| **mailmedic** | `{fault.cause}`" not in table]
    assert missing == []
    assert table.count("| **mailmedic** |") == len(faults)
    assert PASSWORD not in table
