"""The table of causes has every cause, and a test for each."""

from __future__ import annotations

import pytest

from knowledge.causes import Cause
from tests.causes import shown, table


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_shown(cause: Cause) -> None:
    """A cause that no test shows is a word and nothing else."""
    assert shown()[cause].is_shown


def test_the_table_can_be_read() -> None:
    """A row a cause, each with as many cells."""
    head, line, *rows = table()
    assert len(rows) == len(Cause)
    assert all(row.replace("\\|", "").count("|") == line.count("|") for row in (head, *rows))
