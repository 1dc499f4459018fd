"""Bolt's app: every way in is acknowledged here, and handed to its handler."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adapters.slack import read, ways
from bot.adapters.slack.run.handlers import Handlers, where
from bot.adapters.slack.run.pages import OwnPages
from bot.adapters.slack.run.work import Work
from bot.adapters.slack.run.workspace import Workspace
from bot.adapters.slack.run.workspaces import Workspaces
from bot.adapters.slack.settings import SlackSettings
from bot.core.kept import Seen
from connectors.clock import Clock

Json = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]

_EVERYTHING = re.compile(r".*", re.DOTALL)

log = logging.getLogger(__name__)


class Listeners:
    """The listeners of one app."""

    def __init__(
        self,
        handlers: Handlers,
        pages: OwnPages,
        workspaces: Workspaces,
        work: Work,
        clock: Clock,
    ) -> None:
        self._handlers = handlers
        self._pages = pages
        self._workspaces = workspaces
        self._work = work
        self._seen = Seen(clock)

    def listen(self, app: AsyncApp, settings: SlackSettings) -> None:
        """Listen on every way in; what is nobody's is acknowledged all the same."""
        app.command(settings.command)(self.command)
        app.shortcut(ways.EXPLAIN)(self.shortcut)
        app.shortcut(ways.CHECK)(self.shortcut)
        app.view(ways.FORM)(self.submission)
        app.action(_EVERYTHING)(self.action)
        app.event("app_mention")(self.said)
        app.event("message")(self.said)
        app.event("app_home_opened")(self.opened)
        app.event("app_context_changed")(self.looks_elsewhere)
        app.event("member_joined_channel")(self.joined)
        app.event(_EVERYTHING)(self.nothing)
        app.view_closed(_EVERYTHING)(self.nothing)
        app.command(_EVERYTHING)(self.nothing)
        app.shortcut(_EVERYTHING)(self.nothing)
        app.view(_EVERYTHING)(self.nothing)
        app.error(self.broke)

    async def command(self, ack: Ack, body: Json) -> None:
        """A slash command: acknowledged without a word, answered by its URL."""
        await ack()
        async with self._work.under_way():
            if at := await self._at(body):
                await self._handlers.command(body, at)

    async def shortcut(self, ack: Ack, body: Json) -> None:
        """A shortcut."""
        await ack()
        async with self._work.under_way():
            if at := await self._at(body):
                await self._handlers.shortcut(body, at)

    async def action(self, ack: Ack, body: Json) -> None:
        """A click."""
        await ack()
        async with self._work.under_way():
            if at := await self._at(body):
                await self._handlers.action(body, at)

    async def submission(self, ack: Ack, body: Json) -> None:
        """A form: acknowledged when it is known what is wrong with it."""
        async with self._work.under_way():
            at = await self._at(body)
            if at is None:
                await ack()
            else:
                await self._handlers.submission(ack, body, at)

    async def said(self, body: Json) -> None:
        """A mention or a message."""
        async with self._work.under_way():
            if at := await self._at(body):
                await self._handlers.event(body, at)

    async def opened(self, body: Json) -> None:
        """The home tab, or our conversation, was opened."""
        async with self._work.under_way():
            event = body["event"]
            at = await self._at(body)
            if self._seen.again(body.get("event_id", "")):
                return
            if at and event.get("tab") == "home":
                await self._pages.home(event["user"], at)
            elif at and event.get("tab") == "messages":
                await self._pages.opened(event["user"], event["channel"], at)

    async def looks_elsewhere(self, body: Json) -> None:
        """What somebody looks at beside our conversation has changed."""
        async with self._work.under_way():
            event, at = body["event"], await self._at(body)
            user, channel = event.get("user", ""), event.get("channel", "")
            if at and user and channel and not self._seen.again(body.get("event_id", "")):
                await self._pages.looks_elsewhere(user, channel, at)

    async def joined(self, body: Json) -> None:
        """Somebody came into a channel: we, when it is our first time there."""
        async with self._work.under_way():
            event = body["event"]
            at = await self._at(body)
            if at and event.get("user") == at.bot and not self._seen.again(body["event_id"]):
                await self._pages.invited(event.get("inviter", ""), event["channel"], at)

    async def nothing(self, ack: Ack) -> None:
        """Nothing that we do anything about."""
        await ack()

    async def broke(self, error: Exception) -> None:
        """A defect of ours: its kind and place, never what was said."""
        log.error("a payload was not handled: %s at %s", type(error).__name__, where(error))

    async def _at(self, body: Json) -> Workspace | None:
        team, enterprise = read.workspace_of(body)
        found = await self._workspaces.of(team, enterprise)
        if found is None:
            log.warning("a payload of a workspace that has not installed us")
        return found
