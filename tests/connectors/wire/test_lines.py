"""Bytes into lines, however they arrive."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wire.lines import LINE_LIMIT, LineBuffer, LineTooLong

TABLE = [
    (b"+OK\r\n", [b"+OK"]),
    (b"+OK\n", [b"+OK"]),
    (b"\r\n", [b""]),
    (b"a\rb\r\n", [b"a\rb"]),
    (b"a\r\r\n", [b"a\r"]),
    (b"one\r\ntwo\r\nthr", [b"one", b"two"]),
    ("件名\r\n".encode("iso-2022-jp"), ["件名".encode("iso-2022-jp")]),
    (b"\0\xff\r\n", [b"\0\xff"]),
]


def lines_of(buffer: LineBuffer) -> list[bytes]:
    """All whole lines that are there."""
    lines = []
    while (line := buffer.line()) is not None:
        lines.append(line)
    return lines


@pytest.mark.parametrize(("data", "lines"), TABLE)
def test_whole(data: bytes, lines: list[bytes]) -> None:
    """All at once."""
    buffer = LineBuffer()
    buffer.feed(data)
    assert lines_of(buffer) == lines


@pytest.mark.parametrize(("data", "lines"), TABLE)
def test_byte_by_byte(data: bytes, lines: list[bytes]) -> None:
    """One byte at a time, asked after each."""
    buffer = LineBuffer()
    found = []
    for byte in data:
        buffer.feed(bytes([byte]))
        found += lines_of(buffer)
    assert found == lines


@pytest.mark.parametrize(("data", "lines"), TABLE)
def test_trailing(data: bytes, lines: list[bytes]) -> None:
    """What comes behind is left for the next."""
    buffer = LineBuffer()
    buffer.feed(data + b"more")
    assert lines_of(buffer) == lines
    assert buffer.rest().endswith(b"more")
    assert len(buffer) == 0


@given(st.lists(st.binary(max_size=40), max_size=20), st.lists(st.integers(0, 400), max_size=20))
def test_any_cuts_give_the_same_lines(lines: list[bytes], cuts: list[int]) -> None:
    """Where the network cuts is of no account."""
    data = b"".join(line.replace(b"\n", b"").rstrip(b"\r") + b"\r\n" for line in lines)
    buffer, found = LineBuffer(), []
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for begin, end in itertools.pairwise(places):
        buffer.feed(data[begin:end])
        found += lines_of(buffer)
    assert found == [line.replace(b"\n", b"").rstrip(b"\r") for line in lines]


@given(st.binary(max_size=200), st.integers(1, 20))
def test_no_byte_is_lost(data: bytes, step: int) -> None:
    """Lines and rest together are what was fed, but for the line ends."""
    buffer, found = LineBuffer(), b""
    for begin in range(0, len(data), step):
        buffer.feed(data[begin : begin + step])
        found += b"".join(lines_of(buffer))
    found += buffer.rest()
    assert found == data.replace(b"\r\n", b"").replace(b"\n", b"")


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_longest_line(end: bytes) -> None:
    """It may just fit, however its end arrives."""
    buffer = LineBuffer()
    buffer.feed(b"x" * LINE_LIMIT)
    assert buffer.line() is None
    for byte in end:
        buffer.feed(bytes([byte]))
    assert buffer.line() == b"x" * LINE_LIMIT


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_line_that_is_too_long(end: bytes) -> None:
    """It is refused whether its end is there or not."""
    buffer = LineBuffer()
    buffer.feed(b"x" * (LINE_LIMIT + 2) + end)
    with pytest.raises(LineTooLong):
        buffer.line()


def test_an_endless_line_that_drips_is_looked_at_once() -> None:
    """The search goes on where it stopped: a line of a megabyte's drips costs no more than it."""
    buffer = LineBuffer(limit=1_000_000)
    for _ in range(1000):
        buffer.feed(b"x" * 1000)
        assert buffer.line() is None
    buffer.feed(b"\n")
    assert buffer.line() == b"x" * 1_000_000


def test_exactly() -> None:
    """Counted bytes may hold line ends; lines go on behind them."""
    buffer = LineBuffer()
    buffer.feed(b"ab\r\n")
    assert buffer.exactly(6) is None
    buffer.feed(b"cd rest\r\n")
    assert (buffer.exactly(6), buffer.line()) == (b"ab\r\ncd", b" rest")
    assert buffer.exactly(0) == b""


def test_peek() -> None:
    """To look takes nothing away."""
    buffer = LineBuffer()
    buffer.feed(b"abc")
    assert (buffer.peek(2), buffer.peek(9), len(buffer)) == (b"ab", b"abc", 3)
