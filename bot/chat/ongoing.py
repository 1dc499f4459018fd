"""A check that somebody agreed to: from their yes to its end, one reply after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.chat.consent import Consent
from bot.chat.following import close
from bot.chat.progress import progress_reply, stop_choice
from bot.chat.voice import Voice
from bot.core.explain_budget import budget_note
from bot.core.model import Reply
from bot.web.desk import Desk, Taken
from bot.web.run import Run
from bot.web.runs import BudgetSpent
from bot.web.wish import Asker, Ending, Stopped, Wish
from connectors.clock import Clock

ENDLESS_SECONDS = 3600.0
"""A check that has begun ends long before, by its own limits."""

log = logging.getLogger(__name__)

Begin = Callable[[Wish], Awaitable[Taken]]
"""Begins the check of a wish, or says what its asker has to do first."""


@dataclass(eq=False)
class Ongoing:
    """One check that was agreed to.

    ``finished`` makes the reply of an ending, and takes note of it; it is called once for each.
    """

    consent: Consent
    desk: Desk
    voice: Voice
    clock: Clock
    finished: Callable[[Consent, Ending], Reply]
    run: Run | None = None
    _events: asyncio.Queue[Run | Reply] = field(default_factory=asyncio.Queue)
    _over: bool = False
    _all_said: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wish(self) -> Wish:
        """What the desk is asked for."""
        consent, heard = self.consent, self.consent.heard
        place = heard.where.name
        if heard.where.direct or not place:
            place = self.voice.plain("place.direct", consent.language)
        asker = Asker(heard.who.id, heard.where.id, heard.who.name, place, consent.language)
        return Wish(asker, consent.request, consent.looked.servers, self._ended, self._began)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self._over

    @property
    def is_running(self) -> bool:
        """Whether servers are being dialled, or a sign-in is waited for."""
        return self.run is not None and self.run.ending is None

    @property
    def waits(self) -> bool:
        """Whether it is its asker's turn to begin it."""
        return not self._over and not self.is_running

    async def ended(self) -> None:
        """Wait until nothing more will come of it."""
        await self._all_said.wait()

    def stop(self, ending: Stopped) -> None:
        """End it now: a running check is broken off, an open page closes."""
        self.desk.withdraw(self.wish)
        if self.run and self.is_running:
            self.run.stop(by_person=ending.by_person)
        elif not self._over:
            self._tell(ending)

    def give_way(self) -> None:
        """End without a check, because the same person asked for the same once more."""
        self._over = True
        self._events.put_nowait(self.voice.reply("check.replaced", self.consent.language))

    async def replies(self, begin: Begin) -> AsyncIterator[Reply]:
        """What is said from the yes to the end; the last is final."""
        replies = self._replies(begin)
        try:
            async for reply in replies:
                yield reply
        finally:
            await close(replies)
            # Once nobody reads on there is nobody to wait for.
            self._over = self._over or not self.is_running
            self._all_said.set()

    async def _replies(self, begin: Begin) -> AsyncIterator[Reply]:
        language = self.consent.language
        try:
            taken = await begin(self.wish)
        except BudgetSpent as spent:
            self._over = True
            note = budget_note(spent.left, self.voice.speaker, language)
            yield Reply((note,), language, private=True)
            return
        if not taken.pending:
            self._over = True
            yield taken.reply
            return
        lead = self._with_stop(taken.reply)
        yield lead
        async for reply in self._course(lead, taken.seconds):
            yield reply

    def _with_stop(self, reply: Reply) -> Reply:
        stop = stop_choice(self.consent.id, self.voice, self.consent.language)
        return replace(reply, blocks=(*reply.blocks, stop), final=False)

    async def _course(self, lead: Reply, seconds: float) -> AsyncIterator[Reply]:
        told: Reply | None = None
        until = self.clock.seconds() + (seconds or ENDLESS_SECONDS)
        while True:
            event = await self._next(until)
            if isinstance(event, Run):
                async for reply in self._watched(event, lead):
                    yield reply
                continue
            told = event or told or self.voice.reply("check.expired", self.consent.language)
            if event is None or self._over or not self.desk.is_open(self.wish):
                self._over = True
                yield told
                return
            # Tested without login from the page, which still takes the password.
            yield replace(told, final=False)

    async def _next(self, until: float) -> Run | Reply | None:
        """What happens next; None when nobody began it by then."""
        if self.is_running:
            return await self._events.get()
        try:
            async with self.clock.limit(max(0.0, until - self.clock.seconds())):
                return await self._events.get()
        except TimeoutError:
            return None

    async def _watched(self, run: Run, lead: Reply) -> AsyncIterator[Reply]:
        seen = -1
        while run.ending is None:
            seen = await run.changed(seen)
            reply = progress_reply(run, lead, self.consent.id, self.voice)
            if run.ending is None and reply is not lead:
                yield reply

    def _began(self, run: Run) -> None:
        self.run = run
        self._events.put_nowait(run)

    async def _ended(self, ending: Ending) -> None:
        self._tell(ending)

    def _tell(self, ending: Ending) -> None:
        self._over = self._over or isinstance(ending, Stopped)
        try:
            reply = self.finished(self.consent, ending)
        except Exception as error:
            # Whoever waits hears of it; its words may quote what a server said.
            log.error("a result was not put into words: %s", type(error).__name__)
            reply = self.voice.reply("defect", self.consent.language)
        self._events.put_nowait(reply)
