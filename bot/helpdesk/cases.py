"""What is done with cases, each act one transaction: the case, its history, the audit, the outbox.

Two agents who claim one case at once are told apart by the database: the second one is refused
and told who was first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.chat import Where, Who
from bot.helpdesk.outages import CARD as OUTAGE_CARD
from bot.helpdesk.roles import Act, Role, Roles
from bot.helpdesk.states import Doing, Refusal, after
from bot.helpdesk.telling import Told
from bot.store import audit, cases, outbox
from bot.store.cases import Case, Event, State
from bot.store.store import Store

CARD, LETTER, COMMENT = "case.card", "case.letter", "case.comment"
"""Kinds in the outbox: the desk's card, a word to the person, a word below the card."""

LETTERS = frozenset({Act.CLAIM, Act.ASK, Act.RESOLVE})
"""Acts of which the person is told."""

COMMENTS = frozenset({Act.REPLY, Act.STILL, Act.WITHDRAW, Act.HANDOVER})
"""Acts of which the desk is told below the card, as a changed card rings no bell."""


MOST_OPEN = 5
"""Cases of one person that are not resolved."""

MOST_NEW, NEW_IN = 20, timedelta(days=1)
"""Cases that one person opens in a day: each that they withdraw makes room for another."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; the case as it is now."""

    case: Case
    act: Act


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not; the case as it is, for those who may know."""

    reason: Refusal
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A case with all that is known of it."""

    case: Case
    events: Sequence[Event]
    reports: Sequence[Mapping[str, Any]]


class Cases:
    """Acts on cases. ``told`` lets others (webhooks) take part in each transaction."""

    def __init__(self, store: Store, roles: Roles, told: Told | None = None) -> None:
        self._store = store
        self._roles = roles
        self._told = told

    async def open(self, new: Case, reports: Sequence[Mapping[str, Any]] = ()) -> tuple[Case, bool]:
        """The case that this makes, and whether it is new: the same origin is one case.

        Whoever has ``MOST_OPEN``, or ``MOST_NEW`` of a day, gets the last of them: nobody floods
        the helpdesk.
        """
        try:
            async with self._store.writing() as connection:
                if (known := await self._known(connection, new)) is not None:
                    return known, False
                case = replace(new, number=await cases.add(connection, new), version=1)
                for report in reports:
                    await cases.add_report(connection, case.number, report, new.opened_at)
                doing = Doing(Act.OPEN, new.person, new.person_name, new.opened_at)
                await self._note(connection, case, doing)
                if case.incident is not None:
                    subject = str(case.incident)
                    await outbox.add(connection, OUTAGE_CARD, subject, {}, new.opened_at)
                return case, True
        except IntegrityError:  # PostgreSQL: another process was a moment earlier
            async with self._store.reading() as connection:
                known = await cases.by_origin(connection, new.origin)
            if known is None:
                raise
            return known, False

    @staticmethod
    async def _known(connection: AsyncConnection, new: Case) -> Case | None:
        if (known := await cases.by_origin(connection, new.origin)) is not None:
            return known
        going_on = (State.OPEN, State.CLAIMED, State.WAITING)
        own = await cases.listed(connection, states=going_on, person=new.person, limit=MOST_OPEN)
        if len(own) == MOST_OPEN:
            return own[-1]
        lately = await cases.listed(connection, person=new.person, limit=MOST_NEW)
        many = len(lately) == MOST_NEW and lately[0].opened_at > new.opened_at - NEW_IN
        return lately[-1] if many else None

    async def do(self, number: int, doing: Doing, who: Who, where: Where) -> Done | Refused:
        """Do something with a case, or say why not; a refusal changes nothing but the audit."""
        async with self._store.writing() as connection:
            case = await cases.locked(connection, number)
            role = self._may(doing.act, who, where, case)
            if case is None or role is None:
                await self._audit_refusal(connection, number, doing)
                return Refused(Refusal.NOT_ALLOWED if case else Refusal.NO_SUCH_CASE)
            changed = after(case, doing)
            if isinstance(changed, Refusal):
                return Refused(changed, case)
            await cases.change(connection, changed)
            await self._note(connection, changed, doing, role)
            return Done(replace(changed, version=case.version + 1), doing.act)

    async def record(self, number: int, who: Who, where: Where, at: datetime) -> Record | Refused:
        """All of a case, for whoever may see it. The audit says who looked."""
        async with self._store.writing() as connection:
            case = await cases.by_number(connection, number)
            role = self._may(Act.SHOW, who, where, case)
            if case is None or role is None:
                doing = Doing(Act.SHOW, who.id, who.name, at)
                await self._audit_refusal(connection, number, doing)
                return Refused(Refusal.NOT_ALLOWED if case else Refusal.NO_SUCH_CASE)
            if role is not Role.ASKER:
                entry = audit.Audited(at, who.id, str(role), str(Act.SHOW), f"case:{number}")
                await audit.write(connection, entry)
            return await read_record(connection, case)

    async def of(self, person: str, limit: int = 10) -> list[Case]:
        """A person's own cases, the newest last."""
        async with self._store.reading() as connection:
            return await cases.listed(connection, person=person, limit=limit)

    def _may(self, act: Act, who: Who, where: Where, case: Case | None) -> Role | None:
        if case is None:
            return None
        return self._roles.may(act, who, where, desk=case.desk, person=case.person)

    async def _note(
        self, connection: AsyncConnection, case: Case, doing: Doing, role: Role | None = None
    ) -> None:
        """The history, the audit, and what is to be told to whom."""
        text = doing.to_name if doing.act is Act.HANDOVER else doing.text
        event = Event(doing.at, doing.who, doing.name, str(doing.act), text)
        number, subject = case.number, str(case.number)
        event_id = await cases.add_event(connection, number, event)
        if role not in (None, Role.ASKER):
            entry = audit.Audited(
                doing.at, doing.who, str(role), str(doing.act), f"case:{number}", detail=doing.to
            )
            await audit.write(connection, entry)
        await outbox.add(connection, CARD, subject, {}, doing.at)
        for kind, acts in ((LETTER, LETTERS), (COMMENT, COMMENTS)):
            if doing.act in acts:
                await outbox.add(connection, kind, subject, {"event": event_id}, doing.at)
        if self._told is not None:
            await self._told(connection, case, str(doing.act))

    async def _audit_refusal(self, connection: AsyncConnection, number: int, doing: Doing) -> None:
        entry = audit.Audited(doing.at, doing.who, "", str(doing.act), f"case:{number}", False)
        await audit.write(connection, entry)


async def read_record(connection: AsyncConnection, case: Case) -> Record:
    """All that the store holds of a case."""
    events = await cases.events(connection, case.number)
    return Record(case, events, await cases.reports(connection, case.number))
