"""Several agents, several processes, one case: the database says who was first."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.core.chat import Who
from bot.core.plain import plain
from bot.helpdesk.cases import MOST_NEW, MOST_OPEN, NEW_IN, Done, Refused
from bot.helpdesk.roles import Act
from bot.helpdesk.states import Doing, Reason, Refusal
from bot.store import cases
from bot.store.cases import State
from bot.store.outbox import Outbox
from bot.store.store import opened
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import ANN, BEN, BOB, CHANNEL, DESK, filled, picked
from tests.bot.helpdesk.world import World

AGENTS = tuple(Who(f"slack:T1:A{n}", f"Agent {n}", language=Language.EN) for n in range(20))


def doing(world: World, act: Act, who: Who) -> Doing:
    """An act, now."""
    return Doing(act, who.id, who.name, world.clock())


async def test_twenty_agents_claim_one_case(world: World) -> None:
    """One has it; nineteen are told who."""
    await world.open(BEN)
    found = await asyncio.gather(
        *(world.helpdesk.cases.do(1, doing(world, Act.CLAIM, who), who, DESK) for who in AGENTS)
    )
    (winner,) = [one for one in found if isinstance(one, Done)]
    others = [one for one in found if isinstance(one, Refused)]
    assert {one.reason for one in others} == {Refusal.ANOTHER_AGENT}
    assert {one.case.agent for one in others if one.case} == {winner.case.agent}
    assert winner.case.version == 2


async def test_two_processes_claim_many_cases(
    url: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Each on connections of its own: every case has exactly one claim in its history."""
    async with opened(url) as one, opened(url) as two:
        first = await World(one, knowledge, speaker).begin()
        second = await World(two, knowledge, speaker).begin()
        for number in range(1, 21):
            await first.open(Who(f"slack:T1:P{number}", "P"), answer=f"a{number}")
        found = await asyncio.gather(
            *(
                world.helpdesk.cases.do(number, doing(world, Act.CLAIM, who), who, DESK)
                for number in range(1, 21)
                for world, who in ((first, ANN), (second, BOB))
            )
        )
        assert Counter(type(one) for one in found) == {Done: 20, Refused: 20}
        async with one.reading() as connection:
            for number in range(1, 21):
                acts = [event.act for event in await cases.events(connection, number)]
                assert acts == ["open", "claim"]


async def test_two_processes_open_one_case(
    url: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """The same button, delivered to both: one case.

    Its number need not be 1: on PostgreSQL who is second in the race may have taken it already.
    """
    async with opened(url) as one, opened(url) as two:
        worlds = [await World(store, knowledge, speaker).begin() for store in (one, two)]
        form = filled(BEN, "case:open:a1", words="It is broken")
        replies = await asyncio.gather(*(world.hear(form) for world in worlds * 5))
        async with one.reading() as connection:
            (case,) = await cases.listed(connection)
        assert all(f"case {case.number}" in plain(reply.blocks) for reply in replies)


async def test_two_deliverers_post_one_card(
    url: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Each entry of the outbox is lent to one of them."""
    async with opened(url) as one, opened(url) as two:
        worlds = [await World(store, knowledge, speaker).begin() for store in (one, two)]
        for number in range(10):
            who = Who(f"slack:T1:P{number}", "P")
            await worlds[0].hear(filled(who, f"case:open:a{number}", words="It is broken"))
        await asyncio.gather(*(world.helpdesk.courier.deliver() for world in worlds * 3))
        assert sum(len(world.slack.posted) for world in worlds) == 10
        assert await Outbox(one).due(worlds[0].clock.forward(days=1), ["case.card"]) == []


async def test_nobody_floods_the_helpdesk(world: World) -> None:
    """Whoever has five cases gets the last of them again, until one is resolved."""
    for number in range(8):
        await world.open(BEN, answer=f"a{number}")
    assert len(await world.helpdesk.cases.of(BEN.id)) == MOST_OPEN
    assert f"already: it is case {MOST_OPEN}" in await world.open(BEN, answer="a9")
    await world.fill("case:resolve:1", reason="device")
    assert f"case {MOST_OPEN + 1} now" in await world.open(BEN, answer="a9")


async def test_nobody_floods_it_by_taking_back(world: World) -> None:
    """Each case is a card, and a ticket of another system: a day has room for some."""
    for number in range(1, MOST_NEW + 1):
        await world.open(BEN, answer=f"a{number}")
        await world.do(f"case:withdraw:{number}", BEN, CHANNEL)
    assert f"already: it is case {MOST_NEW}" in await world.open(BEN, answer="b1")
    world.clock.forward(seconds=NEW_IN.total_seconds())
    assert f"case {MOST_NEW + 1} now" in await world.open(BEN, answer="b2")


@pytest.mark.parametrize("act", ["claim", "take", "release"])
async def test_what_is_picked_twice_is_done_once(world: World, act: str) -> None:
    """A double click is no harm."""
    await world.open(BEN)
    if act != "claim":
        await world.do("case:claim:1")
    await asyncio.gather(*(world.hear(picked(ANN, f"case:{act}:1", DESK)) for _ in range(3)))
    async with world.store.reading() as connection:
        case = await cases.by_number(connection, 1)
    assert case is not None
    assert case.state is (State.OPEN if act == "release" else State.CLAIMED)


async def test_one_resolves_while_another_asks(world: World) -> None:
    """Whoever has the case decides; the other is told whose it is."""
    await world.open(BEN)
    asking = doing(world, Act.ASK, ANN)
    resolving = Doing(Act.RESOLVE, BOB.id, BOB.name, world.clock(), reason=Reason.DEVICE)
    found = await asyncio.gather(
        world.helpdesk.cases.do(1, asking, ANN, DESK),
        world.helpdesk.cases.do(1, resolving, BOB, DESK),
    )
    refused = [one.reason for one in found if isinstance(one, Refused)]
    assert refused in ([Refusal.ANOTHER_AGENT], [Refusal.NOT_NOW])


async def test_a_reply_meets_a_resolution(world: World) -> None:
    """Neither is lost, whichever comes first."""
    await world.open(BEN)
    await world.fill("case:ask:1", text="Which program?")
    reply = filled(BEN, "case:reply:1", CHANNEL, text="Thunderbird")
    solve = filled(ANN, "case:resolve:1", DESK, reason="device")
    await asyncio.gather(world.hear(reply), world.hear(solve))
    async with world.store.reading() as connection:
        acts = [event.act for event in await cases.events(connection, 1)]
        case = await cases.by_number(connection, 1)
    assert sorted(acts) == ["ask", "open", "reply", "resolve"]
    assert case is not None
    assert (case.state, case.reason) == (State.RESOLVED, "device")
