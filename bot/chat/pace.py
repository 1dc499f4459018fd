"""How often somebody may speak: counted in memory, forgotten in time."""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import StrEnum

from connectors.clock import Clock

REMEMBERED = 10_000
"""Names that are remembered; the oldest is forgotten first."""


class Speed(StrEnum):
    """What becomes of one more."""

    FINE = "fine"
    TELL = "tell"
    """It is one too many, the first of them: say so."""
    SILENT = "silent"
    """It is one too many, and that was said already."""


class Pace:
    """So many in so many seconds, by name."""

    def __init__(self, clock: Clock, most: int, seconds: float) -> None:
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._told: set[str] = set()

    def count(self, name: str) -> Speed:
        """One more by this name; what is one too many is not counted."""
        now = self._clock.seconds()
        times = self._times.setdefault(name, deque())
        self._times.move_to_end(name)
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) < self._most:
            times.append(now)
            self._told.discard(name)
            self._forget()
            return Speed.FINE
        if name in self._told:
            return Speed.SILENT
        self._told.add(name)
        return Speed.TELL

    def _forget(self) -> None:
        while len(self._times) > REMEMBERED:
            name, _ = self._times.popitem(last=False)
            self._told.discard(name)
