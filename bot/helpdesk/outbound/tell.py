"""Puts what happened into the outbox, once for each system that is to hear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.helpdesk.outbound.model import Happening, Webhook
from bot.store import outbox
from knowledge.model import Severity

KIND = "webhook"
"""What these are called in the outbox; the subject is the webhook's name."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened, in words for people and as data.

    ``key`` names what it is about, and stays the same (``mailmedic-12``). ``subject`` is one
    line, ``text`` all of it, as the helpdesk reads it. ``case``, ``outage`` and ``report`` are the
    same as data; what it is not about is None.
    """

    happening: Happening
    key: str
    subject: str
    text: str
    severity: Severity
    case: Mapping[str, Any] | None = None
    outage: Mapping[str, Any] | None = None
    report: Mapping[str, Any] | None = None

    def said(self, event: str, at: datetime) -> dict[str, Any]:
        """What a template knows, and what waits in the outbox."""
        return {
            "event": {"id": event, "name": str(self.happening), "at": at.isoformat()},
            "key": self.key,
            "subject": self.subject,
            "text": self.text,
            "severity": str(self.severity),
            "case": self.case and dict(self.case),
            "outage": self.outage and dict(self.outage),
            "report": self.report and dict(self.report),
        }


async def tell(
    connection: AsyncConnection, news: News, webhooks: Sequence[Webhook], now: datetime
) -> None:
    """Put it in, in the transaction of what happened: told for certain, or not happened."""
    for webhook in webhooks:
        if news.happening in webhook.happenings:
            event = uuid4().hex
            said = news.said(event, now)
            await outbox.add(connection, KIND, webhook.name, said, now, event)
