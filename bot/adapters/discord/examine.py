"""Asks Discord what is right and wrong about our settings, for whoever sets us up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from bot.adapters.discord.findings import Finding, no_scope, of_application
from bot.adapters.discord.settings import API_URL, DiscordSettings, Transport

APPLICATION = "/oauth2/applications/@me"
SECONDS = 10.0
SERVERS = 20
"""Servers that are asked about; each costs a request."""

_AGENT = "DiscordBot (https://github.com/, 1.0)"
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429


class _Refused(Exception):  # noqa: N818 - says what was found
    """Discord answered with a status that is none of success."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


async def examine(settings: DiscordSettings, public_url: str = "") -> tuple[Finding, ...]:
    """What was found, what is well first."""
    async with _session(settings) as session:
        asker = _Asker(session, settings, public_url)
        try:
            found = [finding async for finding in asker.findings()]
        except _Refused as refused:
            found = [_refusal(refused.status)]
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            found = [_unreachable(settings.api_url or API_URL, error)]
    return tuple(sorted(found, key=lambda finding: not finding.ok))


async def application_of(settings: DiscordSettings) -> int:
    """The id of the token's application; 0 where Discord does not tell it."""
    async with _session(settings) as session:
        try:
            told = await _Asker(session, settings, "").get(APPLICATION)
        except (_Refused, aiohttp.ClientError, TimeoutError, OSError):
            return 0
    written = str(told.get("id", ""))
    return int(written) if written.isdecimal() else 0


def _session(settings: DiscordSettings) -> aiohttp.ClientSession:
    headers = {"Authorization": f"Bot {settings.token}", "User-Agent": _AGENT}
    limit = aiohttp.ClientTimeout(total=SECONDS)
    return aiohttp.ClientSession(headers=headers, timeout=limit, trust_env=True)


def _refusal(status: int) -> Finding:
    if status == _UNAUTHORIZED:
        return Finding("token", ok=False)
    code = "limited" if status == _TOO_MANY else "refused"
    return Finding(code, ok=False, values={"status": str(status)})


def _unreachable(url: str, error: Exception) -> Finding:
    return Finding("unreachable", ok=False, values={"url": url, "error": type(error).__name__})


class _Asker:
    def __init__(
        self, session: aiohttp.ClientSession, settings: DiscordSettings, public_url: str
    ) -> None:
        self._session = session
        self._settings = settings
        self._public_url = public_url

    async def findings(self) -> AsyncIterator[Finding]:
        application = await self.get(APPLICATION)
        for finding in of_application(application, self._settings, self._public_url):
            yield finding
        async for finding in self._scopes(str(application.get("id", ""))):
            yield finding
        if self._settings.transport is Transport.GATEWAY:
            await self.get("/gateway/bot")
            yield Finding("gateway", ok=True)

    async def _scopes(self, application: str) -> AsyncIterator[Finding]:
        """Servers to which we were brought without ``applications.commands``."""
        servers = await self.get(f"/users/@me/guilds?limit={SERVERS}")
        if not servers:
            yield Finding("no_server", ok=True)
        for server in servers:
            try:
                await self.get(f"/applications/{application}/guilds/{server['id']}/commands")
            except _Refused as refused:
                if refused.status != _FORBIDDEN:
                    raise
                yield no_scope(str(server.get("name", "?")), application)

    async def get(self, path: str) -> Any:
        url = (self._settings.api_url or API_URL) + path
        async with self._session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise _Refused(answer.status)
            return await answer.json(content_type=None)
