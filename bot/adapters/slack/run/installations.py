"""The workspaces that have installed us, in a database: their tokens, renewed before they end.

The library's own store keeps them. What is added: a token that ends soon is renewed once at a time,
because a refresh token works once, and two requests would lose the workspace; and who has to
acknowledge something does not wait for it while the old token is good.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import make_url, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.slack.run.quiet import QUIET
from bot.adapters.slack.settings import SlackSettings

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
# The helpdesk writes into the same file.
_WAITS: Mapping[str, dict[str, float]] = {"sqlite": {"timeout": 30.0}, "postgresql": {}}

RENEWED_MINUTES = 120
"""Before its end a token is renewed; it lives for twelve hours."""

LAST_MINUTES = 5
"""So short before its end a token is not used any more: the new one is waited for."""

PATIENCE_SECONDS = 1.0
"""For a renewal while the old token is good: Slack wants its acknowledgement within three."""

ENDING_SECONDS = 10.0
"""For renewals that are under way at the end: what Slack gave out must be kept."""

log = logging.getLogger(__name__)


class Installations(AsyncSQLAlchemyInstallationStore):
    """Every installation of ours. ``client`` renews tokens, at the settings' own API root."""

    def __init__(
        self, settings: SlackSettings, engine: AsyncEngine, client: AsyncWebClient
    ) -> None:
        super().__init__(settings.client_id, engine, logger=QUIET)
        self._rotator = AsyncTokenRotator(
            client_id=settings.client_id, client_secret=settings.client_secret, client=client
        )
        self._renewals: dict[tuple[str | None, str | None], asyncio.Task[Bot | None]] = {}

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of an installation, its token good for a while."""

        async def found() -> Bot | None:
            return await super(Installations, self).async_find_bot(
                enterprise_id=enterprise_id,
                team_id=team_id,
                is_enterprise_install=is_enterprise_install,
            )

        bot = await found()
        if bot is None or not _ends_within(bot, RENEWED_MINUTES):
            return bot
        key = (bot.enterprise_id, bot.team_id)
        renewal = self._renewals.get(key)
        if renewal is None:
            renewal = asyncio.create_task(self._renewal(found), name="a token's renewal")
            self._renewals[key] = renewal
            renewal.add_done_callback(lambda _: self._renewals.pop(key, None))
        if _ends_within(bot, LAST_MINUTES):
            return await asyncio.shield(renewal) or bot
        done, _ = await asyncio.wait({renewal}, timeout=PATIENCE_SECONDS)
        return (renewal.result() if done else None) or bot

    async def close(self) -> None:
        """Let renewals that are under way be kept."""
        if self._renewals:
            await asyncio.wait(self._renewals.values(), timeout=ENDING_SECONDS)

    async def bot_of(self, team: str, enterprise: str) -> Bot | None:
        """The bot of a workspace: its own installation, else its organization's.

        Whoever has something to say knows the workspace only; then ``enterprise`` is empty, and
        the organizations that have installed us are asked whether it is one of theirs.
        """
        owners = await self._owners(team)
        for owner, own_team in owners:
            if own_team == team:
                return await self.async_find_bot(enterprise_id=owner, team_id=team)
        for owner, _ in owners:
            if owner == enterprise or not enterprise:
                bot = await self.async_find_bot(
                    enterprise_id=owner, team_id=None, is_enterprise_install=True
                )
                if bot and (enterprise or await self._holds(bot, team)):
                    return bot
        return None

    async def _owners(self, team: str) -> Sequence[tuple[str | None, str | None]]:
        """Organization and workspace of the installations that may be meant, newest first."""
        c = self.bots.c
        query = (
            select(c.enterprise_id, c.team_id)
            .where(c.client_id == self.client_id, or_(c.team_id == team, c.team_id.is_(None)))
            .order_by(c.installed_at.desc())
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return list(dict.fromkeys((row[0], row[1]) for row in rows))

    async def _holds(self, bot: Bot, team: str) -> bool:
        answer = await self._rotator.client.auth_teams_list(token=bot.bot_token, limit=1_000)
        return any(one.get("id") == team for one in answer.get("teams") or ())

    async def _renewal(self, found: Callable[[], Awaitable[Bot | None]]) -> Bot | None:
        """The bot as it is after a renewal; None where that broke."""
        try:
            # Whoever comes a moment later finds what was renewed before.
            bot = await found()
            return bot and await self._renewed(bot)
        except Exception as error:
            # Its words may quote a token.
            log.warning("a workspace's token was not renewed: %s", type(error).__name__)
            return None

    async def _renewed(self, bot: Bot) -> Bot:
        """The bot with a new token, kept; with its old one where Slack refuses."""
        try:
            new = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=RENEWED_MINUTES
            )
        except SlackTokenRotationError:
            log.warning("a workspace's token was not renewed")
            return bot
        if new is None:
            return bot
        await self.async_save_bot(new)
        return new


@asynccontextmanager
async def opened(settings: SlackSettings, client: AsyncWebClient) -> AsyncIterator[Installations]:
    """The installations in the settings' database."""
    url = make_url(settings.database_url)
    name = url.get_backend_name()
    engine = create_async_engine(url.set(drivername=_DRIVERS[name]), connect_args=_WAITS[name])
    installations = Installations(settings, engine, client)
    try:
        yield installations
    finally:
        await installations.close()
        await engine.dispose()


def _ends_within(bot: Bot, minutes: int) -> bool:
    from time import time

    ends = bot.bot_token_expires_at
    return ends is not None and ends <= time() + minutes * 60
