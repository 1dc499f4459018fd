"""What happens to a case or an outage, as other systems are told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Choices
from bot.core.plain import plain
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import Record, read_record
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.tell import News, tell
from bot.helpdesk.roles import Act
from bot.store.cases import Case
from knowledge.model import Language

HAPPENINGS: Mapping[Act, Happening] = {
    Act.OPEN: Happening.CASE_OPENED,
    Act.CLAIM: Happening.CASE_CLAIMED,
    Act.TAKE: Happening.CASE_CLAIMED,
    Act.HANDOVER: Happening.CASE_CLAIMED,
    Act.ASK: Happening.CASE_WAITING,
    Act.RESOLVE: Happening.CASE_RESOLVED,
    Act.WITHDRAW: Happening.CASE_RESOLVED,
    Act.STILL: Happening.CASE_REOPENED,
}
"""What an act is called outside; other acts are the helpdesk's own affair."""


class CaseNews:
    """Takes part in every act on a case (``helpdesk.cases.Told``), and puts it into the outbox."""

    def __init__(
        self,
        webhooks: Sequence[Webhook],
        cards: Cards,
        language: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._webhooks = webhooks
        self._cards = cards
        self._language = language
        self._now = now

    async def __call__(self, connection: AsyncConnection, case: Case, act: Act) -> None:
        """In the transaction of the act."""
        happening = HAPPENINGS.get(act)
        if happening is None or not self._webhooks:
            return
        record = await read_record(connection, case)
        await tell(connection, self._news(happening, record), self._webhooks, self._now())

    def _news(self, happening: Happening, record: Record) -> News:
        case = record.case
        # What people see in the helpdesk's channel, without its buttons.
        shown = self._cards.whole(record, self._now(), self._language).blocks
        text = plain(block for block in shown if not isinstance(block, Choices))
        return News(
            happening,
            f"mailmedic-{case.number}",
            text.partition("\n")[0],
            text,
            case.severity,
            case=case_data(record),
        )


def case_data(record: Record) -> dict[str, Any]:
    """A case as data. Stable: fields are added, never renamed."""
    case = record.case
    moments = ("opened_at", "changed_at", "claimed_at", "answered_at", "resolved_at")
    names = (
        *("number", "state", "person", "person_name", "place", "place_name", "language"),
        *("cause", "severity", "owner", "provider", "host", "words", "incident"),
        *("agent", "agent_name", "reason", "note"),
    )
    data: dict[str, Any] = {name: _plain(getattr(case, name)) for name in names}
    data |= {name: _moment(getattr(case, name)) for name in moments}
    data["suspects"] = [dict(suspect) for suspect in case.suspects]
    data["reports"] = [dict(report) for report in record.reports]
    return data


def _plain(value: object) -> object:
    return value if isinstance(value, int | None) else str(value)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
