"""Replies that replace one another, no faster than a platform takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Protocol, runtime_checkable

from bot.core.model import Reply
from connectors.clock import Clock


@runtime_checkable
class _Closes(Protocol):
    async def aclose(self) -> Any: ...


async def paced(
    later: AsyncIterator[Reply], clock: Clock, seconds: float = 1.0
) -> AsyncIterator[Reply]:
    """The newest of the replies, at most one each ``seconds``; the final one always.

    Raises what reading them raises. When it is closed, so is ``later``.
    """
    newest: list[Reply] = []
    arrived = asyncio.Event()
    reading = asyncio.create_task(_read(later, newest, arrived))
    try:
        # What was answered at first was shown just now.
        await clock.sleep(seconds)
        while newest or not reading.done():
            if not newest:
                await arrived.wait()
                arrived.clear()
                continue
            reply = newest.pop()
            yield reply
            if reply.final:
                return
            await clock.sleep(seconds)
        await reading
    finally:
        reading.cancel()
        await asyncio.wait([reading])
        if isinstance(later, _Closes):
            await later.aclose()


async def _read(later: AsyncIterator[Reply], newest: list[Reply], arrived: asyncio.Event) -> None:
    try:
        async for reply in later:
            newest[:] = [reply]
            arrived.set()
            if reply.final:
                return
    finally:
        arrived.set()
