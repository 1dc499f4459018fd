"""Lines of standard input, each bounded: a pipe may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO


def bounded_lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines without their ends; of a longer one ``limit`` and one bytes, as a sign."""
    while line := stream.readline(limit + 1):
        whole = line.endswith(b"\n")
        yield line.removesuffix(b"\n").removesuffix(b"\r")
        while not whole and (rest := stream.readline(limit)):
            whole = rest.endswith(b"\n")
