"""Time, as a check sees it: handed in, so that tests move it and never wait."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a check asks of time."""

    def seconds(self) -> float:
        """Monotonic seconds from an unnamed beginning; for durations and deadlines."""
        ...

    def now(self) -> datetime:
        """The date, in UTC; for certificates."""
        ...

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """A context that cancels its body after so many seconds, and raises ``TimeoutError``."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        ...


class SystemClock:
    """The machine's own time."""

    def seconds(self) -> float:
        """See ``Clock``."""
        return time.monotonic()

    def now(self) -> datetime:
        """See ``Clock``."""
        return datetime.now(UTC)

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """See ``Clock``."""
        return asyncio.timeout(seconds)

    async def sleep(self, seconds: float) -> None:
        """See ``Clock``."""
        await asyncio.sleep(seconds)
