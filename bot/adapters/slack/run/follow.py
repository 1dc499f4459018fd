"""Replies that replace one another: changed as often as Slack lets us, and the last for certain."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from bot.adapters.slack.edits import Edits
from bot.core.chat import NotDelivered
from bot.core.model import Reply

log = logging.getLogger(__name__)


class Shown(Protocol):
    """Where a reply stands that others will replace."""

    async def replace(self, reply: Reply) -> None:
        """Put this one there.

        Raises:
            NotDelivered: what stood there stands there still.
        """
        ...


class Latest:
    """The newest of the replies that nobody has shown yet."""

    def __init__(self) -> None:
        self._reply: Reply | None = None
        self._ended = False
        self._changed = asyncio.Event()

    def put(self, reply: Reply) -> None:
        """There is a newer one; the one before it needs not be shown any more."""
        self._reply = reply
        self._changed.set()

    def end(self) -> None:
        """There will be no other."""
        self._ended = True
        self._changed.set()

    async def wait(self) -> Reply | None:
        """The newest, left where it is: a still newer one may come. None when all were taken."""
        while self._reply is None and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        return self._reply

    def take(self) -> Reply | None:
        """The newest, which is about to be shown."""
        reply, self._reply = self._reply, None
        return reply

    @property
    def is_last(self) -> bool:
        """Whether what waits is what will stand there in the end."""
        return self._ended or (self._reply is not None and self._reply.final)


async def follow(later: AsyncIterator[Reply], shown: Shown, edits: Edits) -> None:
    """Show each later reply in place of the one before, until one is final."""
    latest = Latest()
    reader = asyncio.ensure_future(_read(later, latest))
    try:
        while await latest.wait() is not None:
            await edits.turn(last=latest.is_last)
            reply = latest.take()
            if reply is not None:
                await _show(shown, reply)
    finally:
        reader.cancel()
        with suppress(asyncio.CancelledError):
            await reader


async def _read(later: AsyncIterator[Reply], latest: Latest) -> None:
    try:
        async for reply in later:
            latest.put(reply)
            if reply.final:
                break
    except Exception as error:
        log.error("an answer broke off: %s", type(error).__name__)
        raise
    finally:
        latest.end()
        if close := getattr(later, "aclose", None):
            await close()


async def _show(shown: Shown, reply: Reply) -> None:
    """A change that Slack refuses is no reason to stop: the next one may arrive."""
    try:
        await shown.replace(reply)
    except NotDelivered as refused:
        log.warning("a message was not changed: %s", refused.reason)
        if reply.final:
            raise
