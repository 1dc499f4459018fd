"""Cases that nobody claims are called out, in working time, ever more rarely."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.helpdesk.hours import Hours
from bot.helpdesk.reminders import MOST
from bot.store.store import Store
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import AOI, BEN
from tests.bot.helpdesk.world import SETTINGS, World

TOKYO = ZoneInfo("Asia/Tokyo")
IN_TOKYO = replace(SETTINGS, zone=TOKYO, hours=Hours.parsed("mon-fri 09:00-18:00", "", TOKYO))


@pytest.fixture
async def tokyo(store: Store, knowledge: Knowledge, speaker: Speaker) -> World:
    """A helpdesk with working hours: Monday, nine in the morning there."""
    world = await World(store, knowledge, speaker, IN_TOKYO).begin()
    world.clock.at = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    return world


async def later(world: World, **parts: float) -> int:
    """Time passes; how many reminders there are then."""
    world.clock.forward(**parts)
    await world.helpdesk.tick()
    return len(world.slack.threads())


async def test_after_thirty_minutes_and_ever_more_rarely(tokyo: World) -> None:
    """At 30, 60, 120 and 240 minutes; then nobody is rung any more."""
    await tokyo.open(BEN)
    assert await later(tokyo, minutes=29) == 0
    assert await later(tokyo, minutes=1) == 1
    assert "30 working minutes" in tokyo.slack.threads()[-1]
    assert await later(tokyo, minutes=1) == 1
    assert await later(tokyo, minutes=29) == 2
    assert await later(tokyo, minutes=59) == 2
    assert await later(tokyo, minutes=1) == 3
    assert await later(tokyo, hours=2) == MOST
    assert await later(tokyo, days=3) == MOST


async def test_nights_and_weekends_do_not_count(tokyo: World) -> None:
    """Opened ten minutes before the weekend: called out at 9:20 on Monday."""
    tokyo.clock.at = datetime(2026, 11, 27, 17, 50, tzinfo=TOKYO)
    await tokyo.open(BEN)
    assert await later(tokyo, hours=1) == 0
    assert await later(tokyo, days=1) == 0
    tokyo.clock.at = datetime(2026, 11, 30, 9, 19, tzinfo=TOKYO)
    assert await later(tokyo, minutes=0) == 0
    assert await later(tokyo, minutes=1) == 1


async def test_who_is_claimed_is_not_called_out(tokyo: World) -> None:
    """Nor what is resolved; what is opened again counts from there."""
    await tokyo.open(BEN)
    await tokyo.do("case:claim:1")
    assert await later(tokyo, hours=3) == 0
    await tokyo.fill("case:resolve:1", reason="device")
    assert await later(tokyo, hours=1) == 0
    await tokyo.fill("case:still:1", BEN, text="")
    before = len(tokyo.slack.threads())
    assert await later(tokyo, minutes=29) == before
    assert await later(tokyo, minutes=1) == before + 1


async def test_two_processes_remind_once(tokyo: World) -> None:
    """Both find it overdue."""
    other = await tokyo.again()
    await tokyo.open(BEN)
    tokyo.clock.forward(minutes=31)
    await other.helpdesk.tick()
    await tokyo.helpdesk.tick()
    assert len(tokyo.slack.threads()) == 1


@pytest.mark.parametrize(
    ("who", "moment", "words"),
    [
        (BEN, datetime(2026, 11, 27, 18, 30, tzinfo=TOKYO), "Mon 30/11 09:00"),
        (AOI, datetime(2026, 11, 27, 18, 30, tzinfo=TOKYO), "11月30日（月） 09:00"),
        (BEN, datetime(2026, 11, 27, 8, 30, tzinfo=TOKYO), "back 09:00"),
    ],
)
async def test_when_the_helpdesk_is_back_is_told(
    tokyo: World, who: object, moment: datetime, words: str
) -> None:
    """In the helpdesk's time zone, in the person's language; nothing of it in working hours."""
    person = AOI if who is AOI else BEN
    tokyo.clock.at = moment
    assert words in await tokyo.open(person)
    tokyo.clock.at = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)
    assert "09:00" not in await tokyo.open(person, answer="a2")


async def test_the_first_response_is_kept(tokyo: World) -> None:
    """When the first word went to the person, in working time."""
    tokyo.clock.at = datetime(2026, 11, 27, 17, 50, tzinfo=TOKYO)
    await tokyo.open(BEN)
    tokyo.clock.at = datetime(2026, 11, 30, 9, 5, tzinfo=TOKYO)
    await tokyo.do("case:claim:1")
    (case,) = await tokyo.helpdesk.cases.of(BEN.id)
    assert case.answered_at is not None
    waited = IN_TOKYO.hours.between(case.opened_at, case.answered_at)
    assert waited.total_seconds() == 15 * 60
    assert "First word after | 15 working minutes" in tokyo.slack.card()
    assert case.language is Language.EN
