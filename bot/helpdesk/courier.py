"""Brings what the outbox holds for the chats: cards, words to people, words below a card.

At least once: whoever dies between posting and noting it posts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.chat import Face, NotDelivered, Posted
from bot.core.model import Reply
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import CARD, COMMENT, LETTER, Record, read_record
from bot.helpdesk.letters import Letters
from bot.helpdesk.reminders import REMIND
from bot.helpdesk.roles import Act
from bot.store import cases, outbox
from bot.store.cases import Case, Event, State
from bot.store.outbox import Entry, Outbox
from bot.store.store import Store

DELIVERY_SECONDS = 20.0
"""For one message; a batch of them ends before its loan does."""
BATCH = 5
FIRST_GAP = timedelta(seconds=30)
LONGEST_GAP = timedelta(hours=1)
MOST_ATTEMPTS = 12
"""About half a day."""

NO_FACE = "no_face"
"""No platform of that name is connected here."""
NO_FACE_KEPT = timedelta(days=7)

UNDELIVERED = "undelivered"
"""An act of nobody's, for the history: the person could not be reached."""

log = logging.getLogger(__name__)

Bring = Callable[[Entry], Awaitable[None]]


class Courier:
    """Delivers. ``faces`` are by the name of their platform, and may come and go."""

    def __init__(
        self,
        store: Store,
        cards: Cards,
        letters: Letters,
        faces: Mapping[str, Face],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._outbox = Outbox(store)
        self._cards = cards
        self._letters = letters
        self._faces = faces
        self._now = now
        self.bring: dict[str, Bring] = {
            CARD: self._card,
            LETTER: self._letter,
            COMMENT: self._comment,
            REMIND: self._remind,
        }

    async def deliver(self) -> None:
        """Deliver all that is due."""
        while entries := await self._outbox.due(self._now(), tuple(self.bring), BATCH):
            try:
                await self._bring_all(entries)
            except asyncio.CancelledError:
                # Told to end: whoever comes next need not wait for the loan to end.
                await self._outbox.give_back(entries, self._now())
                raise

    async def _bring_all(self, entries: Sequence[Entry]) -> None:
        shown: set[tuple[str, str]] = set()
        for entry in entries:
            # A card shows how the case stands: once is enough for several changes.
            if entry.kind.endswith(".card") and (entry.kind, entry.subject) in shown:
                await self._outbox.done(entry, self._now())
            else:
                shown.add((entry.kind, entry.subject))
                await self._try(entry)

    def face(self, id_: str) -> Face:
        """The platform of a person or place.

        Raises:
            NotDelivered: it is not connected.
        """
        face = self._faces.get(id_.partition(":")[0])
        if face is None:
            raise NotDelivered(NO_FACE)
        return face

    async def show(self, place: str, card: tuple[str, str], reply: Reply) -> Posted:
        """Post a card, or change the one that is there."""
        if card[1]:
            posted = Posted(*card)
            await self.face(posted.place).change(posted, reply)
            return posted
        return await self.face(place).post(place, reply)

    async def below(self, place: str, message: str, reply: Reply) -> None:
        """Say something below a card; in the channel, where nobody has opened a thread there."""
        face = self.face(place)
        try:
            await face.post(place, reply, thread=message)
        except NotDelivered:
            await face.post(place, reply)

    async def _try(self, entry: Entry) -> None:
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                await self.bring[entry.kind](entry)
        except NotDelivered as refused:
            await self._failed(entry, refused.reason)
        except Exception as error:  # a defect here or in a face must not stop all deliveries
            log.error("a delivery broke: %s", type(error).__name__)
            await self._failed(entry, type(error).__name__)
        else:
            await self._outbox.done(entry, self._now())

    async def _failed(self, entry: Entry, reason: str) -> None:
        now = self._now()
        if reason == NO_FACE and now - entry.created_at < NO_FACE_KEPT:
            # Another process may be connected to that platform, or this one soon.
            await self._outbox.failed(entry, reason, now + FIRST_GAP)
            return
        if entry.attempts >= MOST_ATTEMPTS:
            await self._outbox.failed(entry, reason, None)
            return
        gap = min(FIRST_GAP * 2 ** (entry.attempts - 1), LONGEST_GAP)
        await self._outbox.failed(entry, reason, now + gap)

    async def _card(self, entry: Entry) -> None:
        record = await self._record(int(entry.subject))
        if record is None or not record.case.desk:
            return
        case = record.case
        reply = self._cards.card(record, self._now())
        posted = await self.show(case.desk, (case.card_place, case.card_message), reply)
        if posted.message != case.card_message:
            async with self._store.writing() as connection:
                await cases.show_at(connection, case.number, posted.place, posted.message)

    async def _comment(self, entry: Entry) -> None:
        case, event = await self._event(entry)
        if case is None or event is None or not case.desk:
            return
        reply = self._cards.comment(case, event)
        await self._below(case, reply)
        if event.act == Act.HANDOVER and case.agent:
            # They read it below the card, too: it is not said twice there for this.
            with suppress(NotDelivered):
                await self.face(case.agent).direct(case.agent, reply)

    async def _remind(self, entry: Entry) -> None:
        record = await self._record(int(entry.subject))
        if record is None or record.case.state is not State.OPEN or not record.case.desk:
            return
        case = record.case
        await self._below(case, self._cards.reminder(case, int(entry.body["minutes"])))

    async def _below(self, case: Case, reply: Reply) -> None:
        """Below the card; later, where there is none yet."""
        if not case.card_message:
            raise NotDelivered("no_card")
        await self.below(case.card_place, case.card_message, reply)

    async def _letter(self, entry: Entry) -> None:
        case, event = await self._event(entry)
        if case is None or event is None or not case.person:
            return
        try:
            await self.face(case.person).direct(case.person, self._letters.letter(case, event))
        except NotDelivered:
            await self._call(case, first=entry.attempts == 1)

    async def _call(self, case: Case, *, first: bool) -> None:
        """Their direct messages are closed: say where they asked that there is something."""
        reply = replace(self._letters.calling(case), private=False)
        try:
            await self.face(case.place).post(case.place, reply, thread=case.thread)
        except NotDelivered as refused:
            if first:
                async with self._store.writing() as connection:
                    told = Event(self._now(), "", "", UNDELIVERED, refused.reason)
                    await cases.add_event(connection, case.number, told)
                    await outbox.add(connection, CARD, str(case.number), {}, self._now())
            raise

    async def _event(self, entry: Entry) -> tuple[Case | None, Event | None]:
        async with self._store.reading() as connection:
            case = await cases.by_number(connection, int(entry.subject))
            return case, await cases.event_by_id(connection, int(entry.body["event"]))

    async def _record(self, number: int) -> Record | None:
        async with self._store.reading() as connection:
            case = await cases.by_number(connection, number)
            return await read_record(connection, case) if case else None
