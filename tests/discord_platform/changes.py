"""Waits until something holds, woken by each change and by nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
"""After which a test that hangs is ended, with what had happened so far."""


class Changes:
    """Everything that happens on the platform says so here."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wake whoever waits."""
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def until(
        self,
        look: Callable[[], T | None],
        awaited: str,
        patience: float = PATIENCE_SECONDS,
    ) -> T:
        """What ``look`` finds, as soon as it finds something.

        Raises:
            AssertionError: it never came.
        """
        try:
            async with asyncio.timeout(patience):
                while not (found := look()):
                    await self._next()
                return found
        except TimeoutError:
            raise AssertionError(f"never came: {awaited}") from None

    async def _next(self) -> None:
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(change)
        try:
            await change
        finally:
            self._waiting.discard(change)
