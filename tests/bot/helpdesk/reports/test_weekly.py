"""The weekly report reaches every helpdesk's channel once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import NotDelivered, Posted
from bot.core.model import Outcome, Reply
from bot.core.plain import plain
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.tell import KIND as WEBHOOK
from bot.helpdesk.reports.count import Bookkeeper
from bot.helpdesk.reports.tell import Teller
from bot.helpdesk.reports.weekly import KIND, Weekly
from bot.store import questions
from bot.store.outbox import Outbox
from bot.store.questions import Question
from bot.store.store import Store
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.store.databases import postgresql, store, url

__all__ = ["postgresql", "store", "url"]

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=TOKYO)
OPERATORS = "discord:G1:C1"
DESKS = ("slack:T1:C1", OPERATORS)


class Face:
    """A platform that keeps what was posted, or takes nothing."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, Reply]] = []
        self.takes = True

    async def post(self, place: str, reply: Reply, thread: str = "") -> Posted:
        if not self.takes:
            raise NotDelivered("closed")
        self.posted.append((place, reply))
        return Posted(place, "1")

    async def change(self, posted: Posted, reply: Reply) -> None:
        raise AssertionError("nothing is changed")

    async def direct(self, person: str, reply: Reply) -> Posted:
        raise AssertionError("nobody is told in private")


class Desk:
    """A helpdesk with its clock."""

    def __init__(self, store: Store, knowledge: Knowledge, speaker: Speaker) -> None:
        self.at, self.face, self.store = MONDAY, Face(), store
        self.outbox = Outbox(store)
        self.hook = Webhook("own", "https://own.example/", "", frozenset({Happening.REPORT}))
        self.knowledge, self.speaker = knowledge, speaker
        self.desks: tuple[str, ...] = DESKS
        self.weekly = self.started()

    def started(self) -> Weekly:
        """Another process of it, or this one after a restart."""
        return Weekly(
            self.store,
            Bookkeeper(self.store, self.knowledge, TOKYO),
            Teller(self.knowledge, self.speaker),
            lambda: self.desks,
            lambda _: self.face,
            language=Language.JA,
            zone=TOKYO,
            now=lambda: self.at,
            operators=OPERATORS,
            webhooks=(self.hook,),
        )

    async def asked(self, at: datetime) -> None:
        """Somebody asks something."""
        asked = Question(
            str(at),
            at,
            "slack:T1:U1",
            "slack:T1",
            DESKS[0],
            "mention",
            Language.EN,
            Outcome.ANSWERED,
        )
        async with self.store.writing() as connection:
            await questions.add(connection, asked)

    async def bring(self) -> None:
        """What the courier does."""
        for entry in await self.outbox.due(self.at, [KIND]):
            try:
                await self.weekly.bring(entry)
            except NotDelivered as refused:
                await self.outbox.failed(entry, refused.reason, self.at + timedelta(minutes=1))
            else:
                await self.outbox.done(entry, self.at)


@pytest.fixture
async def desk(store: Store, knowledge: Knowledge, speaker: Speaker) -> Desk:
    """One where somebody asked something last week."""
    desk = Desk(store, knowledge, speaker)
    await desk.asked(datetime(2026, 11, 18, 12, tzinfo=UTC))
    return desk


async def test_every_channel_is_told_once(desk: Desk) -> None:
    """On Monday at nine, of the week before; restarts and other processes add nothing."""
    await asyncio.gather(desk.weekly.plan(), desk.started().plan())
    await desk.weekly.plan()
    await desk.bring()
    await desk.bring()
    assert sorted(place for place, _ in desk.face.posted) == sorted(DESKS)
    assert "2026-11-16～2026-11-22" in plain(desk.face.posted[0][1].blocks)
    assert desk.face.posted[0][1].files


async def test_a_workspace_hears_of_itself_alone(desk: Desk) -> None:
    """Whoever takes us along to a place of their own learns nothing of other people's."""
    desk.desks = (*DESKS, "discord:G2:C9")
    await desk.weekly.plan()
    await desk.bring()
    assert sorted(place for place, _ in desk.face.posted) == sorted(DESKS)


async def test_not_before_it_is_time(desk: Desk) -> None:
    """A minute to nine it is last week's turn, of which there is nothing to say."""
    desk.at = MONDAY - timedelta(minutes=1)
    await desk.weekly.plan()
    await desk.bring()
    assert desk.face.posted == []


async def test_later_in_the_week_after_a_pause(desk: Desk) -> None:
    """Whoever was switched off on Monday tells it when back."""
    desk.at = MONDAY + timedelta(days=3)
    await desk.weekly.plan()
    await desk.bring()
    assert len(desk.face.posted) == len(DESKS)


async def test_a_closed_channel_is_told_later(desk: Desk) -> None:
    """Nothing is lost."""
    desk.face.takes = False
    await desk.weekly.plan()
    await desk.bring()
    desk.face.takes, desk.at = True, desk.at + timedelta(minutes=2)
    await desk.bring()
    assert len(desk.face.posted) == len(DESKS)


async def test_the_next_week_is_another_report(desk: Desk) -> None:
    """Each week has its own."""
    await desk.weekly.plan()
    desk.at = MONDAY + timedelta(days=7)
    await desk.asked(MONDAY + timedelta(days=1))
    await desk.weekly.plan()
    await desk.bring()
    assert len(desk.face.posted) == 2 * len(DESKS)


async def test_other_systems_get_the_figures(desk: Desk) -> None:
    """As data, with the report's words."""
    await desk.weekly.plan()
    (entry,) = await desk.outbox.due(desk.at, [WEBHOOK])
    assert entry.body["event"]["name"] == "report"
    assert entry.body["report"]["days"][2] == {
        "day": "2026-11-18", "answered": 1, "unsure": 0, "handed_over": 0,
    }  # fmt: skip
