"""What is to be said reaches the chats: late rather than never, and nobody else than who should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.plain import plain
from bot.helpdesk.courier import FIRST_GAP, LONGEST_GAP, MOST_ATTEMPTS
from bot.store import cases
from bot.store.store import Store
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import AOI, BEN, CHANNEL, DESK, filled, messages_of
from tests.bot.helpdesk.world import SETTINGS, World


async def test_a_lost_platform_gets_it_later(world: World) -> None:
    """The card is posted when the platform is back; once, as the case stands then."""
    world.slack.closed.add(DESK.id)
    await world.open(BEN, "It is broken")
    await world.do("case:claim:1")
    assert world.slack.posted == []
    world.slack.closed.clear()
    world.clock.at += LONGEST_GAP
    await world.helpdesk.tick()
    assert len(world.slack.posted) == 1
    assert "claimed" in world.slack.card()


async def test_the_gaps_grow(store: Store, knowledge: Knowledge, speaker: Speaker) -> None:
    """And at last it is given up."""
    patient = replace(SETTINGS, remind=timedelta(days=99))
    world = await World(store, knowledge, speaker, patient).begin()
    world.slack.closed.add(DESK.id)
    await world.open(BEN, "It is broken")
    gap = FIRST_GAP
    for attempt in range(2, MOST_ATTEMPTS + 1):
        world.clock.at += gap - timedelta(seconds=1)
        await world.helpdesk.tick()
        assert world.slack.refused == attempt - 1
        world.clock.forward(seconds=1)
        await world.helpdesk.tick()
        assert world.slack.refused == attempt
        gap = min(gap * 2, LONGEST_GAP)
    world.slack.closed.clear()
    world.clock.forward(days=3)
    await world.helpdesk.tick()
    assert world.slack.posted == []


@pytest.mark.parametrize(("who", "words"), [(BEN, "There is news"), (AOI, "連絡があります")])
async def test_closed_direct_messages(world: World, who: object, words: str) -> None:
    """A word where they asked, which says that there is something, and not what."""
    person = AOI if who is AOI else BEN
    world.slack.closed.add(person.id)
    await world.open(person, "It is broken")
    await world.fill("case:ask:1", text="A private question?")
    place, _, reply = world.slack.posted[-1]
    assert place == CHANNEL.id
    assert words in plain(reply.blocks)
    assert "private" not in plain(reply.blocks)
    assert not reply.private
    assert "case:reply:1" in messages_of(reply)
    assert "A private question?" in await world.do("case:show:1", person, CHANNEL)


async def test_who_cannot_be_reached_is_told_to_the_helpdesk(world: World) -> None:
    """In the card, once."""
    world.slack.closed |= {BEN.id, CHANNEL.id}
    await world.open(BEN, "It is broken")
    await world.fill("case:ask:1", text="Which program?")
    for _ in range(4):
        world.clock.at += LONGEST_GAP
        await world.helpdesk.tick()
    assert world.slack.card().count("not delivered") == 1


async def test_several_changes_are_one_change_of_the_card(world: World) -> None:
    """Posted once, as it stands."""
    await world.hear(filled(BEN, "case:open:a1", words="It is broken"))
    for text in ("one", "two", "three"):
        await world.hear(filled(BEN, "case:reply:1", text=text))
    await world.helpdesk.tick()
    assert len(world.slack.posted) - len(world.slack.threads()) == 1
    assert [text for text in ("one", "two", "three") if text in world.slack.card()] == [
        "one",
        "two",
        "three",
    ]


async def test_a_platform_that_is_not_connected(world: World) -> None:
    """Its cases wait; those of others are delivered."""
    await world.preferences.set_desk("slack:T1", "discord:G1:C1")
    await world.open(BEN, "It is broken")
    await world.preferences.set_desk("slack:T1", "")
    await world.open(AOI, "開けません", "a2")
    assert len(world.slack.posted) == 1
    assert "開けません" in world.slack.card()
    async with world.store.reading() as connection:
        first = await cases.by_number(connection, 1)
    assert first is not None
    assert (first.desk, first.card_message) == ("discord:G1:C1", "")


async def test_the_loop_delivers_by_itself(world: World) -> None:
    """Woken by an act, without waiting for the next tick."""
    async with world.helpdesk.running():
        await world.hear(filled(BEN, "case:open:a1", words="It is broken"))
        await world.slack.until(lambda: bool(world.slack.posted))
    assert "It is broken" in world.slack.card()
