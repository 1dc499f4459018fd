"""When more people call than can be answered in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.discord.overload import EVIDENCE_SECONDS, Overload
from tests.bot.adapters.discord_wire.world import World
from tests.discord_platform import problems
from tests.discord_platform.held_clock import HeldClock

SKEWS = pytest.mark.parametrize("skew", [-3600.0, 0.0, 3600.0])


@SKEWS
def test_behind(skew: float) -> None:
    """After a refusal what has waited is left alone for a while, whatever the two clocks say."""
    clock = HeldClock()
    overload = Overload(clock)

    def is_too_late(seconds_ago: float) -> bool:
        return overload.is_too_late(clock.now() - timedelta(seconds=seconds_ago + skew))

    assert not is_too_late(0.1)
    assert not is_too_late(5)
    assert overload.refused(3.2 + skew)
    assert not overload.refused(3.2 + skew)
    assert is_too_late(5)
    assert is_too_late(1.2)
    assert not is_too_late(0.9)
    clock.move(EVIDENCE_SECONDS + 1)
    assert not is_too_late(5)


@SKEWS
def test_one_odd_refusal_is_no_overload(skew: float) -> None:
    """Refused at once, for another reason: everybody is answered as before."""
    clock = HeldClock()
    overload = Overload(clock)
    quick = clock.now() - timedelta(seconds=0.1 + skew)
    assert not overload.is_too_late(quick)
    assert not overload.refused(overload.age(quick))
    for ago in (0.1, 1.0, 2.9):
        assert not overload.is_too_late(clock.now() - timedelta(seconds=ago + skew))


async def test_late_ones_are_dropped_after_a_refusal(world: World) -> None:
    """One was refused; one as old as that is not even heard, and the next is answered."""
    await world.taro.slash("mail ask", question="in time")
    await _called_while_away(world, "refused")
    await world.discord.changes.until(
        lambda: problems.NO_INTERACTION.code in world.discord.refused, "a refusal"
    )
    await _called_while_away(world, "dropped")
    got = await world.taro.slash("mail ask", question="in time again")
    assert "in time again" in got.text
    assert [one.text for one in world.chat.heard] == ["in time", "refused", "in time again"]


async def _called_while_away(world: World, text: str) -> None:
    """A command that reaches us seconds later, because the connection had to be made anew."""
    gateway = world.discord.gateway
    gateway.drop()
    await world.discord.changes.until(lambda: not gateway.connected, "a break")
    await world.taro.sends("mail ask", question=text)
    world.clock.move(4)
    await world.discord.changes.until(lambda: gateway.connected, "another connection")
