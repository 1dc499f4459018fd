"""A small table on a screen: columns side by side while they fit, else one cell below another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

GAPS = (2, 1)
"""Cells between columns; the second where the first leaves no room."""

NARROWEST = 14
"""Cells to which a column may be narrowed: less breaks every word."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of styled cells; ``header`` may be empty."""

    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]


def table(cells: Table, width: int, *, indent: str) -> Iterator[Text]:
    """The table as lines of at most ``width`` cells."""
    everything = [*([cells.header] if cells.header else []), *cells.rows]
    for gap in GAPS:
        widths = _fitted(_widths(everything), width - len(indent), gap)
        if widths is not None:
            for row in everything:
                yield from _row(row, widths, indent, gap)
            return
    yield from _below_each_other(cells, width, indent)


def _widths(rows: Sequence[Sequence[Text]]) -> list[int]:
    columns = max(map(len, rows), default=0)
    return [max(row[i].cell_len for row in rows if i < len(row)) for i in range(columns)]


def _fitted(widths: list[int], room: int, gap: int) -> list[int] | None:
    """The columns' widths, the widest narrowed until all fit; None where they cannot."""
    room -= gap * (len(widths) - 1)
    widths = list(widths)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return None
        widths[widest] -= 1
    return widths


def _row(row: Sequence[Text], widths: Sequence[int], indent: str, gap: int) -> Iterator[Text]:
    from rich.text import Text

    from bot.adapters.terminal.wrap import wrap

    wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=False)]
    for pieces in zip_longest(*wrapped):
        line = Text(indent)
        for piece, width in zip(pieces, widths, strict=False):
            if piece is not None:
                line += piece
            line.append(" " * (width - (piece.cell_len if piece else 0) + gap))
        line.rstrip()
        yield line


def _below_each_other(cells: Table, width: int, indent: str) -> Iterator[Text]:
    """A row's first cell, and below it the others, each with its column's title."""
    from rich.text import Text

    from bot.adapters.terminal.wrap import wrap

    inner = indent * 2
    for row in cells.rows:
        for number, cell in enumerate(row):
            title = cells.header[number] if number and number < len(cells.header) else Text()
            text = Text.assemble(title, ": ", cell) if title else cell
            lead = inner if number else indent
            yield from (Text(lead) + line for line in wrap(text, width - len(lead)))
