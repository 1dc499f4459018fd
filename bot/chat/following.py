"""Later replies, counted while they are read, so that the end can wait for the last words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, runtime_checkable

from bot.core.model import Reply


@runtime_checkable
class _Closes(Protocol):
    async def aclose(self) -> Any: ...


async def close(later: AsyncIterator[Reply]) -> None:
    """End it now rather than when nobody refers to it any more."""
    if isinstance(later, _Closes):
        await later.aclose()


class Following:
    """The answers that are still being said. ``defect`` is what is said when one breaks."""

    def __init__(self) -> None:
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def read(
        self, later: AsyncIterator[Reply], defect: Callable[[Exception], Reply]
    ) -> AsyncIterator[Reply]:
        """The replies as they come; what breaks is told as the last."""
        self._open += 1
        self._idle.clear()
        try:
            async for reply in later:
                yield reply
        except Exception as error:
            yield defect(error)
        finally:
            self._open -= 1
            if not self._open:
                self._idle.set()
            await close(later)

    async def ended(self) -> None:
        """Wait until all that was begun is said."""
        await self._idle.wait()
