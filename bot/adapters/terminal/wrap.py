"""Lines of a given width, in any language: Unicode's line breaking, and East Asian width.

Japanese has no blanks to break at, and no line may begin with 。 or 」.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text


def wrap(text: Text, width: int) -> list[Text]:
    """The text in lines of at most ``width`` cells, its own line ends kept.

    A piece that cannot be broken and is wider than a line stands on a line of its own.
    """
    return [line for part in text.split(allow_blank=True) for line in _wrap_line(part, width)]


def _wrap_line(text: Text, width: int) -> list[Text]:
    if cell_len(text.plain) <= width:
        return [text]
    offsets: list[int] = []
    used = at = 0
    for unit in _units(text.plain):
        if used and used + cell_len(unit.rstrip()) > width:
            offsets.append(at)
            used = 0
        used += cell_len(unit)
        at += len(unit)
    lines = list(text.divide(offsets))
    for line in lines:
        line.rstrip()
    return lines


def _units(text: str) -> Iterator[str]:
    """The pieces between which a line may end."""
    if text.isascii():
        words = text.split(" ")
        yield from (word + " " for word in words[:-1])
        yield words[-1]
        return
    # Takes a tenth of a second to import: only where a long line of Japanese is to be broken.
    from uniseg.linebreak import line_break_units

    yield from line_break_units(text)
