"""The helpdesk, for the chats: what concerns cases and outages is answered here.

``hear`` and ``notice`` need no I/O; the store is asked in ``Answer.later`` and in coroutines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.core.anonymous import anonymous
from bot.core.answer import Answerer
from bot.core.chat import Answer, Face, Heard, Way, Where, Who
from bot.core.model import Block, Outcome, Reply
from bot.core.triage import Triager
from bot.helpdesk.card import Cards
from bot.helpdesk.case_desk import CaseDesk
from bot.helpdesk.cases import CARD, Cases
from bot.helpdesk.courier import Courier
from bot.helpdesk.erase_desk import EraseDesk
from bot.helpdesk.forms import Forms
from bot.helpdesk.handover import Handover
from bot.helpdesk.intake import Intake
from bot.helpdesk.letters import Letters
from bot.helpdesk.mask import Mask
from bot.helpdesk.outage_card import OutageCards
from bot.helpdesk.outage_desk import OutageDesk
from bot.helpdesk.outages import Outages
from bot.helpdesk.recent import Asked, Checked, Recent
from bot.helpdesk.redact import report_data
from bot.helpdesk.reminders import Reminders
from bot.helpdesk.roles import Roles
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.telling import Told
from bot.helpdesk.triage_desk import TriageDesk
from bot.helpdesk.words import Words
from bot.store import erasure, outbox, questions
from bot.store.outbox import Outbox
from bot.store.preferences import Preferences
from bot.store.store import Store
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language, Severity
from knowledge.speak import Speaker

TICK_SECONDS = 5.0
CLEAN_EVERY = timedelta(hours=6)
OUTBOX_KEPT = timedelta(days=7)

OF_THEIR_OWN = frozenset({Way.PICK, Way.FORM, Way.DIRECT, Way.COMMAND})
"""Ways by which somebody acts. What a shortcut brings are the words of somebody else, who could
write ``case:resolve:1`` and have an agent look at it; and what stands in a channel is no act."""

log = logging.getLogger(__name__)


class Helpdesk:
    """Cases, outages and what people think of answers, for every face of one process.

    ``faces`` are by the name of their platform (``slack``), and may be filled in later. ``tell``
    takes part in the transaction of every act on a case and of every outage's beginning and end.
    """

    def __init__(
        self,
        store: Store,
        preferences: Preferences,
        knowledge: Knowledge,
        speaker: Speaker,
        settings: HelpdeskSettings,
        faces: Mapping[str, Face],
        now: Callable[[], datetime],
        tell: Told | None = None,
    ) -> None:
        self._store = store
        self._preferences = preferences
        self._knowledge = knowledge
        self._settings = settings
        self._now = now
        self._recent = Recent()
        self._soon = asyncio.Event()
        self._cleaned: datetime | None = None
        roles, words = Roles(settings), Words(speaker, settings.zone)
        forms, self._mask = Forms(words), Mask(words)
        letters = Letters(words, knowledge, settings.hours)
        cards = Cards(words, knowledge, settings.language, settings.hours)
        self._outage_cards = OutageCards(words, knowledge, settings.language)
        self.cases = Cases(store, roles, tell)
        self.outages = Outages(store, knowledge, settings, now, tell)
        self.courier = Courier(store, cards, letters, faces, now)
        self._reminders = Reminders(store, settings, now)
        intake = Intake(knowledge, speaker, self._mask)
        self._handover = Handover(
            self.cases,
            self.outages,
            self._recent,
            intake,
            words,
            forms,
            letters,
            self._language,
            self._desk,
            now,
        )
        self._case_desk = CaseDesk(
            self.cases,
            words,
            forms,
            cards,
            letters,
            self._handover,
            self._mask,
            self._language,
            now,
        )
        self._outage_desk = OutageDesk(
            store, self.outages, roles, words, self._outage_cards, self.courier, now
        )

        self._erase_desk = EraseDesk(words, self.erase, self._handover.spoken)
        answerer = Answerer(knowledge, speaker, brief=True)
        self._triage_desk = TriageDesk(
            knowledge,
            answerer,
            Triager(knowledge, speaker, answerer),
            intake,
            self._recent,
            words,
            forms,
            cards,
            self._mask,
            self.notice,
            now,
        )

    def available(self, workspace: str) -> bool:
        """Whether there is a helpdesk to ask, for people of this workspace."""
        return bool(self._desk(workspace))

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to what is about cases and outages; None where it is about neither.

        These are ``human:ANSWER``, ``case:ACT:NUMBER``, ``outage:ACT:NUMBER`` and the forms of
        the same names, ``triage TEXT``, and the wish to have one's data deleted.
        """
        language = self._language(heard.who)
        answer: Answer | None = None
        if heard.way in OF_THEIR_OWN:
            answer = self._handover.hear(heard) or self._case_desk.hear(heard)
            answer = answer or self._outage_desk.hear(heard, language)
            answer = answer or self._erase_desk.hear(heard)
        answer = answer or self._triage_desk.hear(heard, language)
        if answer is None or answer.later is None:
            return answer
        return Answer(answer.first, self._then_deliver(answer.later), answer.id)

    def notice(
        self, text: str, language: Language, causes: tuple[Cause, ...] = ()
    ) -> tuple[Block, ...]:
        """What is known of an outage at a place that a text names, as a warning; mostly nothing.

        ``causes`` are those that were read in the text: with them only an outage that fits is told.
        """
        known = self.outages.known(self._knowledge.entities(text), causes)
        return self._outage_cards.notice(known, language, self._now()) if known else ()

    async def asked(
        self,
        heard: Heard,
        answer_id: str,
        outcome: Outcome,
        language: Language,
        topic: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> None:
        """A question was answered, or was not; its text stays in memory, for the case's form."""
        now, person = self._now(), heard.who.id
        text = self._mask.struck(heard.text)
        self._recent.keep_asked(person, Asked(answer_id, text, topic, causes, language, now))
        entities = self._knowledge.entities(text)
        asked = questions.Question(
            heard=heard.id,
            at=now,
            person=person,
            workspace=heard.where.workspace,
            place=heard.where.id,
            way=str(heard.way),
            language=language,
            outcome=outcome,
            topic=topic,
            cause=str(causes[0]) if causes else "",
            provider=next(iter(entities.providers), ""),
            answer=answer_id,
            words=anonymous(text) if self._kept(outcome) else None,
        )
        async with self._store.writing() as connection:
            await questions.add(connection, asked)
        await self.outages.heard(person, causes, entities, self._desk(heard.where.workspace))

    async def checked(self, who: Who, where: Where, report: Report, language: Language) -> None:
        """A check has ended. Its report stays in memory, redacted, until a case is made of it."""
        causes = tuple(dict.fromkeys(r.cause for r in report.checks if r.cause is not Cause.OK))
        checked = Checked(report_data(report), causes, language, self._now())
        self._recent.keep_checked(who.id, checked)
        await self.outages.saw(who.id, report, self._desk(where.workspace))
        if causes and self._grave(causes[0]):
            await self._handover.by_rule(who, where, language)
        self._soon.set()

    async def feedback(self, who: Who, answer_id: str, topic: str, helpful: bool) -> None:
        """Whether an answer helped; the last word of a person counts."""
        async with self._store.writing() as connection:
            await questions.judge(connection, answer_id, who.id, topic, helpful, self._now())
            asked = self._recent.asked(who.id, answer_id, self._now())
            if not helpful and self._settings.keep_questions and asked:
                await questions.keep_words(connection, answer_id, who.id, anonymous(asked.text))

    def _kept(self, outcome: Outcome) -> bool:
        """Whether what was asked is kept, to be learnt from: the operator's choice."""
        return self._settings.keep_questions and outcome is Outcome.UNSURE

    async def erase(self, person: str) -> None:
        """Delete what is known of somebody (``Who.id``), as they or an administrator wish."""
        self._recent.forget(person)
        now = self._now()
        async with self._store.writing() as connection:
            for number in await erasure.erase_person(connection, person, now):
                await outbox.add(connection, CARD, str(number), {}, now)
        await self._preferences.refresh()
        self._soon.set()

    async def tick(self) -> None:
        """What is due by now: choices and outages of other processes, reminders, deliveries."""
        await self._preferences.refresh()
        await self.outages.tick()
        await self._reminders.tick()
        await self._clean()
        await self.courier.deliver()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what is due, every few seconds and after every act, as long as the block lasts."""
        await self.outages.refresh()
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            self._soon.clear()
            try:
                await self.tick()
            except Exception as error:  # a lost connection must not end what comes after it
                log.error("a tick broke: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), TICK_SECONDS)

    async def _then_deliver(self, later: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
        async for reply in later:
            self._soon.set()
            yield reply

    async def _clean(self) -> None:
        """Delete what is old, now and then."""
        now = self._now()
        if self._cleaned is not None and now < self._cleaned + CLEAN_EVERY:
            return
        self._cleaned = now
        async with self._store.writing() as connection:
            for number in await erasure.erase_old(connection, now - self._settings.keep, now):
                await outbox.add(connection, CARD, str(number), {}, now)
        await Outbox(self._store).clean(now - OUTBOX_KEPT)
        await self._preferences.forget_taken_back()

    def _grave(self, cause: Cause) -> bool:
        """Whether the operator wants a case of it without being asked."""
        least, order = self._settings.cases_from, list(Severity)
        return least is not None and (
            order.index(self._knowledge.severities[cause]) >= order.index(least)
        )

    def _desk(self, workspace: str) -> str:
        return self._preferences.desk(workspace) or self._settings.channel

    def _language(self, who: Who) -> Language:
        chosen = self._preferences.language(who.id) or who.language
        return chosen or self._settings.language
