"""How a grammar speaks of bytes: a value, or more is needed, or malformed.

The grammars are pure. They are handed the pieces of one reply as the server sends them, a piece
being a line without its end or a counted block (an IMAP literal), and say what they make of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NeedMore:
    """The reply goes on: with a line when ``octets`` is None, else with that many bytes."""

    octets: int | None = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """This piece is not the protocol's; it is kept as evidence."""

    piece: bytes


Grammar = Callable[[Sequence[bytes]], T | NeedMore | Malformed]
"""Reads the pieces of one reply, which are at least one.

Called again with each new piece, it judges that one alone until the reply is whole: a server
that drips costs no more than one that does not.
"""


def text_of(piece: bytes) -> str:
    """A server's words: UTF-8, as all three protocols have it, or what can be saved of them."""
    return piece.decode("utf-8", "backslashreplace")
