"""What the helpdesk does with an outage, and how its card gets into the channel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime

from bot.core.chat import Answer, Heard, Way
from bot.core.model import Reply
from bot.helpdesk.courier import Courier
from bot.helpdesk.forms import HOURS, Forms
from bot.helpdesk.outage_card import OutageCards
from bot.helpdesk.outage_model import SNOOZES
from bot.helpdesk.outages import CARD, OVER, STILL, Outages
from bot.helpdesk.roles import Act, Roles
from bot.helpdesk.words import Words
from bot.store import audit, incidents
from bot.store.incidents import Incident
from bot.store.outbox import Entry
from bot.store.store import Store
from knowledge.model import Language

_OUTAGE = re.compile(r"outage:(snooze|close|confirm):([0-9]{1,9})")


class OutageDesk:
    """Hears the buttons of an outage's card; brings the card."""

    def __init__(
        self,
        store: Store,
        outages: Outages,
        roles: Roles,
        words: Words,
        cards: OutageCards,
        courier: Courier,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._outages = outages
        self._roles = roles
        self._words = words
        self._forms = Forms(words)
        self._cards = cards
        self._courier = courier
        self._now = now
        courier.bring |= {CARD: self._card, OVER: self._below, STILL: self._below}

    def hear(self, heard: Heard, language: Language) -> Answer | None:
        """The answer to a button or form about an outage; None for anything else."""
        said = heard.form if heard.way is Way.FORM else heard.text.strip()
        found = _OUTAGE.fullmatch(said)
        if found is None:
            return None
        act, number = found[1], int(found[2])
        if act == "snooze" and heard.way is not Way.FORM:
            form = self._forms.snooze(number, language)
            return Answer(Reply((form,), language, private=True))
        working = self._words.reply("working.outage", language, number=number)
        return Answer(replace(working, final=False), self._acting(heard, act, number, language))

    async def _acting(
        self, heard: Heard, act: str, number: int, language: Language
    ) -> AsyncIterator[Reply]:
        if not await self._may(heard, act, number):
            yield self._words.reply("outage.refused", language, number=number)
            return
        hours = heard.values.get(HOURS, "")
        done: Incident | None
        match act:
            case "snooze" if hours in map(str, SNOOZES):
                done = await self._outages.snooze(number, int(hours))
            case "confirm":
                done = await self._outages.confirm(number)
            case "close":
                done = await self._outages.close(number, heard.who.id)
            case _:
                done = None
        key = f"outage.done.{act}" if done else "outage.refused"
        yield self._words.reply(key, language, number=number)

    async def _may(self, heard: Heard, act: str, number: int) -> bool:
        """Whether somebody may, written down either way."""
        who, where = heard.who, heard.where
        async with self._store.writing() as connection:
            incident = await incidents.by_number(connection, number)
            desk = incident.desk if incident else ""
            role = self._roles.may(Act.OUTAGE, who, where, desk=desk) if incident else None
            entry = audit.Audited(
                self._now(), who.id, str(role or ""), act, f"outage:{number}", role is not None
            )
            await audit.write(connection, entry)
        return role is not None

    async def _card(self, entry: Entry) -> None:
        incident = await self._incident(entry)
        if incident is None or not incident.desk:
            return
        now = self._now()
        snoozed = incident.snoozed_until is not None and now < incident.snoozed_until
        if snoozed and not incident.card_message:
            return
        reply = self._cards.card(incident, now)
        card = (incident.card_place, incident.card_message)
        posted = await self._courier.show(incident.desk, card, reply)
        if posted.message != incident.card_message:
            async with self._store.writing() as connection:
                shown = {"card_place": posted.place, "card_message": posted.message}
                await incidents.change(connection, incident.number, **shown)

    async def _below(self, entry: Entry) -> None:
        incident = await self._incident(entry)
        if incident is None or not incident.card_message:
            return
        reply = self._cards.over(incident) if entry.kind == OVER else self._cards.still(incident)
        await self._courier.below(incident.card_place, incident.card_message, reply)

    async def _incident(self, entry: Entry) -> Incident | None:
        async with self._store.reading() as connection:
            return await incidents.by_number(connection, int(entry.subject))
