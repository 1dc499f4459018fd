"""How often messages are changed: one budget a workspace, since Slack limits edits by it."""

from __future__ import annotations

from connectors.clock import Clock

A_MINUTE = 45
"""Slack's tier for edits begins at fifty."""

AT_ONCE = 6
"""How many may follow one another without a pause when it was quiet before."""

RESERVED = 2
"""Of these, kept for replies that are the last: they must not wait behind progress."""


class Edits:
    """One workspace's budget. Waiting is fair: who comes first goes first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gap = 60.0 / A_MINUTE
        self._next = float("-inf")
        """When the budget would be full again, less what may be spent at once."""

    async def turn(self, *, last: bool) -> None:
        """Wait until a message may be changed."""
        now = self._clock.seconds()
        ahead = (AT_ONCE if last else AT_ONCE - RESERVED) * self._gap
        self._next = max(self._next, now) + self._gap
        wait = self._next - now - ahead
        if wait > 0:
            await self._clock.sleep(wait)
