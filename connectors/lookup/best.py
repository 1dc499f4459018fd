"""Several questions at once, of which the best answer counts."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def best(questions: Iterable[Coroutine[Any, Any, T | None]]) -> T | None:
    """The first answer that is one (neither None nor empty), in the order given; else None.

    All are asked at once. A later one is let go as soon as a better one has answered.
    """
    asked = [asyncio.create_task(question) for question in questions]
    try:
        for question in asked:
            if answer := await question:
                return answer
        return None
    finally:
        await let_go(asked)


async def let_go(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """End what still runs, and wait until it has ended."""
    running = list(tasks)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
