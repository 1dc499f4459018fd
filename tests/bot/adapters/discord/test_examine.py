"""What ``mailmedic config check`` finds of Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.adapters.discord.examine import application_of, examine
from bot.adapters.discord.findings import Finding, told
from bot.adapters.discord.settings import DiscordSettings, Transport
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

TOKEN, ID, KEY = "a-good-token", "123456789012345678", "ab" * 32
URL = "https://mail.example.com"
APPLICATION: dict[str, Any] = {
    "id": ID,
    "name": "Mail",
    "verify_key": KEY,
    "interactions_endpoint_url": None,
    "integration_types_config": {"0": {}, "1": {}},
}


@asynccontextmanager
async def discord(
    application: Mapping[str, Any], closed: tuple[str, ...] = ()
) -> AsyncIterator[str]:
    """Discord's address; ``closed`` are servers without the scope."""

    def known(request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bot {TOKEN}"

    async def answer(request: web.Request) -> web.Response:
        if not known(request):
            return web.json_response({"code": 0}, status=401)
        if request.path == "/oauth2/applications/@me":
            return web.json_response(application)
        if request.path == "/users/@me/guilds":
            return web.json_response([{"id": "1", "name": "Open"}, {"id": "2", "name": "Shut"}])
        if request.path.startswith(f"/applications/{ID}/guilds/"):
            shut = request.path.split("/")[4] in closed
            return web.json_response({"code": 50001} if shut else [], status=403 if shut else 200)
        return web.json_response({"url": "wss://gateway.example"})

    app = web.Application()
    app.router.add_route("GET", "/{tail:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def found(
    settings: Mapping[str, Any] | None = None,
    application: Mapping[str, Any] | None = None,
    closed: tuple[str, ...] = (),
    public_url: str = URL,
) -> list[Finding]:
    """What is found of these settings."""
    async with discord({**APPLICATION, **(application or {})}, closed) as url:
        chosen: dict[str, Any] = {"token": TOKEN, "api_url": url} | dict(settings or {})
        return list(await examine(DiscordSettings(**chosen), public_url))


HTTP = {"transport": Transport.HTTP, "public_key": KEY}
OURS = {"interactions_endpoint_url": f"{URL}/discord/interactions"}
WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "token": ({"token": "another"}, {}, URL),
    "other_application": ({"application_id": 99999}, {}, URL),
    "public_key": ({"public_key": "cd" * 32}, {}, URL),
    "endpoint_set": ({}, OURS, URL),
    "endpoint": (HTTP, {}, URL),
    "no_public_url": (HTTP, OURS, ""),
}


@pytest.mark.parametrize("code", WRONG)
async def test_what_is_wrong_is_found(code: str) -> None:
    """And nothing else."""
    settings, application, public_url = WRONG[code]
    bad = [one for one in await found(settings, application, (), public_url) if not one.ok]
    assert [one.code for one in bad] == [code]


async def test_a_server_without_the_scope_is_named() -> None:
    """With the link that gives it."""
    (bad,) = [one for one in await found(closed=("2",)) if not one.ok]
    assert (bad.code, bad.values["server"]) == ("scope", "Shut")
    assert f"client_id={ID}" in bad.values["url"]


@pytest.mark.parametrize(
    ("settings", "application", "codes"),
    [
        ({}, {}, ["connected", "gateway"]),
        ({"application_id": int(ID), "public_key": KEY}, {}, ["connected", "gateway"]),
        (HTTP, OURS, ["connected", "endpoint_good"]),
        ({}, {"integration_types_config": {"0": {}}}, ["connected", "no_user_install", "gateway"]),
    ],
)
async def test_what_is_right_is_found(
    settings: dict[str, Any], application: dict[str, Any], codes: list[str]
) -> None:
    """Whose token it is, and that Discord can be reached."""
    assert [(one.code, one.ok) for one in await found(settings, application)] == [
        (code, True) for code in codes
    ]


async def test_discord_cannot_be_reached() -> None:
    """Its address is told, and the kind of the error."""
    url = f"http://127.0.0.1:{unused_port()}"
    (one,) = await examine(DiscordSettings(token=TOKEN, api_url=url))
    assert (one.code, one.ok, one.values["url"]) == ("unreachable", False, url)


async def test_the_application_is_the_tokens() -> None:
    """Where its id is not set."""
    async with discord(APPLICATION) as url:
        assert await application_of(DiscordSettings(token=TOKEN, api_url=url)) == int(ID)
        assert await application_of(DiscordSettings(token="bad", api_url=url)) == 0


@pytest.mark.parametrize("language", Language)
async def test_each_finding_has_words(
    knowledge: Knowledge, speaker: Speaker, language: Language
) -> None:
    """In both languages, with all that was found in them."""
    findings = [*await found(closed=("1",))]
    for settings, application, public_url in WRONG.values():
        findings += await found(settings, application, (), public_url)
    for finding in findings:
        words = told(finding, speaker, language)
        assert TOKEN not in words
        assert all(value in words for value in finding.values.values())
