"""The conversation with a server, line by line, fit to be shown to anybody.

The wire writes it. A secret never gets here: what stands in its place is decided where
it is written. What a server says is a stranger's: nothing that a terminal or a chat would
obey gets past this border.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from connectors.clock import Clock
from connectors.model import Direction, Line

SHOWN_LIMIT = 1_000
"""Characters of one line: the longest capability lists fit; what is cut ends in ``…``."""

LINES_LIMIT = 500
CHARACTERS_LIMIT = 64 * 1024
"""Of one transcript, so that a hostile server cannot fill our memory with its words."""

CONTROL_PICTURES = 0x2400
DELETE_PICTURE = "\u2421"
IDEOGRAPHIC_SPACE = "\u3000"


def visible(data: bytes | str) -> str:
    r"""A server's words with nothing in them that a terminal or chat would obey.

    Control characters, marks that turn the writing direction or have no width, and bytes that
    are not UTF-8 are replaced by a picture or by their number (``␛``, ``\u202e``, ``\xff``);
    blanks of any kind but the ideographic one become a plain blank.
    """
    text = data.decode("utf-8", "backslashreplace") if isinstance(data, bytes) else data
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character.isprintable() or character == IDEOGRAPHIC_SPACE:
        return character
    number = ord(character)
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    if number < 0x20:
        return chr(CONTROL_PICTURES + number)
    if number == 0x7F:
        return DELETE_PICTURE
    return character.encode("ascii", "backslashreplace").decode("ascii")


class Transcript:
    """What was said, in order, with the time and what it means as a code."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.seconds()
        self._lines: list[Line] = []
        self._characters = 0

    def add(
        self, direction: Direction, text: bytes | str, note: str = "", /, **values: str
    ) -> int | None:
        """Write down one line, made visible and cut to size.

        Returns its place, for ``annotate``; ``None`` past the limits of the whole transcript,
        where nothing is added.
        """
        if len(self._lines) >= LINES_LIMIT or self._characters >= CHARACTERS_LIMIT:
            return None
        shown = visible(text)
        if len(shown) > SHOWN_LIMIT:
            shown = shown[:SHOWN_LIMIT] + "…"
        ms = (self._clock.seconds() - self._began) * 1000
        self._lines.append(Line(ms, direction, shown, note, values))
        self._characters += len(shown)
        return len(self._lines) - 1

    def annotate(self, place: int, note: str, /, **values: str) -> None:
        """Say what the line at this place means."""
        self._lines[place] = replace(self._lines[place], note=note, values=values)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was said so far."""
        return tuple(self._lines)
