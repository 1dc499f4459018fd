"""The values of IMAP4 data: atoms, strings, NIL, lists and names of sections (RFC 9051 §4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Union

from connectors.dialogue.reading import text_of

DEPTH_LIMIT = 32
"""Lists within lists: the deepest honest response has some ten; a hostile one would have more."""


@dataclass(frozen=True, slots=True)
class Section:
    """The name of a part of a message, ``BODY[HEADER.FIELDS (SUBJECT)]``; its origin is cut off."""

    name: str
    parts: tuple[Value, ...]


Value = Union[str, bytes, None, tuple["Value", ...], Section]  # noqa: UP007 (refers to itself)
"""An atom or a number, a string (quoted or literal), NIL, a list, or a section's name."""

# No group repeats possessively: Python before 3.11.5 matches such a group wrongly where one of its
# alternatives can backtrack (cpython issue 106052). The alternatives begin with other bytes, so
# nothing is tried twice.
_QUOTED = rb'"(?:[^"\\]++|\\.)*"'
_LITERAL = rb"~?\{([0-9]{1,20})\+?\}"
_ANNOUNCED = re.compile(
    rb'(?:[^"{]++|' + _QUOTED + rb"|\{(?![0-9]{1,20}\+?\}\Z))*" + _LITERAL, re.DOTALL
)

_TOKENS = rb"""[ ]*+(?:
     (?P<open>\()
    |(?P<close>\))
    |(?P<quoted>%b)
    |(?P<literal>%b\Z)
    |(?P<section>(?i:BODY|BINARY|BINARY\.SIZE))\[
    |(?P<atom>[^\x00-\x20\x7f(){"%b]++)
    %b)"""
_OUTSIDE = re.compile(_TOKENS % (_QUOTED, _LITERAL, b"", b""), re.VERBOSE | re.DOTALL)
# A bracket ends a section's name, and is an ordinary character elsewhere: ``[Gmail]/All``.
_END = rb"|(?P<end>\](?:<[0-9]{1,20}>)?)"
_IN_SECTION = re.compile(_TOKENS % (_QUOTED, _LITERAL, rb"\]", _END), re.VERBOSE | re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def announced(line: bytes) -> int | None:
    """How many bytes of a literal follow this line; None when it is the last of its response."""
    found = _ANNOUNCED.fullmatch(line)
    return int(found[1]) if found else None


def read_values(first: bytes, further: Sequence[bytes]) -> tuple[Value, ...] | None:
    """The values in a line and what follows it, literal and line by turns; None: malformed."""
    tree = _Tree()
    whole = tree.read(first)
    for literal, line in zip(further[::2], further[1::2], strict=True):
        tree.add(literal)
        whole = whole and tree.read(line)
    return tree.values() if whole else None


@dataclass(slots=True)
class _Level:
    """A list that is not closed yet, or a section when it has a name."""

    section: str | None = None
    values: list[Value] = field(default_factory=list)


class _Tree:
    """Lists by a stack of our own: a hostile server must not choose how deep we recurse."""

    def __init__(self) -> None:
        self._levels = [_Level()]

    def add(self, value: Value) -> None:
        self._levels[-1].values.append(value)

    def values(self) -> tuple[Value, ...] | None:
        """All that was read; None while a list is open."""
        return tuple(self._levels[0].values) if len(self._levels) == 1 else None

    def read(self, line: bytes) -> bool:
        """Read one line's tokens; false: malformed."""
        at, end = 0, len(line.rstrip(b" "))
        while at < end:
            pattern = _IN_SECTION if self._levels[-1].section is not None else _OUTSIDE
            token = pattern.match(line, at, end)
            if token is None or not self._take(token):
                return False
            at = token.end()
        return True

    def _take(self, token: re.Match[bytes]) -> bool:
        kind = token.lastgroup
        text = token[kind] if kind else b""
        match kind:
            case "open" | "section":
                return self._enter(_Level(text_of(text).upper() if kind == "section" else None))
            case "close" | "end":
                return self._leave(section=kind == "end")
            case "quoted":
                self.add(_ESCAPED.sub(rb"\1", text[1:-1]))
            case "atom":
                self.add(None if text.upper() == b"NIL" else text_of(text))
        # A literal's announcement: its bytes are added when they come.
        return True

    def _enter(self, level: _Level) -> bool:
        self._levels.append(level)
        return len(self._levels) <= DEPTH_LIMIT

    def _leave(self, *, section: bool) -> bool:
        if len(self._levels) == 1 or (self._levels[-1].section is not None) is not section:
            return False
        level = self._levels.pop()
        values = tuple(level.values)
        self.add(values if level.section is None else Section(level.section, values))
        return True
