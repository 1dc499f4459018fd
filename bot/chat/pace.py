"""How often somebody may speak, and what was heard already: counted in memory, forgotten in time.

Platforms deliver twice what they doubt to have delivered, and one person may hold a key down.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import StrEnum

from connectors.clock import Clock

REMEMBERED = 10_000
"""Names and ids that are remembered; the oldest is forgotten first."""

REPEATED_SECONDS = 3600.0
"""Slack tries again after about five minutes for the last time; an hour is on the safe side."""


class Seen:
    """The ids of what was heard a short while ago."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids: OrderedDict[str, float] = OrderedDict()

    def again(self, heard_id: str) -> bool:
        """Whether this id was heard before; it is remembered from now on. Empty: never."""
        now = self._clock.seconds()
        while self._ids and next(iter(self._ids.values())) <= now - REPEATED_SECONDS:
            self._ids.popitem(last=False)
        if not heard_id or heard_id in self._ids:
            return bool(heard_id)
        self._ids[heard_id] = now
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)
        return False


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
