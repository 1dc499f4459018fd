"""The border to the network: what the wire needs of a connection, encrypted or not."""

from __future__ import annotations

from typing import Protocol


class Channel(Protocol):
    """A stream of bytes both ways. Failures are ``OSError``, the end of file is ``b""``."""

    async def read(self) -> bytes:
        """What has arrived, waiting for at least one byte; ``b""`` once the other side ended."""
        ...

    async def write(self, data: bytes) -> None:
        """Send all of it."""
        ...

    def close(self) -> None:
        """Let go at once, without a farewell; may be called twice."""
        ...
