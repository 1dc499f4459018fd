"""What happens to a case or an outage, as other systems are told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Block, Choices
from bot.core.plain import plain
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import Record, read_record
from bot.helpdesk.outage_card import OutageCards
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.tell import News, tell
from bot.helpdesk.roles import Act
from bot.helpdesk.telling import OUTAGE_CLOSED, OUTAGE_OPENED
from bot.store.cases import Case
from bot.store.incidents import Incident
from knowledge.load import Knowledge
from knowledge.model import Language

HAPPENINGS: Mapping[str, Happening] = {
    Act.OPEN: Happening.CASE_OPENED,
    Act.CLAIM: Happening.CASE_CLAIMED,
    Act.TAKE: Happening.CASE_CLAIMED,
    Act.HANDOVER: Happening.CASE_CLAIMED,
    Act.ASK: Happening.CASE_WAITING,
    Act.RESOLVE: Happening.CASE_RESOLVED,
    Act.WITHDRAW: Happening.CASE_RESOLVED,
    Act.STILL: Happening.CASE_REOPENED,
    OUTAGE_OPENED: Happening.OUTAGE_OPENED,
    OUTAGE_CLOSED: Happening.OUTAGE_CLOSED,
}
"""What an act is called outside; other acts are the helpdesk's own affair."""


class Newsroom:
    """Takes part in every act (``helpdesk.telling.Told``), and puts it into the outbox."""

    def __init__(
        self,
        webhooks: Sequence[Webhook],
        cards: Cards,
        outages: OutageCards,
        knowledge: Knowledge,
        language: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._webhooks = webhooks
        self._cards = cards
        self._outages = outages
        self._knowledge = knowledge
        self._language = language
        self._now = now

    async def tell(self, connection: AsyncConnection, matter: Case | Incident, what: str) -> None:
        """In the transaction of what happened."""
        happening = HAPPENINGS.get(what)
        if happening is None or not self._webhooks:
            return
        if isinstance(matter, Case):
            news = self._of_case(happening, await read_record(connection, matter))
        else:
            news = self._of_outage(happening, matter)
        await tell(connection, news, self._webhooks, self._now())

    def _of_case(self, happening: Happening, record: Record) -> News:
        case = record.case
        text = shown(self._cards.whole(record, self._now(), self._language).blocks)
        return News(
            happening,
            f"mailmedic-{case.number}",
            text.partition("\n")[0],
            text,
            case.severity,
            case=case_data(record),
        )

    def _of_outage(self, happening: Happening, incident: Incident) -> News:
        text = shown(self._outages.card(incident, self._now()).blocks)
        return News(
            happening,
            f"mailmedic-outage-{incident.number}",
            text.partition("\n")[0],
            text,
            self._knowledge.severities[incident.cause],
            outage=outage_data(incident),
        )


def shown(blocks: Sequence[Block]) -> str:
    """What people see in the helpdesk's channel, without its buttons."""
    return plain(block for block in blocks if not isinstance(block, Choices))


def case_data(record: Record) -> dict[str, Any]:
    """A case as data. Stable: fields are added, never renamed."""
    case = record.case
    names = (
        *("number", "state", "person", "person_name", "place", "place_name", "language"),
        *("cause", "severity", "owner", "provider", "host", "words", "incident"),
        *("agent", "agent_name", "reason", "note"),
        *("opened_at", "changed_at", "claimed_at", "answered_at", "resolved_at"),
    )
    data: dict[str, Any] = {name: _plain(getattr(case, name)) for name in names}
    data["suspects"] = [dict(suspect) for suspect in case.suspects]
    data["reports"] = [dict(report) for report in record.reports]
    return data


def outage_data(incident: Incident) -> dict[str, Any]:
    """An outage as data. Stable, as a case's."""
    data = {name: _plain(value) for name, value in asdict(incident).items()}
    for inside in ("card_place", "card_message"):
        del data[inside]
    return data


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case bool() | int() | None:
            return value
        case _:
            return str(value)
