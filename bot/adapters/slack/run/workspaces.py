"""The workspaces that we sit in: one by its token, or all that have installed us."""

from __future__ import annotations

from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.run.pictures import Pictures
from bot.adapters.slack.run.workspace import Workspace
from connectors.clock import Clock


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


async def open_one(client: AsyncWebClient, pictures: Pictures, clock: Clock) -> OneWorkspace:
    """Ask Slack whose token it is. Slack's own errors come through."""
    answer = await client.auth_test()
    return OneWorkspace(Workspace(answer["team_id"], answer["user_id"], client, pictures, clock))
