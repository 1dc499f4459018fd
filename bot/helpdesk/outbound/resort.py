"""The last resort: a case that no channel shows goes to the helpdesk by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.chat import NotDelivered
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import read_record
from bot.helpdesk.outbound.mail import Mailer, NotSent
from bot.helpdesk.outbound.news import shown
from bot.helpdesk.roles import Act
from bot.store import cases, outbox
from bot.store.cases import Case
from bot.store.incidents import Incident
from bot.store.outbox import Entry
from bot.store.store import Store
from knowledge.model import Language

KIND = "mail"
PATIENCE = 5
"""Attempts, some seven minutes, for a channel to show the case."""


class Resort:
    """Watches whether a new case is shown, and writes where it is not."""

    def __init__(
        self,
        store: Store,
        cards: Cards,
        mailer: Mailer,
        language: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._cards = cards
        self._mailer = mailer
        self._language = language
        self._now = now

    async def tell(self, connection: AsyncConnection, matter: Case | Incident, what: str) -> None:
        """In the transaction of every act (``helpdesk.telling.Told``): a new case is looked at."""
        if isinstance(matter, Case) and what == Act.OPEN:
            await outbox.add(connection, KIND, str(matter.number), {}, self._now())

    async def bring(self, entry: Entry) -> None:
        """Send it, if it still stands nowhere; see ``Courier.bring``.

        Raises:
            NotDelivered: it has to be tried again.
        """
        async with self._store.reading() as connection:
            case = await cases.by_number(connection, int(entry.subject))
            record = await read_record(connection, case) if case else None
        if record is None or record.case.card_message:
            return
        if record.case.desk and entry.attempts < PATIENCE:
            raise NotDelivered("not_shown_yet")
        text = shown(self._cards.whole(record, self._now(), self._language).blocks)
        try:
            await self._mailer.send(text.partition("\n")[0], text)
        except NotSent as not_sent:
            raise NotDelivered(not_sent.reason) from None
