"""A day at a helpdesk, played as data: forty reports in two languages, an outage, two agents.

In the middle the process is started anew and the platform is away for a while. At the end every
report is answered or has a case, no case is there twice, and the figures are right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.chat import Who
from bot.core.model import Outcome
from bot.core.plain import plain
from bot.helpdesk.telling import OUTAGE_CLOSED, OUTAGE_OPENED
from bot.store import cases, incidents
from bot.store.cases import Case, State
from bot.store.incidents import Incident
from bot.store.store import opened
from bot.store.tables import feedback, questions
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import ANN, BOB, CHANNEL, DESK, Platform, asked, filled, picked
from tests.bot.helpdesk.test_outages import broken, well
from tests.bot.helpdesk.world import World
from tests.bot.store.moments import Clock

PEOPLE = 40
MINUTES = 10
"""Between two reports: it is a day of six hours and forty minutes."""

TEXTS = {
    Language.EN: (
        "What's port 143?",
        "Thunderbird says 535 5.7.8 authentication failed",
        "Outlook 0x800CCC0E since this morning",
        "The mailbox is full, it says [OVERQUOTA]",
    ),
    Language.JA: (
        "POP3とIMAP4の違いは?",
        "Thunderbirdで535 5.7.8 authentication failedと出ます",
        "朝からOutlookで0x800CCC0Eと出ます",
        "[OVERQUOTA] と出て受信できません",
    ),
}
OUTAGE = range(15, 22)
"""Whose checks of one provider fail, twice each."""

RESTART, AWAY, BACK = 18, 25, 28
"""After these reports the process is started anew; the platform goes, and comes back."""


@dataclass(frozen=True)
class Report:
    """One person's trouble: every third asks for a human, everybody in the outage checks."""

    number: int

    @property
    def who(self) -> Who:
        """Somebody of their own."""
        return Who(f"slack:T1:P{self.number}", f"P{self.number}", language=self.language)

    @property
    def language(self) -> Language:
        """By turns."""
        return Language.JA if self.number % 2 else Language.EN

    @property
    def text(self) -> str:
        """One of the texts."""
        return TEXTS[self.language][self.number % 4]

    @property
    def wants_a_human(self) -> bool:
        """Every third."""
        return self.number % 3 == 0


class Day:
    """Plays the reports on one helpdesk process after another."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge, self._speaker = knowledge, speaker
        self.clock, self.slack = Clock(), Platform()
        self.told: list[tuple[str, int]] = []
        self.noticed: list[int] = []

    async def tell(self, _: AsyncConnection, subject: Case | Incident, what: str) -> None:
        """What another system hears."""
        self.told.append((what, subject.number))

    async def play(self, url: str, numbers: range) -> None:
        """One life of the process."""
        async with opened(url) as store:
            world = World(store, self._knowledge, self._speaker, clock=self.clock)
            world.slack = self.slack
            await world.begin(tell=self.tell)
            await world.helpdesk.tick()
            for number in numbers:
                if number == AWAY:
                    self.slack.closed |= {DESK.id, CHANNEL.id}
                if number == BACK:
                    self.slack.closed.clear()
                await self._report(Report(number), world)
                await self._agents(number, world)
                self.clock.forward(minutes=MINUTES)
                await world.helpdesk.tick()

    async def _report(self, report: Report, world: World) -> None:
        who, answer = report.who, f"a{report.number}"
        text = report.text
        if report.number in OUTAGE:
            for _ in range(2):
                down = broken(Cause.SERVER_UNAVAILABLE, "imap.gmail.com")
                await world.helpdesk.checked(who, CHANNEL, down, report.language)
            text = "Gmail: 421 4.3.2 service not available"
        if world.helpdesk.notice("gmail", report.language):
            self.noticed.append(report.number)
        readings = self._knowledge.replies.read(text)
        causes = tuple(dict.fromkeys(reading.cause for reading in readings))
        heard = asked(who, text)
        outcome = Outcome.ERROR_READ if causes else Outcome.ANSWERED
        await world.helpdesk.asked(heard, answer, outcome, report.language, "topic", causes)
        if report.wants_a_human:
            form = filled(who, f"case:open:{answer}", words=text)
            for _ in range(2):  # a double click
                assert str(report.number // 3 + 1) in plain((await world.hear(form)).blocks)
        else:
            await world.helpdesk.feedback(who, answer, "topic", helpful=report.number % 5 != 0)

    async def _agents(self, number: int, world: World) -> None:
        """Both claim what is open; one of them asks, and resolves every other case."""
        async with world.store.reading() as connection:
            waiting = await cases.listed(connection, states=[State.OPEN])
        for case in waiting:
            for agent in (ANN, BOB):
                await world.hear(picked(agent, f"case:claim:{case.number}", DESK))
            if case.number % 2:
                solve = filled(ANN, f"case:resolve:{case.number}", DESK, reason="settings")
                await world.hear(solve)
        if number == OUTAGE.stop:
            up = well("imap.gmail.com")
            await world.helpdesk.checked(Report(15).who, CHANNEL, up, Language.JA)


async def test_a_day(url: str, knowledge: Knowledge, speaker: Speaker) -> None:
    """All of it, on each database."""
    day = Day(knowledge, speaker)
    await day.play(url, range(RESTART))
    await day.play(url, range(RESTART, PEOPLE))
    day.clock.forward(hours=2)
    wanted = [Report(number).who.id for number in range(PEOPLE) if Report(number).wants_a_human]

    async with opened(url) as store:
        world = World(store, knowledge, speaker, clock=day.clock)
        world.slack = day.slack
        await world.begin()
        await world.helpdesk.tick()
        async with store.reading() as connection:
            found = await cases.listed(connection)
            (incident,) = [await incidents.by_number(connection, 1)]
            count = select(func.count()).select_from(questions)
            assert (await connection.execute(count)).scalar_one() == PEOPLE
            judged = select(feedback.c.helpful, func.count()).group_by(feedback.c.helpful)
            helped = {row[0]: row[1] for row in await connection.execute(judged)}
            assert await incidents.by_number(connection, 2) is None

    # Every report is answered or has a case; no case is there twice.
    assert [case.person for case in found] == wanted
    assert sum(helped.values()) == PEOPLE - len(wanted)
    bad = [n for n in range(PEOPLE) if n % 3 and n % 5 == 0]
    assert helped[False] == len(bad)

    # One incident, each person once; who came later was told, until it was over.
    assert incident is not None
    assert incident.people == len(OUTAGE)
    assert incident.closed_by == "recovered"
    assert day.noticed == list(range(OUTAGE.start + 2, OUTAGE.stop + 1))
    inside = {f"slack:T1:P{n}" for n in OUTAGE if n % 3 == 0}
    assert {case.person for case in found if case.incident == 1} == inside

    # Two agents, and each case has been claimed once; what was resolved is.
    assert all(case.agent == ANN.id for case in found)
    assert [case.number for case in found if case.state is State.RESOLVED] == [
        case.number for case in found if case.number % 2
    ]

    # Another system has heard of each thing once, also across the restart.
    heard = Counter(day.told)
    assert set(heard.values()) == {1}
    assert {number for what, number in heard if what == "open"} == {case.number for case in found}
    assert {(OUTAGE_OPENED, 1), (OUTAGE_CLOSED, 1)} <= set(heard)

    # Everything reached the chat: one card a case, one for the outage, also of those opened while
    # the platform was away; and every person heard of their claim.
    posted = [plain(reply.blocks) for _, thread, reply in day.slack.posted if not thread]
    cards = [text for text in posted if "\n\nState | " in text]
    assert len(cards) == len(found) + 1
    assert all(case.card_message for case in found)
    claimed = Counter(person for person, reply in day.slack.directs if "Ann" in str(reply.blocks))
    assert set(claimed) == set(wanted)
