"""The machine's own time, and the one that tests move."""

from __future__ import annotations

import asyncio
from datetime import UTC

import pytest

from connectors.clock import Clock, SystemClock
from tests.servers.moved_clock import MovedClock


async def wait_for_ever(clock: Clock, seconds: float) -> None:
    """Until the limit ends it."""
    async with clock.limit(seconds):
        await asyncio.Event().wait()


async def test_the_machines_time() -> None:
    """It goes on by itself; a limit ends what takes too long, and nothing else."""
    clock = SystemClock()
    before = clock.seconds()
    assert clock.now().tzinfo is UTC
    async with clock.limit(60):
        await clock.sleep(0)
    with pytest.raises(TimeoutError):
        await wait_for_ever(clock, 0.01)
    assert clock.seconds() > before


async def test_the_moved_time() -> None:
    """It goes on when it is moved, and ends the limits that it has reached."""
    clock = MovedClock()
    waiting = asyncio.ensure_future(wait_for_ever(clock, 10))
    await asyncio.sleep(0)
    clock.move(9.9)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.move(0.1)
    with pytest.raises(TimeoutError):
        await waiting
    assert clock.seconds() == 10.0


async def test_a_limit_of_nothing() -> None:
    """What has no time left ends at its first wait."""
    for clock in (SystemClock(), MovedClock()):
        with pytest.raises(TimeoutError):
            await wait_for_ever(clock, 0.0)
