"""Waiting for something to be so, without sleeping: whoever changes something says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE_SECONDS = 20.0
"""A test that waits in vain fails after so long; one that passes never waits so long."""


class NeverCame(AssertionError):  # noqa: N818 - says what was found
    """What a test waited for did not come; the message says what was there instead."""


class Changes:
    """The one bell that every change of the stand-in rings."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def ring(self) -> None:
        """Something has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(
        self,
        look: Callable[[], Found | None],
        told: Callable[[], str] = lambda: "",
        seconds: float = PATIENCE_SECONDS,
    ) -> Found:
        """What ``look`` finds, as soon as it finds something."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    changed = self._changed
                    if found := look():
                        return found
                    await changed.wait()
        except TimeoutError:
            raise NeverCame(told()) from None
