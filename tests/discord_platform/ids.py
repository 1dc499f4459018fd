"""Snowflakes: ids that hold the time of their making, by the injected clock."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.clock import Clock

EPOCH_MS = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp() * 1000)


class Snowflakes:
    """Makes ids, each once and each above the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000) - EPOCH_MS
        self._last = max(self._last + 1, milliseconds << 22)
        return str(self._last)
