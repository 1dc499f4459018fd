"""Replies that replace one another, in time that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.discord.pace import show_paced
from bot.core.model import Reply
from tests.bot.adapters.discord.scripted import reply
from tests.discord_platform.held_clock import HeldClock


class Stage:
    """Says what the test wants, and remembers what was shown, and when."""

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.queue: asyncio.Queue[Reply | Exception | None] = asyncio.Queue()
        self.shown: list[tuple[float, Reply]] = []
        self.closed = False
        self.task = asyncio.create_task(show_paced(self._later(), self._show, self.clock))

    async def _later(self) -> AsyncIterator[Reply]:
        try:
            while (one := await self.queue.get()) is not None:
                if isinstance(one, Exception):
                    raise one
                yield one
        finally:
            self.closed = True

    async def _show(self, reply: Reply) -> None:
        self.shown.append((self.clock.seconds(), reply))

    async def turn(self, *said: Reply | Exception | None) -> None:
        """Say these, and let happen what can happen now."""
        for one in said:
            self.queue.put_nowait(one)
        for _ in range(20):
            await asyncio.sleep(0)


def step(number: int, *, final: bool = False) -> Reply:
    """A reply."""
    return reply(f"Step {number}", final=final)


async def test_the_newest_is_shown_once_a_second() -> None:
    """What came between is left out."""
    stage = Stage()
    await stage.turn(step(1), step(2), step(3))
    assert stage.shown == []
    stage.clock.move(1.0)
    await stage.turn()
    await stage.turn(step(4))
    stage.clock.move(0.5)
    await stage.turn(step(5))
    stage.clock.move(0.5)
    await stage.turn()
    await stage.turn(step(6, final=True))
    assert stage.shown == [(1.0, step(3)), (2.0, step(5))]
    stage.clock.move(1.0)
    await stage.turn()
    assert stage.shown[2:] == [(3.0, step(6, final=True))]
    await stage.task
    assert stage.closed


async def test_a_pause_that_is_over_is_not_waited_for() -> None:
    """What comes then is shown at once."""
    stage = Stage()
    await stage.turn()
    stage.clock.move(60.0)
    await stage.turn(step(1, final=True))
    assert stage.shown == [(60.0, step(1, final=True))]
    await stage.task


async def test_an_end_without_a_final_one() -> None:
    """The last counts as it."""
    stage = Stage()
    await stage.turn(step(1), None)
    stage.clock.move(1.0)
    await stage.turn()
    assert stage.shown == [(1.0, step(1))]
    await stage.task


async def test_nothing_at_all() -> None:
    """Ends."""
    stage = Stage()
    await stage.turn(None)
    await stage.task
    assert (stage.shown, stage.closed) == ([], True)


async def test_a_defect_is_passed_on() -> None:
    """And what is read is closed."""
    stage = Stage()
    await stage.turn(step(1), ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        await stage.task
    assert stage.closed


async def test_an_end_from_outside() -> None:
    """Closes what is read."""
    stage = Stage()
    await stage.turn(step(1))
    stage.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stage.task
    assert stage.closed
