"""Replies that replace one another, no faster than a platform takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol, runtime_checkable

from bot.core.model import Reply
from connectors.clock import Clock

Show = Callable[[Reply], Awaitable[None]]


@runtime_checkable
class _Closes(Protocol):
    async def aclose(self) -> Any: ...


async def show_paced(
    later: AsyncIterator[Reply], show: Show, clock: Clock, seconds: float = 1.0
) -> None:
    """Show the newest of the replies, at most one each ``seconds``; the last one always.

    Raises what reading or showing them raises. ``later`` is closed at the end.
    """
    newest: Reply | None = None
    # What was answered at first was shown just now, so it begins with a pause.
    pause = asyncio.create_task(clock.sleep(seconds))
    upcoming: asyncio.Task[Reply | None] | None = asyncio.create_task(_next(later))
    try:
        while newest or upcoming:
            if waiting := [task for task in (upcoming, pause) if task and not task.done()]:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if upcoming and upcoming.done():
                reply = upcoming.result()
                newest = reply or newest
                ended = reply is None or reply.final
                upcoming = None if ended else asyncio.create_task(_next(later))
            if newest and pause.done():
                await show(newest)
                newest, pause = None, asyncio.create_task(clock.sleep(seconds))
    finally:
        await _end([task for task in (upcoming, pause) if task])
        if isinstance(later, _Closes):
            await later.aclose()


async def _next(later: AsyncIterator[Reply]) -> Reply | None:
    return await anext(later, None)


async def _end(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
