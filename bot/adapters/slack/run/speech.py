"""Says replies: drawn, kept for their buttons, in plainer blocks where Slack refuses the newer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.slack.pages import pages
from bot.adapters.slack.render import Dialect, Page, Renderer
from bot.adapters.slack.run.voices import GONE, InPlace, Voice
from bot.adapters.slack.run.workspace import Workspace
from bot.core.chat import NotDelivered
from bot.core.kept import Kept
from bot.core.model import Attachment, Form, Reply
from connectors.clock import Clock

_REFUSED_BLOCKS = ("block", "invalid_arguments")
"""What Slack's codes for blocks that it does not take have in their names."""

_PageOf = tuple[str, int]
"""Under which name a reply is kept, and which of its pages."""

_Send = Callable[[Page], Awaitable[None]]

log = logging.getLogger(__name__)


class Speech:
    """Draws replies and says them; remembers each for its buttons."""

    def __init__(self, renderer: Renderer, clock: Clock) -> None:
        self.renderer = renderer
        self.replies: Kept[Reply] = Kept(clock)

    async def say(self, voice: Voice, reply: Reply, at: Workspace) -> str:
        """Say the first page; the message's own time where it has one.

        Raises:
            NotDelivered: nobody has seen it.
        """
        return await self._say(voice, reply, (self._kept(reply), 0), at)

    async def say_more(self, voice: Voice, key: str, number: int, at: Workspace) -> bool:
        """Say a further page of a kept reply; false where it is no longer kept."""
        reply = self.replies.find(key)
        if reply is None or number >= len(self.renderer.pages(reply, key)):
            return False
        await self._say(voice, reply, (key, number), at)
        return True

    async def change(self, place: InPlace, stamp: str, reply: Reply, at: Workspace) -> str:
        """Put the reply in place of a message; where that is gone, say a last one anew.

        Raises:
            NotDelivered: it was neither changed nor said.
        """
        try:
            await self.put(place, stamp, reply, at)
        except NotDelivered as refused:
            if refused.reason not in GONE:
                raise
            return await self.say(place, reply, at) if reply.final else stamp
        return stamp

    async def put(self, place: InPlace, stamp: str, reply: Reply, at: Workspace) -> None:
        """Put the reply in place of a message.

        Raises:
            NotDelivered: it is as it was, or gone (``GONE``).
        """
        page = (self._kept(reply), 0)
        await self._try(lambda drawn: place.change(stamp, drawn), reply, page, at)

    def _kept(self, reply: Reply) -> str:
        """The name of a reply that its buttons need; most need none, and are not kept."""
        needed = any(isinstance(block, Form) for block in reply.blocks)
        return self.replies.keep(reply) if needed or len(pages(reply.blocks)) > 1 else ""

    async def attach(self, place: InPlace, files: tuple[Attachment, ...]) -> None:
        """Send a reply's files after it; a refusal is logged, for the words have arrived."""
        for file in files:
            try:
                await place.upload(file)
            except (SlackApiError, SlackClientError, OSError, TimeoutError) as error:
                log.warning("a file was not sent: %s", type(error).__name__)

    async def _say(self, voice: Voice, reply: Reply, page: _PageOf, at: Workspace) -> str:
        stamps: list[str] = []

        async def say(drawn: Page) -> None:
            stamps.append(await voice.say(drawn))

        await self._try(say, reply, page, at)
        return stamps[-1]

    async def _try(self, send: _Send, reply: Reply, page: _PageOf, at: Workspace) -> None:
        """Send a page in the richest form that Slack takes."""
        key, number = page
        at.pictures.want(reply)
        for dialect in Dialect:
            drawn = self.renderer.pages(reply, key, dialect, at.pictures.source)[number]
            try:
                await send(drawn)
            except NotDelivered as refused:
                if not any(part in refused.reason for part in _REFUSED_BLOCKS):
                    raise
                log.warning("blocks refused in %s: %s", dialect, refused.reason)
            else:
                return
        await send(replace(drawn, blocks=()))
