"""The weekly report: planned once, told to every helpdesk's channel, a restart or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.core.chat import Face
from bot.core.plain import plain
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.tell import News, tell
from bot.helpdesk.reports.count import Bookkeeper
from bot.helpdesk.reports.model import Figures
from bot.helpdesk.reports.tell import Teller
from bot.store import outbox
from bot.store.outbox import Entry
from bot.store.store import Store
from bot.store.tables import outbox as outbox_table
from knowledge.model import Language, Severity

KIND = "report"
DAYS = 7
AT = time(9)
"""On Mondays, of the week before."""


class Weekly:
    """Plans and brings the report. ``desks`` are today's channels; ``face_of`` finds theirs.

    ``operators`` is the channel that hears of all workspaces: any other one is some workspace's
    own choice, and what others ask is not its business.
    """

    def __init__(
        self,
        store: Store,
        bookkeeper: Bookkeeper,
        teller: Teller,
        desks: Callable[[], Sequence[str]],
        face_of: Callable[[str], Face],
        *,
        language: Language,
        zone: tzinfo,
        now: Callable[[], datetime],
        operators: str = "",
        webhooks: Sequence[Webhook] = (),
    ) -> None:
        self._store = store
        self._bookkeeper = bookkeeper
        self._teller = teller
        self._desks = desks
        self._face_of = face_of
        self._language = language
        self._zone = zone
        self._now = now
        self._operators = operators
        self._webhooks = webhooks
        self._planned = date.min

    async def plan(self) -> None:
        """Put the week that has ended into the outbox, if that is not done yet."""
        monday = self._monday()
        if monday == self._planned:
            return
        first = monday - timedelta(DAYS)
        if not await self._is_planned(first):
            figures = await self._bookkeeper.figures(first, DAYS, self._now())
            # A week without a word is no news, and the first start would tell of one.
            if figures.asked or figures.opened:
                await self._add(first, figures)
        self._planned = monday

    async def bring(self, entry: Entry) -> None:
        """Tell one channel; see ``Courier.bring``.

        Raises:
            NotDelivered: it was not told.
        """
        first = date.fromisoformat(entry.body["first"])
        desk = entry.subject
        workspace = "" if desk == self._operators else desk.rpartition(":")[0]
        figures = await self._bookkeeper.figures(first, DAYS, self._now(), workspace)
        if figures.asked or figures.opened:
            await self._face_of(desk).post(desk, self._teller.reply(figures, self._language))

    def _monday(self) -> date:
        """The day on which the newest report is due."""
        here = self._now().astimezone(self._zone)
        today = here.date() if here.time() >= AT else here.date() - timedelta(1)
        return today - timedelta(today.weekday())

    async def _is_planned(self, first: date) -> bool:
        wanted = select(outbox_table.c.id).where(outbox_table.c.event.like(f"{_event(first)}:%"))
        async with self._store.reading() as connection:
            return (await connection.execute(wanted.limit(1))).first() is not None

    async def _add(self, first: date, figures: Figures) -> None:
        now, body = self._now(), {"first": first.isoformat()}
        try:
            async with self._store.writing() as connection:
                for number, desk in enumerate(self._desks()):
                    event = f"{_event(first)}:{number}"
                    await outbox.add(connection, KIND, desk, body, now, event)
                await tell(connection, self._news(first, figures), self._webhooks, now)
        except IntegrityError:
            # Another process was a moment earlier.
            return

    def _news(self, first: date, figures: Figures) -> News:
        text = plain(self._teller.reply(figures, self._language).blocks)
        report = asdict(figures) | {"days": [_day(asdict(day)) for day in figures.days]}
        return News(
            Happening.REPORT,
            f"{_event(first)}",
            text.partition("\n")[0],
            text,
            Severity.LOW,
            report=report,
        )


def _event(first: date) -> str:
    return f"report-{first.isoformat()}"


def _day(day: dict[str, object]) -> dict[str, object]:
    return day | {"day": str(day["day"])}
