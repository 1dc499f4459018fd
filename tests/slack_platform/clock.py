"""The stand-in's time: moved by tests, or the machine's own for a load run."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol


class Time(Protocol):
    """Seconds since the epoch."""

    def now(self) -> float: ...


class MovedTime:
    """Stands still until somebody moves it. Begins now, because signatures are dated."""

    def __init__(self, beginning: float | None = None) -> None:
        self._now = time.time() if beginning is None else beginning

    def now(self) -> float:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += seconds


class Movable(Protocol):
    """What can be moved: a clock that others share."""

    def now(self) -> datetime: ...

    def move(self, seconds: float) -> None: ...


class SharedTime(MovedTime):
    """The time of the clock that the product under test was given."""

    def __init__(self, clock: Movable) -> None:
        super().__init__(0.0)
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    def move(self, seconds: float) -> None:
        self._clock.move(seconds)


class RealTime:
    """The machine's own."""

    def now(self) -> float:
        return time.time()
