"""Answers that are on their way, so that an end can wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

LAST_WORDS = 5.0
"""Seconds for what an answer still says when it is ended."""


class Ongoing:
    """Runs each answer as a task. Once ``closing``, nobody should begin another."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self.closing = False

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it to its end. Raises what it raises, and ``CancelledError`` when it was ended."""
        task = asyncio.create_task(work)
        self._running.add(task)
        try:
            await task
        finally:
            self._running.discard(task)

    async def drain(self, seconds: float) -> None:
        """Begin nothing new, and wait for what runs; after so many seconds, end it."""
        self.closing = True
        if running := set(self._running):
            await asyncio.wait(running, timeout=seconds)
        left = {task for task in running if not task.done()}
        for task in left:
            task.cancel()
        if left:
            # Each tells whoever waits that it was ended.
            await asyncio.wait(left, timeout=LAST_WORDS)
