"""Ids and times as Slack writes them: each given once."""

from __future__ import annotations

import itertools

from tests.slack_platform.clock import Time


class Ids:
    """A source of ids."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._last = 0

    def new(self, letter: str) -> str:
        """``U0000012``, and never again."""
        return f"{letter}{next(self._numbers):07X}"

    def ts(self) -> str:
        """A message's ``ts``: its time, and later than every one before."""
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
