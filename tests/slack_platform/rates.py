"""How often each method may be called: Slack's tiers, by method and workspace."""

from __future__ import annotations

from collections import defaultdict, deque

from tests.slack_platform.calls import METHODS
from tests.slack_platform.clock import Time
from tests.slack_platform.shapes import Json

MINUTE = 60.0
BURST = 4
"""Messages that a channel takes at once, before it is one a second."""


class Rates:
    """Calls of the last minute."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._calls: dict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def wait(self, method: str, team: str, arguments: Json) -> int:
        """0 when the call may be made, which then counts; else the seconds to wait."""
        if method == "chat.postMessage":
            key = (method, team, str(arguments.get("channel")))
            return self._count(key, BURST, float(BURST))
        return self._count((method, team), METHODS[method].per_minute, MINUTE)

    def _count(self, key: tuple[str, ...], most: int, seconds: float) -> int:
        now, calls = self._clock.now(), self._calls[key]
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            return max(1, round(calls[0] + seconds - now))
        calls.append(now)
        return 0
