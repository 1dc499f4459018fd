"""Prints the scores at the end of a run, however many processes measured them."""

from __future__ import annotations

import pytest

PROPERTY = "score"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a measured file."""
    lines = sorted(
        str(value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for key, value in report.user_properties
        if key == PROPERTY
    )
    if lines:
        terminalreporter.section("scores of tests/questions")
        for line in lines:
            terminalreporter.write_line(line)
