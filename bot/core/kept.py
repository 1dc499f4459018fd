"""Values kept in memory for a while, by name: what a button can only name, what was seen before."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

from connectors.clock import Clock

KEPT_SECONDS = 24 * 3600.0
MOST = 5_000
"""Kept at once; the oldest is forgotten first."""

SEEN_SECONDS = 3600.0
"""Slack tries again after about five minutes for the last time; an hour is on the safe side."""

MOST_SEEN = 50_000

_KEY_BYTES = 9  # short enough for a button, too long to be found by trying

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """Values under names that nobody guesses, in memory: a restart forgets them."""

    def __init__(self, clock: Clock, seconds: float = KEPT_SECONDS, most: int = MOST) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._values: OrderedDict[str, tuple[float, _Value]] = OrderedDict()

    def keep(self, value: _Value) -> str:
        """The name under which the value is found again."""
        key = secrets.token_urlsafe(_KEY_BYTES)
        self.put(key, value)
        return key

    def put(self, key: str, value: _Value) -> None:
        """Keep the value under a name of the caller's."""
        self._values[key] = (self._clock.seconds(), value)
        self._values.move_to_end(key)
        self._forget()

    def find(self, key: str) -> _Value | None:
        """The value of this name, as long as it is kept."""
        self._forget()
        found = self._values.get(key)
        return found[1] if found else None

    def _forget(self) -> None:
        oldest = self._clock.seconds() - self._seconds
        while self._values:
            at, _ = next(iter(self._values.values()))
            if at > oldest and len(self._values) <= self._most:
                break
            self._values.popitem(last=False)


class Seen:
    """Names that were met a short while ago: platforms deliver again what they think was not."""

    def __init__(self, clock: Clock) -> None:
        self._names: Kept[bool] = Kept(clock, SEEN_SECONDS, MOST_SEEN)

    def again(self, name: str) -> bool:
        """Whether this was met before; from now on it was. Empty: never."""
        if not name:
            return False
        if self._names.find(name):
            return True
        self._names.put(name, True)
        return False
