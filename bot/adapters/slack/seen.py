"""Deliveries that were taken already: Slack sends again what it thinks was not."""

from __future__ import annotations

from bot.adapters.slack.kept import Kept
from connectors.clock import Clock

SECONDS = 15 * 60.0
"""Slack's last repetition comes after five minutes."""

MOST = 50_000


class Seen:
    """The ids of a quarter of an hour."""

    def __init__(self, clock: Clock) -> None:
        self._ids: Kept[bool] = Kept(clock, SECONDS, MOST)

    def again(self, name: str) -> bool:
        """Whether this was taken before; from now on it was."""
        if self._ids.find(name):
            return True
        self._ids.put(name, True)
        return False
