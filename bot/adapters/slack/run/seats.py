"""Our seats in workspaces, and the app of Bolt's that hears for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.doors import Doors
from bot.adapters.slack.run.client import web_client
from bot.adapters.slack.run.pages import OwnPages
from bot.adapters.slack.run.pictures import Pictures, PictureUrl
from bot.adapters.slack.run.quiet import QUIET
from bot.adapters.slack.run.work import Work
from bot.adapters.slack.run.workspace import Workspace
from bot.adapters.slack.run.workspaces import ManyWorkspaces, OneWorkspace, Workspaces
from bot.adapters.slack.settings import SlackSettings
from connectors.clock import Clock
from knowledge.speak import Speaker

if TYPE_CHECKING:
    from bot.adapters.slack.run.installations import Installations


class Seats:
    """Makes them for one process."""

    def __init__(
        self,
        settings: SlackSettings,
        session: aiohttp.ClientSession,
        picture_url: PictureUrl,
        work: Work,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._session = session
        self._picture_url = picture_url
        self._work = work
        self._clock = clock
        self._client = web_client(settings, session)

    async def one(self) -> tuple[AsyncApp, Workspaces]:
        """The workspace of the settings' token. Slack's own errors come through."""
        answer = await self._client.auth_test()
        workspace = self._seat(answer["team_id"], answer["user_id"], self._client)
        app = AsyncApp(
            name="mailmedic",
            client=self._client,
            logger=QUIET,
            request_verification_enabled=False,
        )
        return app, OneWorkspace(workspace)

    @asynccontextmanager
    async def several(
        self, speaker: Speaker, pages: OwnPages, doors: Doors
    ) -> AsyncIterator[tuple[AsyncApp, Workspaces]]:
        """The workspaces that install us, by the doors' own pages."""
        # Loaded where it is needed: it brings the database's library.
        from bot.adapters.slack.run.installations import opened

        self._client.token = None
        async with opened(self._settings, self._client) as store:
            yield await self._several(store, speaker, pages, doors)

    async def _several(
        self, store: Installations, speaker: Speaker, pages: OwnPages, doors: Doors
    ) -> tuple[AsyncApp, Workspaces]:
        from bot.adapters.slack.run.oauth import open_pages, several

        workspaces = ManyWorkspaces(store, self._opened)

        async def installed(done: Installation) -> None:
            at = await workspaces.of(done.team_id or "", done.enterprise_id or "")
            if at and done.team_id:
                self._work.begin(pages.installed(done.user_id, at))

        app = await several(self._settings, self._client, store, speaker, installed)
        app.enable_token_revocation_listeners()
        open_pages(app, doors)
        return app, workspaces

    def _opened(self, team: str, bot: Bot) -> Workspace:
        client = web_client(self._settings, self._session, bot.bot_token)
        if bot.is_enterprise_install:
            # The token is the organization's: each call says which workspace it means.
            client.default_params["team_id"] = team
        return self._seat(team, bot.bot_user_id or "", client)

    def _seat(self, team: str, bot: str, client: AsyncWebClient) -> Workspace:
        pictures = Pictures(client, self._picture_url, self._work.begin)
        return Workspace(team, bot, client, pictures, self._clock)
