"""Tokens: who one is, exchanging, refreshing, revoking; and the addresses of Socket Mode."""

from __future__ import annotations

from tests.slack_platform.records import Installation
from tests.slack_platform.shapes import Json
from tests.slack_platform.web_api import Answerer, Asked, Refused
from tests.slack_platform.workspace import Workspace


async def _api_test(asked: Asked) -> Json:
    return {"args": asked.arguments}


async def _auth_test(asked: Asked) -> Json:
    workspace = asked.workspace
    found: Json = {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": workspace.bot.name,
        "team_id": workspace.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }
    return found | ({"enterprise_id": workspace.enterprise} if workspace.enterprise else {})


async def _auth_revoke(asked: Asked) -> Json:
    asked.workspace.installation.revoked = True
    return {"revoked": True}


async def _teams(asked: Asked) -> Json:
    return {"teams": [{"id": asked.workspace.id, "name": asked.workspace.domain}]}


async def _connections_open(asked: Asked) -> Json:
    platform = asked.platform
    root = platform.address.replace("http", "ws", 1)
    return {"url": f"{root}/link/?ticket={platform.sockets.ticket()}&app_id={platform.app.id}"}


async def _uninstall(asked: Asked) -> Json:
    _client(asked)
    asked.workspace.installation.revoked = True
    return {}


async def _access(asked: Asked) -> Json:
    _client(asked)
    refreshing = asked.arguments.get("grant_type") == "refresh_token"
    workspace = _refreshed(asked) if refreshing else _exchanged(asked)
    return _granted(asked, workspace, asked.platform.issue(workspace))


def _exchanged(asked: Asked) -> Workspace:
    """Whose code it is: each works once."""
    code = str(asked.arguments.get("code"))
    if code not in asked.platform.codes:
        raise Refused("invalid_code")
    return asked.platform.codes.pop(code)


def _refreshed(asked: Asked) -> Workspace:
    """Whose refresh token it is: each works once."""
    for workspace in asked.platform.workspaces.values():
        if workspace.installation.refresh_token == asked.arguments.get("refresh_token"):
            return workspace
    raise Refused("invalid_refresh_token")


def _granted(asked: Asked, workspace: Workspace, new: Installation) -> Json:
    found: Json = {
        "access_token": new.token,
        "token_type": "bot",
        "scope": ",".join(new.scopes),
        "bot_user_id": workspace.bot.id,
        "app_id": asked.platform.app.id,
        "team": {"id": workspace.id, "name": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if asked.arguments.get("grant_type") != "refresh_token":
        installer = next(one for one in workspace.people.values() if not one.bot)
        found["authed_user"] = {"id": installer.id}
    if new.refresh_token:
        found |= {
            "refresh_token": new.refresh_token,
            "expires_in": asked.platform.app.token_seconds,
        }
    return found


def _client(asked: Asked) -> None:
    app = asked.platform.app
    if asked.arguments.get("client_id") != app.client_id:
        raise Refused("invalid_client_id")
    if asked.arguments.get("client_secret") != app.client_secret:
        raise Refused("bad_client_secret")


async def _bots_info(asked: Asked) -> Json:
    workspace = asked.workspace
    if asked.arguments["bot"] != workspace.bot_id:
        raise Refused("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "app_id": asked.platform.app.id,
        "user_id": workspace.bot.id,
        "name": workspace.bot.name,
        "deleted": False,
    }
    return {"bot": bot}


async def _team_info(asked: Asked) -> Json:
    workspace = asked.workspace
    return {"team": {"id": workspace.id, "name": workspace.domain, "domain": workspace.domain}}


AUTH: dict[str, Answerer] = {
    "api.test": _api_test,
    "auth.test": _auth_test,
    "auth.revoke": _auth_revoke,
    "auth.teams.list": _teams,
    "apps.connections.open": _connections_open,
    "apps.uninstall": _uninstall,
    "oauth.v2.access": _access,
    "bots.info": _bots_info,
    "team.info": _team_info,
}
