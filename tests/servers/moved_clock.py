"""A clock that tests move: nothing waits, and every limit ends when its time is reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


class MovedClock:
    """Time stands still until somebody moves it; to sleep moves it."""

    def __init__(self, beginning: datetime = BEGINNING) -> None:
        self._beginning = beginning
        self._seconds = 0.0
        self._limits: list[tuple[float, asyncio.Timeout]] = []

    def seconds(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return self._beginning + timedelta(seconds=self._seconds)

    @asynccontextmanager
    async def limit(self, seconds: float) -> AsyncIterator[None]:
        entry = (self._seconds + seconds, limit := asyncio.timeout(None))
        async with limit:
            self._limits.append(entry)
            try:
                self.move(0)
                yield
            finally:
                self._limits.remove(entry)

    async def sleep(self, seconds: float) -> None:
        self.move(seconds)
        await asyncio.sleep(0)

    def move(self, seconds: float) -> None:
        """Let time pass: every limit that is reached ends."""
        self._seconds += seconds
        for end, limit in self._limits:
            if end <= self._seconds and not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())
