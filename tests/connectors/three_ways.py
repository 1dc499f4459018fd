"""Feeding a grammar as the wire does, and reading everything in three ways."""

from __future__ import annotations

from typing import TypeVar

from connectors.dialogue.reading import Grammar, Malformed, NeedMore

T = TypeVar("T")


def feed(data: bytes, grammar: Grammar[T]) -> tuple[T | NeedMore | Malformed, bytes]:
    """What the grammar makes of these bytes, cut as the wire cuts them, and the bytes left over.

    ``NeedMore`` when they end before the grammar is content.
    """
    pieces: list[bytes] = []
    need = NeedMore()
    while True:
        if need.octets is None:
            line, end, rest = data.partition(b"\n")
            if not end:
                return need, data
            pieces.append(line.removesuffix(b"\r"))
            data = rest
        else:
            if len(data) < need.octets:
                return need, data
            pieces.append(data[: need.octets])
            data = data[need.octets :]
        outcome = grammar(pieces)
        if not isinstance(outcome, NeedMore):
            return outcome, data
        need = outcome


def check_three_ways(data: bytes, grammar: Grammar[T], expected: T) -> None:
    """Whole; byte by byte, where every beginning needs more; with bytes behind, which are left."""
    assert feed(data, grammar) == (expected, b"")
    for end in range(len(data)):
        beginning, _ = feed(data[:end], grammar)
        assert isinstance(beginning, NeedMore), data[:end]
    behind = b"* 250 +OK behind\r\n"
    assert feed(data + behind, grammar) == (expected, behind)
