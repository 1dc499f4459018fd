"""The workspaces that we sit in: one by its token, or all that have installed us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.adapters.slack.run.workspace import Workspace


class Bots(Protocol):
    """Who we are in each workspace."""

    async def bot_of(self, team: str, enterprise: str) -> Bot | None:
        """The bot of a workspace, with a token that is good for a while."""
        ...


Opened = Callable[[str, Bot], Workspace]
"""Makes our seat in a workspace, for the bot that we are there."""


class Workspaces(Protocol):
    """Finds our seat in a workspace."""

    async def of(self, team: str, enterprise: str = "") -> Workspace | None:
        """The workspace of this id; None where we are not installed."""
        ...


class OneWorkspace:
    """The workspace of the settings' token, by whatever id a payload names it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def of(self, _team: str, _enterprise: str = "") -> Workspace | None:
        """See ``Workspaces``."""
        return self.workspace


class ManyWorkspaces:
    """The workspaces of a store. Each token is looked up anew: it may have been renewed."""

    def __init__(self, store: Bots, opened: Opened) -> None:
        self._store = store
        self._opened = opened
        self._workspaces: dict[str, Workspace] = {}

    async def of(self, team: str, enterprise: str = "") -> Workspace | None:
        """See ``Workspaces``."""
        bot = await self._store.bot_of(team, enterprise)
        if bot is None or not bot.bot_token:
            self._workspaces.pop(team, None)
            return None
        at = self._workspaces.get(team)
        if at is None or at.bot != (bot.bot_user_id or ""):
            at = self._workspaces[team] = self._opened(team, bot)
        at.client.token = bot.bot_token
        return at
