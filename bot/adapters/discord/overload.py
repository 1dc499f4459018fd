"""When more people call than can be answered in time: which of them are left alone.

Discord takes a first answer within three seconds. Whoever goes on answering those whose time is
over stays late for ever, and answers nobody. How old an interaction is cannot be told from its
stamp alone, since Discord's clock and ours may differ; so the quickest one ever heard is the
measure, and nobody is left alone before Discord has refused an answer.
"""

from __future__ import annotations

from datetime import datetime

from connectors.clock import Clock

EVIDENCE_SECONDS = 10.0
"""For how long a refusal says that we are behind."""

REFUSED_DELAY = 2.0
"""Seconds behind the quickest from which a refusal is for being late, and not an odd one."""

MOST_DELAY = 1.0
"""Seconds behind the quickest up to which there is time for an answer, while we are behind."""


class Overload:
    """Learns from refusals when to leave alone what has waited long already."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._quickest = float("inf")
        self._until = 0.0

    def age(self, made: datetime) -> float:
        """Seconds since then, by two clocks that may differ."""
        return (self._clock.now() - made).total_seconds()

    def refused(self, age: float) -> bool:
        """An answer sent at this age came too late; whether it is news that we are behind."""
        if age - self._quickest < REFUSED_DELAY:
            return False
        now = self._clock.seconds()
        is_news, self._until = now >= self._until, now + EVIDENCE_SECONDS
        return is_news

    def is_too_late(self, made: datetime) -> bool:
        """Whether there is no time left for an answer to this interaction."""
        age = self.age(made)
        self._quickest = min(age, self._quickest)
        return self._clock.seconds() < self._until and age - self._quickest >= MOST_DELAY
