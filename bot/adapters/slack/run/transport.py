"""How payloads reach Bolt: by our WebSocket, or by the doors of the web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.adapters.slack.doors import Doors
from bot.adapters.slack.run.quiet import QUIET
from bot.adapters.slack.settings import SlackSettings

PING_SECONDS = 10.0
"""How often the line is tried; one that does not answer four times is opened anew."""


@asynccontextmanager
async def by_socket(app: AsyncApp, settings: SlackSettings) -> AsyncIterator[None]:
    """Take payloads by Socket Mode; the library connects anew by itself."""
    handler = AsyncSocketModeHandler(
        app, settings.app_token, logger=QUIET, ping_interval=PING_SECONDS
    )
    # Asked for by ourselves the first time: a wrong token ends the start instead of a loop.
    opened = await app.client.apps_connections_open(app_token=settings.app_token)
    handler.client.wss_uri = opened["url"]
    await handler.client.connect()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.client.close()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def by_http(app: AsyncApp, doors: Doors) -> AsyncIterator[None]:
    """Take payloads that came through the doors."""

    async def dispatch(body: str, headers: Mapping[str, str]) -> web.Response:
        request = AsyncBoltRequest(body=body, headers=dict(headers))
        return await to_aiohttp_response(await app.async_dispatch(request))

    doors.dispatch = dispatch
    try:
        yield
    finally:
        doors.dispatch = None
