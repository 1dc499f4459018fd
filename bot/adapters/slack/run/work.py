"""What is under way, so that an end can wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from connectors.clock import Clock


class Work:
    """The tasks in which something heard is answered."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def under_way(self) -> AsyncIterator[None]:
        """Count the current task for as long as the block runs."""
        task = asyncio.current_task()
        fresh = task is not None and task not in self._tasks
        if fresh and task is not None:
            self._tasks.add(task)
        try:
            yield
        finally:
            if fresh and task is not None:
                self._tasks.discard(task)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside what is done now."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float, clock: Clock) -> None:
        """Wait until all is done, at most so long; then end what is left, and wait for its end."""
        with suppress(TimeoutError):
            async with clock.limit(seconds):
                while self._others():
                    await asyncio.wait(self._others())
        left = self._others()
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _others(self) -> set[asyncio.Task[Any]]:
        return self._tasks - {asyncio.current_task()}
