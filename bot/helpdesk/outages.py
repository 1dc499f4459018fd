"""Outages: counted in the store, known in memory, told to whoever asks.

What decides is one transaction a check, alone for its place: two processes count no outage twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.helpdesk.outage_model import (
    OTHER_MATTERS,
    PERSONAL,
    STEPS,
    Key,
    Seen,
    failures,
    needed,
    passed,
    told,
)
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.telling import OUTAGE_CLOSED, OUTAGE_OPENED, Told
from bot.store import incidents, outbox
from bot.store.cases import Case
from bot.store.incidents import Incident, Sighting
from bot.store.store import Store
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.entities import Entities
from knowledge.load import Knowledge
from knowledge.model import Severity

CARD, OVER, STILL = "outage.card", "outage.over", "outage.still"
"""Kinds in the outbox: the desk's card, a word below it at the end, one when a snooze ends."""

RECOVERED, QUIET = "recovered", "quiet"
QUIET_WINDOWS = 4
"""So many windows without anybody who is affected, and it is over."""
WELL_AGAIN = 2
"""People for whom it must work again, where none of them was affected."""


class Outages:
    """The outages of one helpdesk; ``refresh`` hears of what other processes counted."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        settings: HelpdeskSettings,
        now: Callable[[], datetime],
        tell: Told | None = None,
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._people = settings.outage_people
        self._window = settings.outage_window
        self._now = now
        self._tell = tell
        self._open: tuple[Incident, ...] = ()

    async def refresh(self) -> None:
        """Read from the store what is going on."""
        async with self._store.reading() as connection:
            self._open = tuple(await incidents.open_ones(connection))

    async def saw(self, person: str, report: Report, desk: str) -> None:
        """A check has ended."""
        providers = self._knowledge.providers
        broken, well = failures(report, providers), passed(report, providers)
        sure = tuple(one for one in broken if one.sure)
        if sure or {one.key.scope for one in well} & {one.scope for one in self._open}:
            await self._count(person, sure, well, desk, checked=True)
        if unsure := tuple(one for one in broken if not one.sure):
            await self._count(person, unsure, (), desk, checked=False)

    async def heard(
        self, person: str, causes: tuple[Cause, ...], entities: Entities, desk: str
    ) -> None:
        """Somebody told of trouble."""
        seen = self._told(causes, entities)
        if seen:
            await self._count(person, seen, (), desk, checked=False)

    def known(self, entities: Entities, causes: tuple[Cause, ...] = ()) -> Incident | None:
        """The outage at what somebody names, if it is confirmed; no I/O.

        Where their words name a cause, it must be one that the outage may show as.
        """
        for one in self._open:
            ours = one.confirmed and self._names(one, entities)
            if ours and (not causes or _fits(one, causes[0])):
                return one
        return None

    def linked(self, case: Case) -> Case:
        """A new case, laid to the outage that it is part of; then it is as grave as that."""
        place = {f"provider:{case.provider}", f"host:{case.host}"}
        for one in self._open:
            same = one.cause is case.cause
            if one.scope in place and (same or (one.confirmed and _fits(one, case.cause))):
                return replace(case, incident=one.number, severity=Severity.URGENT)
        return case

    async def snooze(self, number: int, hours: int) -> Incident | None:
        """Put it away until then: nothing of it rings. None: it is not going on."""
        until = self._now() + timedelta(hours=hours)
        return await self._change(number, snoozed_until=until)

    async def confirm(self, number: int) -> Incident | None:
        """The helpdesk says that it is one: from now on askers are told."""
        return await self._change(number, confirmed=True)

    async def close(self, number: int, who: str) -> Incident | None:
        """The helpdesk says that it is over."""
        async with self._store.writing() as connection:
            incident = await incidents.locked(connection, number)
            if incident is None or incident.closed_at is not None:
                return None
            await self._close(connection, incident, who)
        await self.refresh()
        return incident

    async def tick(self) -> None:
        """Close what has been quiet, and ring for what outlasted its snooze."""
        await self.refresh()
        now = self._now()
        for one in self._open:
            if one.last_at < now - self._window * QUIET_WINDOWS:
                await self.close(one.number, QUIET)
            elif one.snoozed_until is not None and one.snoozed_until <= now:
                await self._wake(one.number)

    async def _count(
        self, person: str, broken: Sequence[Seen], well: Sequence[Seen], desk: str, *, checked: bool
    ) -> None:
        now = self._now()
        async with self._store.writing() as connection:
            for scope in sorted({one.key.scope for one in (*broken, *well)}):
                await incidents.alone(connection, scope)
            going_on = await incidents.open_ones(connection)
            seen = [_sighting(one, person, now, checked=checked) for one in broken]
            await incidents.see(connection, seen)
            began = False
            for key in dict.fromkeys(one.key for one in broken):
                began |= await self._broken(connection, key, going_on, desk, checked=checked)
            for incident in going_on:
                await self._well(connection, incident, well, person)
        if going_on or began:
            await self.refresh()

    async def _broken(
        self,
        connection: AsyncConnection,
        key: Key,
        going_on: Sequence[Incident],
        desk: str,
        *,
        checked: bool,
    ) -> bool:
        """Whether it is an outage, or has just become one."""
        now = self._now()
        known = next((one for one in going_on if _is(one, key, checked=checked)), None)
        if known is not None:
            since = max(now - self._window, known.first_at)
            who = await incidents.affected(connection, known.scope, known.step, known.cause, since)
            await incidents.join(connection, known.number, who)
            await incidents.change(
                connection, known.number, last_at=now, confirmed=known.confirmed or checked
            )
            await outbox.add(connection, CARD, str(known.number), {}, now)
            return True
        before = await incidents.last_closed(connection, *_parts(key))
        since = now - self._window
        if before is not None and before.closed_at is not None:
            since = max(since, before.closed_at)
        who = await incidents.affected(connection, *_parts(key), since)
        if len(who) < needed(key.cause, self._people):
            return False
        await self._begin(connection, key, who, before, desk)
        return True

    async def _begin(
        self,
        connection: AsyncConnection,
        key: Key,
        who: Sequence[incidents.Affected],
        before: Incident | None,
        desk: str,
    ) -> None:
        now = self._now()
        # Put away is put away, also when it ends and comes back meanwhile.
        snoozed = before.snoozed_until if before else None
        scope, step, cause = _parts(key)
        incident = Incident(
            number=0,
            scope=scope,
            step=step,
            cause=cause,
            desk=desk,
            confirmed=any(one.checked for one in who),
            first_at=who[0].first_at,
            last_at=now,
            opened_at=now,
            closed_at=None,
            closed_by="",
            snoozed_until=snoozed if snoozed and snoozed > now else None,
            card_place="",
            card_message="",
        )
        number = await incidents.add(connection, incident)
        if number is None:
            return
        await incidents.join(connection, number, who)
        for case in await incidents.link(connection, number, scope, cause, who[0].first_at):
            await outbox.add(connection, "case.card", str(case), {}, now)
        await outbox.add(connection, CARD, str(number), {}, now)
        await self._told_of(connection, number, OUTAGE_OPENED)

    async def _well(
        self, connection: AsyncConnection, incident: Incident, well: Sequence[Seen], person: str
    ) -> None:
        """What was broken works for somebody: at the server at which it had shown."""
        here = [
            one for one in well if (one.key.scope, one.key.step) == (incident.scope, incident.step)
        ]
        parts = (incident.scope, incident.step, incident.cause)
        shown = await incidents.servers(connection, *parts, incident.first_at) if here else set()
        here = [one for one in here if not shown or one.server in shown]
        if not here:
            return
        now = self._now()
        await incidents.see(connection, [_sighting(here[0], person, now, checked=True)])
        again = await incidents.affected(
            connection, incident.scope, incident.step, Cause.OK, incident.last_at
        )
        was_affected = await incidents.is_affected(connection, incident.number, person)
        if was_affected or len(again) >= WELL_AGAIN:
            await self._close(connection, incident, RECOVERED)

    async def _close(self, connection: AsyncConnection, incident: Incident, by: str) -> None:
        now, subject = self._now(), str(incident.number)
        await incidents.change(connection, incident.number, closed_at=now, closed_by=by)
        await outbox.add(connection, CARD, subject, {}, now)
        await outbox.add(connection, OVER, subject, {}, now)
        await self._told_of(connection, incident.number, OUTAGE_CLOSED)

    async def _change(self, number: int, **values: object) -> Incident | None:
        async with self._store.writing() as connection:
            incident = await incidents.locked(connection, number)
            if incident is None or incident.closed_at is not None:
                return None
            await incidents.change(connection, number, **values)
            await outbox.add(connection, CARD, str(number), {}, self._now())
        await self.refresh()
        return next((one for one in self._open if one.number == number), None)

    async def _wake(self, number: int) -> None:
        async with self._store.writing() as connection:
            incident = await incidents.locked(connection, number)
            if incident is None or incident.snoozed_until is None:
                return
            await incidents.change(connection, number, snoozed_until=None)
            for kind in (CARD, STILL):
                await outbox.add(connection, kind, str(number), {}, self._now())
        await self.refresh()

    async def _told_of(self, connection: AsyncConnection, number: int, what: str) -> None:
        if self._tell is None:
            return
        incident = await incidents.by_number(connection, number)
        if incident is not None:
            await self._tell(connection, incident, what)

    def _told(self, causes: tuple[Cause, ...], entities: Entities) -> tuple[Seen, ...]:
        domains = (address.rpartition("@")[2] for address in entities.addresses)
        found = filter(None, map(self._knowledge.providers.by_domain, domains))
        ids = (*entities.providers, *(provider.id for provider in found))
        return told(causes, tuple(entities.hosts), ids, self._knowledge.providers)

    def _names(self, incident: Incident, entities: Entities) -> bool:
        """Whether a text speaks of the place: by name, by a server's, or by an address there."""
        kind, _, name = incident.scope.partition(":")
        domains = [address.rpartition("@")[2] for address in entities.addresses]
        by_host, by_domain = self._knowledge.providers.by_host, self._knowledge.providers.by_domain
        if kind == "host":
            inside = (name == domain or name.endswith(f".{domain}") for domain in domains)
            return name in entities.hosts or any(inside)
        named = [found for host in entities.hosts if (found := by_host(host))]
        named += [found for domain in domains if (found := by_domain(domain))]
        return name in entities.providers or any(found.id == name for found in named)


def _parts(key: Key) -> tuple[str, str, Cause]:
    return key.scope, str(key.step), key.cause


def _is(incident: Incident, key: Key, *, checked: bool) -> bool:
    """Whoever only told us of a cause could not say at which step it showed."""
    same_step = incident.step == key.step or not checked
    return same_step and (incident.scope, incident.cause) == (key.scope, key.cause)


def _fits(incident: Incident, cause: Cause) -> bool:
    """Whether somebody who reads this cause may have met the outage.

    Programs say "cannot connect" to almost anything; a full mailbox is another matter.
    """
    if cause is incident.cause or STEPS.get(cause.stage) == incident.step:
        return True
    return cause not in PERSONAL and cause.stage not in OTHER_MATTERS


def _sighting(seen: Seen, person: str, at: datetime, *, checked: bool) -> Sighting:
    return Sighting(
        at, person, seen.key.scope, str(seen.key.step), seen.key.cause, checked, seen.server
    )
