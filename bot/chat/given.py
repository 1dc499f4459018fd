"""The answers that were given a short while ago: to share, to keep, to say whether they helped."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.core.kept import Kept
from bot.core.model import Reply
from connectors.clock import Clock

KEPT_SECONDS = 3600.0
MOST = 5_000
"""Kept at once; the oldest is forgotten first."""

_ID_BYTES = 9  # short enough for a button, too long to be found by trying


def new_id() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(_ID_BYTES)


@dataclass
class Given:
    """An answer. ``helped`` is the last that each person said of it.

    ``reply`` is what others may see of it; None where it is for the asker alone.
    """

    topic: str
    reply: Reply | None
    helped: dict[str, bool] = field(default_factory=dict)


class GivenAnswers:
    """The answers of one process, by their ids."""

    def __init__(self, clock: Clock) -> None:
        self._given: Kept[Given] = Kept(clock, KEPT_SECONDS, MOST)

    def keep(self, answer_id: str, topic: str, reply: Reply | None) -> None:
        """Remember an answer for a while."""
        self._given.put(answer_id, Given(topic, reply))

    def find(self, answer_id: str) -> Given | None:
        """The answer of this id, as long as it is remembered."""
        return self._given.find(answer_id)
