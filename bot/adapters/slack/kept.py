"""What a button can only name, kept for a while: a long reply's further pages, a form."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

from connectors.clock import Clock

KEPT_SECONDS = 24 * 3600.0
MOST = 5_000
"""Kept at once; the oldest is forgotten first."""

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
