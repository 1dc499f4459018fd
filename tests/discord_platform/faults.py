"""Faults that a test asks for: the next requests of a route fail before they are looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.discord_platform.problems import Refusal
from tests.discord_platform.requests import Sent


@dataclass
class Planned:
    """``after``: Discord does what was asked, and only its answer is lost."""

    method: str
    route: str
    refusal: Refusal
    times: int
    after: bool = False


class Faults:
    """What was asked for, in order."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def plan(
        self, method: str, route: str, refusal: Refusal, times: int = 1, *, after: bool = False
    ) -> None:
        """Let the next requests fail whose route matches (a regular expression)."""
        self._planned.append(Planned(method, route, refusal, times, after))

    def take(self, sent: Sent, *, after: bool) -> Refusal | None:
        """The fault for this request, which is used up by it."""
        for one in self._planned:
            fits = one.method == sent.method and re.search(one.route, sent.route)
            if one.times and one.after is after and fits:
                one.times -= 1
                return one.refusal
        return None

    @property
    def left(self) -> list[Planned]:
        """Those that never came to pass."""
        return [one for one in self._planned if one.times]
