"""What is told to other systems, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Happening(StrEnum):
    """What other systems can be told. Stable: their rules are written against these."""

    CASE_OPENED = "case.opened"
    CASE_CLAIMED = "case.claimed"
    CASE_WAITING = "case.waiting"
    CASE_RESOLVED = "case.resolved"
    CASE_REOPENED = "case.reopened"
    OUTAGE_OPENED = "outage.opened"
    OUTAGE_CLOSED = "outage.closed"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One system that is told.

    ``body`` is the text of a Jinja2 template whose outcome is JSON. ``secret`` signs; without one
    nothing is signed. ``headers`` go along (``Authorization``). ``values`` are the
    operator's own, for the template. Nothing secret is in ``repr``.
    """

    name: str
    url: str
    body: str
    happenings: frozenset[Happening]
    secret: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    values: Mapping[str, object] = field(default_factory=dict)
