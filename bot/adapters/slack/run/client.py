"""The Web API's client: another root where one is set, patient with limits, quiet."""

from __future__ import annotations

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.run.quiet import QUIET
from bot.adapters.slack.settings import SlackSettings

RATE_LIMIT_RETRIES = 5
SERVER_RETRIES = 2
CONNECTION_RETRIES = 2
CALL_SECONDS = 30


def web_client(
    settings: SlackSettings, session: aiohttp.ClientSession, token: str | None = None
) -> AsyncWebClient:
    """A client with the settings' own token, or another one."""
    return AsyncWebClient(
        token=token or settings.bot_token or None,
        base_url=settings.api_url,
        timeout=CALL_SECONDS,
        session=session,
        logger=QUIET,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(max_retry_count=CONNECTION_RETRIES),
            AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES),
            AsyncServerErrorRetryHandler(max_retry_count=SERVER_RETRIES),
        ],
    )
