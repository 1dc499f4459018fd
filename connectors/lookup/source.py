"""What a source of settings is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from connectors.lookup.address import Address
from connectors.lookup.model import Answer, Attempt, Candidate, Names, Probe, SourceName, Web
from connectors.model import Protocol
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers


class Trail:
    """What one source has asked, in order, and what became of it: true at any moment."""

    def __init__(self, source: SourceName) -> None:
        self._source = source
        self._outcomes: dict[str, Answer | Cause | None] = {}

    def asks(self, url: str) -> None:
        """This is being asked; the answer is not there yet."""
        self._outcomes.setdefault(url, None)

    def heard(self, url: str, outcome: Answer | Cause) -> None:
        """This was asked, and answered so. ``url`` is empty for our own facts."""
        self._outcomes[url] = outcome

    def outcome(self, url: str) -> Answer | Cause | None:
        """What became of this question; None while it is open or was never asked."""
        return self._outcomes.get(url)

    def attempts(self, unanswered: Answer | Cause) -> tuple[Attempt, ...]:
        """All that was asked; what has no answer, or a source that asked nothing, has this."""
        outcomes = self._outcomes or {"": None}
        return tuple(
            Attempt(self._source, url, unanswered if outcome is None else outcome)
            for url, outcome in outcomes.items()
        )


@dataclass(frozen=True, slots=True)
class Query:
    """What a source is asked, and what it asks with.

    ``missing`` are the protocols that were open when it began. Every question it asks, it notes
    in ``trail``. Facts are looked at as of ``today``.
    """

    address: Address
    providers: Providers
    names: Names
    web: Web
    probe: Probe
    trail: Trail
    missing: frozenset[Protocol]
    today: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What a source answered.

    ``settled`` are the protocols that no later source need be asked about: servers were
    found, or it is certain that there are none. ``notes`` are codes.
    """

    servers: tuple[Candidate, ...] = ()
    settled: frozenset[Protocol] = frozenset()
    notes: tuple[str, ...] = ()
    provider: Provider | None = None


NOTHING = Finding()

Source = Callable[[Query], Awaitable[Finding]]
"""Somebody who may know an address's servers: one function each."""
