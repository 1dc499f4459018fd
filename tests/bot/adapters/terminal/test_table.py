"""Small tables on a screen."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from bot.adapters.terminal.table import Table, table

HEADER = ("", "POP3", "IMAP4")
ROWS = (
    ("Where the mail is", "on your PC", "on the server"),
    ("削除", "そのパソコンだけ", "すべての機器から消える"),
)


def drawn(width: int, header: tuple[str, ...] = HEADER) -> list[str]:
    """The table's lines."""
    cells = Table([Text(cell) for cell in header], [[Text(c) for c in row] for row in ROWS])
    return [line.plain for line in table(cells, width, indent="  ")]


def test_side_by_side() -> None:
    """Columns as wide as their widest cell, in cells and not in characters."""
    assert drawn(80) == [
        "                     POP3              IMAP4",
        "  Where the mail is  on your PC        on the server",
        "  削除               そのパソコンだけ  すべての機器から消える",
    ]


def test_narrowed() -> None:
    """The widest columns are broken until all fit."""
    lines = drawn(56)
    assert all(cell_len(line) <= 56 for line in lines)
    assert len(lines) > 3
    assert "そのパソコンだけ" in lines[2]


def test_below_each_other() -> None:
    """Where columns would be too narrow, each cell names its column."""
    assert drawn(40) == [
        "  Where the mail is",
        "    POP3: on your PC",
        "    IMAP4: on the server",
        "  削除",
        "    POP3: そのパソコンだけ",
        "    IMAP4: すべての機器から消える",
    ]


def test_without_header() -> None:
    """Only the cells."""
    assert drawn(40, ())[1] == "    on your PC"
