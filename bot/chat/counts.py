"""What is counted of the chats, for an operator's monitoring: no name, no place, no word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.core.chat import Heard
from connectors.clock import Clock

PLATFORMS = frozenset({"slack", "discord"})
"""By which an id begins; whatever else there may be is counted as other."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)


class Turned(StrEnum):
    """Why what was heard was not answered as it was meant."""

    REPEATED = "repeated"
    RULE = "rule"
    FLOOD = "flood"
    SECRET = "secret"  # noqa: S105 - what was pasted, by its kind
    DEFECT = "defect"


class ChatCounts:
    """The counters of one process."""

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._clock = clock
        self._heard = Counter(
            "mailmedic_chat_heard",
            "What people said, picked and filled in, by platform and way",
            ("platform", "way"),
            registry=registry,
        )
        self._turned = Counter(
            "mailmedic_chat_turned_away",
            "What was not answered as it was meant, by reason",
            ("reason",),
            registry=registry,
        )
        self._seconds = Histogram(
            "mailmedic_chat_seconds",
            "Our own part of the time until the first reply",
            buckets=_SECONDS,
            registry=registry,
        )

    @contextmanager
    def hearing(self, heard: Heard) -> Iterator[None]:
        """Count it, and how long the block takes."""
        platform = heard.who.id.partition(":")[0]
        platform = platform if platform in PLATFORMS else "other"
        self._heard.labels(platform, heard.way).inc()
        began = self._clock.seconds()
        try:
            yield
        finally:
            self._seconds.observe(self._clock.seconds() - began)

    def turned(self, reason: Turned) -> None:
        """Something was not answered as it was meant."""
        self._turned.labels(reason).inc()
