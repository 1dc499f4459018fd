"""A clock that stands still until a test moves it; whoever sleeps waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

BEGINNING = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SHORT_SECONDS = 5.0
"""What ``passing`` lets pass by itself: pauses between two edits, and not a token's lifetime."""


class HeldClock:
    """Implements ``connectors.clock.Clock``."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._sleepers: list[tuple[float, float, asyncio.Future[None]]] = []
        self._limits: list[tuple[float, asyncio.Timeout]] = []
        self._slept: asyncio.Event = asyncio.Event()

    def seconds(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self._seconds)

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._seconds + seconds, seconds, woken)
        self._sleepers.append(entry)
        self._slept.set()
        try:
            if seconds > 0:
                await woken
        finally:
            self._sleepers.remove(entry)

    @asynccontextmanager
    async def limit(self, seconds: float) -> AsyncIterator[None]:
        entry = (self._seconds + seconds, limit := asyncio.timeout(None))
        async with limit:
            self._limits.append(entry)
            try:
                yield
            finally:
                self._limits.remove(entry)

    async def until_asleep(self, seconds: float) -> None:
        """Somebody sleeps for so long, or longer."""
        while not any(length >= seconds for _, length, _ in self._sleepers):
            self._slept.clear()
            await self._slept.wait()

    def move(self, seconds: float) -> None:
        """Let time pass: who slept long enough wakes, and limits that are reached end."""
        self._seconds += seconds
        for end, _, woken in self._sleepers:
            if end <= self._seconds and not woken.done():
                woken.set_result(None)
        for end, limit in self._limits:
            if end <= self._seconds and not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())

    async def passing(self, awaited: Awaitable[T]) -> T:
        """What is awaited; whenever somebody makes a short pause meanwhile, it is over at once."""
        task = asyncio.ensure_future(awaited)
        try:
            while not task.done():
                self._slept.clear()
                if self._end_shortest():
                    await asyncio.sleep(0)
                    continue
                slept = asyncio.ensure_future(self._slept.wait())
                await asyncio.wait({task, slept}, return_when=asyncio.FIRST_COMPLETED)
                slept.cancel()
            return await task
        finally:
            task.cancel()

    def _end_shortest(self) -> bool:
        waiting = [
            end
            for end, seconds, woken in self._sleepers
            if seconds <= SHORT_SECONDS and not woken.done()
        ]
        if waiting:
            self.move(max(0.0, min(waiting) - self._seconds))
        return bool(waiting)
