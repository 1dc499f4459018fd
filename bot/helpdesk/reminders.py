"""Calls out cases that nobody claims, in working time: after a while, and then ever more rarely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.helpdesk.cases import CARD
from bot.helpdesk.settings import HelpdeskSettings
from bot.store import cases, outbox
from bot.store.cases import Case, Event, State
from bot.store.store import Store

REMIND = "case.remind"
"""Kind in the outbox: a word below the card."""

ACT = "remind"
MOST = 4
"""Reminders of one case: who has not looked after these does not look after more."""


class Reminders:
    """Finds what is overdue. An open case counts from when it was opened, or opened again."""

    def __init__(
        self, store: Store, settings: HelpdeskSettings, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._hours = settings.hours
        self._after = settings.remind
        self._now = now

    async def tick(self) -> None:
        """Write a reminder for each case that is due for one."""
        now = self._now()
        if not self._hours.open_at(now):
            return
        async with self._store.reading() as connection:
            waiting = await cases.listed(connection, states=[State.OPEN])
        for case in filter(self._due, waiting):
            await self._remind(case.number, now)

    def waited(self, case: Case) -> timedelta:
        """Working time since it began to wait."""
        return self._hours.between(case.changed_at, self._now())

    def _due(self, case: Case) -> bool:
        # After one, two, four, eight times the time.
        return case.reminders < MOST and self.waited(case) >= self._after * 2**case.reminders

    async def _remind(self, number: int, now: datetime) -> None:
        async with self._store.writing() as connection:
            case = await cases.locked(connection, number)
            if case is None or case.state is not State.OPEN or not self._due(case):
                return  # another process was a moment earlier
            reminded = replace(case, reminders=case.reminders + 1, reminded_at=now)
            await cases.change(connection, reminded)
            await cases.add_event(connection, number, Event(now, "", "", ACT))
            minutes = round(self.waited(case).total_seconds() / 60)
            await outbox.add(connection, REMIND, str(number), {"minutes": minutes}, now)
            await outbox.add(connection, CARD, str(number), {}, now)
