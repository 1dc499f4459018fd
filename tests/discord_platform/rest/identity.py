"""Who the bot is: its user, its application, and where the gateway stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform import described, problems
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.routes import Desk, Route


def me(desk: Desk, sent: Sent, _: Mapping[str, str]) -> tuple[int, Any]:
    """The bot's user."""
    return 200, {
        **described.user(desk.state.bot),
        "bot": True,
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
        "flags": 0,
    }


def application(desk: Desk, sent: Sent, _: Mapping[str, str]) -> tuple[int, Any]:
    """The bot's application, its public key included."""
    one = desk.state.application
    return 200, {
        "id": one.id,
        "name": "mailmedic",
        "icon": None,
        "description": "",
        "type": None,
        "bot": described.user(one.bot),
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": one.public_key,
        "flags": 0,
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": described.user(one.bot),
        "approximate_guild_count": len(desk.state.guilds),
        "team": None,
        "integration_types_config": {"0": {}, "1": {}},
    }


def gateway(desk: Desk, sent: Sent, _: Mapping[str, str]) -> tuple[int, Any]:
    """Where the gateway stands, for anybody."""
    return 200, {"url": desk.state.base.replace("http", "ws", 1) + "/gateway"}


def gateway_bot(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """And how many shards this bot should have."""
    limits = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
    _, answer = gateway(desk, sent, arguments)
    shards = desk.state.application.shards
    return 200, {**answer, "shards": shards, "session_start_limit": limits}


def user(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """Somebody by their id."""
    found = desk.state.users.get(arguments["user"])
    if not found:
        raise problems.NO_USER
    return 200, described.user(found)


def guilds(desk: Desk, sent: Sent, _: Mapping[str, str]) -> tuple[int, Any]:
    """The guilds that the bot is in."""
    most = int(sent.query.get("limit", "200"))
    ours = [one for one in desk.state.guilds if one.has_app][:most]
    shared: dict[str, Any] = {
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": "0",
        "features": [],
    }
    return 200, [{"id": one.id, "name": one.name, **shared} for one in ours]


def guild(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """A guild that the bot is in."""
    for one in desk.state.guilds:
        if one.id == arguments["guild"] and one.has_app:
            return 200, described.whole_guild(one, desk.state.bot)
    raise problems.NO_GUILD


ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, token=False),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/users/@me/guilds", guilds),
    Route("GET", "/users/{user}", user),
    Route("GET", "/guilds/{guild}", guild),
)
