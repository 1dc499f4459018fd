"""Asks Slack what is right and wrong about our settings, for whoever sets us up."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.doors import PATH
from bot.adapters.slack.findings import (
    Finding,
    missing_scopes,
    refused,
    refused_client,
    refused_socket,
)
from bot.adapters.slack.run.client import web_client
from bot.adapters.slack.run.quiet import make_quiet
from bot.adapters.slack.settings import SlackSettings, Transport

NO_CODE = "config-check"
"""A code that nobody was given."""

_NO_ANSWER = (SlackClientError, OSError, TimeoutError)


async def examine(settings: SlackSettings, public_url: str = "") -> tuple[Finding, ...]:
    """What was found, best first: who we are, what is missing, and what to click."""
    make_quiet()
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = web_client(settings, session)
        # Somebody waits for the answer: what does not work now is told now.
        client.retry_handlers.clear()
        found = [*await _bot(client, settings), *await _transport(client, settings, public_url)]
    return tuple(sorted(found, key=lambda finding: not finding.ok))


async def _bot(client: AsyncWebClient, settings: SlackSettings) -> list[Finding]:
    """Whose token it is, and what it may do: Slack tells in a header."""
    if settings.client_id:
        return [await _client_of(client, settings)]
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [refused(str(error.response.get("error", "?")))]
    except _NO_ANSWER as error:
        return [Finding("unreachable", ok=False, values=_reached(settings, error))]
    values = {"team": str(answer.get("team", "?")), "user": str(answer.get("user", "?"))}
    scopes = str(answer.headers.get("x-oauth-scopes", answer.headers.get("X-OAuth-Scopes", "")))
    granted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    connected = Finding("connected", ok=True, values=values)
    if not granted:
        return [connected, Finding("no_scopes_told", ok=True)]
    missing = missing_scopes(granted, settings)
    again = [Finding("reinstall", ok=False)] if missing else [Finding("scopes", ok=True)]
    return [connected, *missing, *again]


async def _client_of(client: AsyncWebClient, settings: SlackSettings) -> Finding:
    """Whether Slack knows the client id and its secret: they are looked at before the code is."""
    try:
        await client.oauth_v2_access(
            client_id=settings.client_id, client_secret=settings.client_secret, code=NO_CODE
        )
    except SlackApiError as error:
        return refused_client(str(error.response.get("error", "?")))
    except _NO_ANSWER as error:
        return Finding("unreachable", ok=False, values=_reached(settings, error))
    return Finding("several", ok=True)


async def _transport(
    client: AsyncWebClient, settings: SlackSettings, public_url: str
) -> list[Finding]:
    if settings.transport is Transport.HTTP:
        if not public_url:
            return [Finding("no_public_url", ok=False)]
        return [Finding("http", ok=True, values={"url": f"{public_url}{PATH}"})]
    try:
        await client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        return [refused_socket(str(error.response.get("error", "?")))]
    except _NO_ANSWER as error:
        return [Finding("unreachable", ok=False, values=_reached(settings, error))]
    return [Finding("socket", ok=True)]


def _reached(settings: SlackSettings, error: Exception) -> dict[str, str]:
    return {"url": settings.api_url, "error": type(error).__name__}
