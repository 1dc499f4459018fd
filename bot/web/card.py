"""The settings that were tried and work, as a card: on the page, and to take along. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from connectors.model import Report, Working

FIELDS = ("server", "port", "security", "user")

Say = Callable[..., str]
"""Speaks a phrase in the reader's language: key and values to text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One server's settings, in the order of the card's columns."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The names of the columns, and a row for each way that works."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def card_of(report: Report, say: Say) -> Card | None:
    """The card of a report; None where nothing that needs a login has worked."""
    if not report.works:
        return None
    columns = tuple(say(f"web.field.{name}") for name in FIELDS)
    return Card(columns, tuple(_row(works, say) for works in report.works))


def _row(works: Working, say: Say) -> Row:
    name = say(f"web.role.{works.protocol}")
    security = say(f"checks.security.{works.security}")
    return Row(name, (works.host, str(works.port), security, works.user))


def card_text(report: Report, card: Card, day: date, say: Say) -> str:
    """The card as a text file, which every device opens."""

    def line(label: str, value: str) -> str:
        return say("web.card_line", label=label, value=value)

    parts = [say("web.card_title", address=report.address)]
    for row in card.rows:
        settings = [line(*pair) for pair in zip(card.columns, row.cells, strict=True)]
        parts.append("\n".join((row.name, *settings)))
    parts.append(say("web.card_tested", day=day.isoformat()))
    parts.append(say("web.card_password"))
    # Line ends and a mark with which old editors on Windows show Japanese right.
    return "\ufeff" + "\n\n".join((*parts, "")).replace("\n", "\r\n")
