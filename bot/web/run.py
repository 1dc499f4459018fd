"""One check under way, or ended: what it has met so far, for whoever watches."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.core.check_progress import CheckProgress
from bot.web.wish import Ending, Wish
from connectors.model import Progress


@dataclass
class Run:
    """A check and its watchers. ``ending`` is None while it runs."""

    wish: Wish
    progress: CheckProgress
    ending: Ending | None = None
    ended_at: float = 0.0
    version: int = 0
    task: asyncio.Task[None] | None = None
    stopped: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, event: Progress) -> None:
        """Take in what the check yielded."""
        self.progress.add(event)
        self._tell()

    def end(self, ending: Ending, at: float) -> None:
        """It has ended so, at this time of the clock."""
        self.ending, self.ended_at = ending, at
        self._tell()

    def stop(self, *, by_person: bool) -> None:
        """End it now; ``by_person``: because whoever asked for it wants it so."""
        if self.task and self.ending is None:
            self.stopped = by_person
            # A task that is cancelled before its first step never says how it ended.
            asyncio.get_running_loop().call_soon(self.task.cancel)

    async def changed(self, seen: int) -> int:
        """Wait until there is something newer than the version that was seen."""
        while self.version == seen:
            await self._changed.wait()
        return self.version

    def _tell(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
