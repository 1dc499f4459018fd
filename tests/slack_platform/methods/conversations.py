"""People, groups and channels, as far as an app may know them."""

from __future__ import annotations

from tests.slack_platform.records import Channel, Person
from tests.slack_platform.shapes import Json
from tests.slack_platform.web_api import Answerer, Asked, Refused

ZONES = {"ja-JP": ("Asia/Tokyo", 32_400), "en-US": ("Europe/London", 0)}


async def _user(asked: Asked) -> Json:
    person = asked.person("user")
    zone, offset = ZONES.get(person.locale, ("Europe/Paris", 3600))
    found: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.name.title(),
        "tz": zone,
        "tz_offset": offset,
        "profile": {"real_name": person.name.title(), "display_name": person.name},
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": int(asked.platform.clock.now()),
    }
    if not person.stranger:
        found |= _standing(person)
    if person.stranger:
        found["is_stranger"] = True
    if str(asked.arguments.get("include_locale")).lower() in ("true", "1"):
        found["locale"] = person.locale
    return {"user": found}


def _standing(person: Person) -> Json:
    """What is told of the workspace's own people only."""
    return {
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


async def _groups(asked: Asked) -> Json:
    workspace = asked.workspace
    with_users = str(asked.arguments.get("include_users")).lower() in ("true", "1")
    return {
        "usergroups": [
            {"id": group, "team_id": workspace.id, "name": name, "handle": name, "date_delete": 0}
            | ({"users": _in_group(asked, group)} if with_users else {})
            for group, name in workspace.groups.items()
        ]
    }


def _in_group(asked: Asked, group: str) -> list[str]:
    return [one.id for one in asked.workspace.people.values() if group in one.groups]


async def _group_users(asked: Asked) -> Json:
    group = asked.arguments["usergroup"]
    if group not in asked.workspace.groups:
        raise Refused("no_such_subteam")
    return {"users": _in_group(asked, group)}


async def _open(asked: Asked) -> Json:
    if "users" not in asked.arguments:
        return {"channel": {"id": _channel(asked).id}}
    person = asked.workspace.people.get(str(asked.arguments["users"]))
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.bot or person.dm_closed:
        raise Refused("cannot_dm_bot" if person.bot else "user_not_visible")
    return {"channel": {"id": asked.workspace.im(person).id}}


def _channel(asked: Asked) -> Channel:
    channel = asked.workspace.channels.get(str(asked.arguments.get("channel")))
    if channel is None:
        raise Refused("channel_not_found")
    if channel.kind != "channel" and asked.workspace.bot.id not in channel.members:
        raise Refused("channel_not_found")
    return channel


async def _info(asked: Asked) -> Json:
    channel = _channel(asked)
    found: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_member": asked.workspace.bot.id in channel.members,
    }
    if channel.kind == "im":
        found["user"] = next(one for one in channel.members if one != asked.workspace.bot.id)
    else:
        found["name"] = channel.name
    return {"channel": found}


async def _members(asked: Asked) -> Json:
    members = sorted(_channel(asked).members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


HISTORY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


async def _history(asked: Asked) -> Json:
    """What was said there, the newest first; never what only one person saw."""
    channel, workspace = _channel(asked), asked.workspace
    needed = f"{HISTORY[channel.kind]}:history"
    if needed not in workspace.installation.scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(asked.platform.app.scopes))
    if workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")
    said = [
        message.as_json(asked.platform.app.id, workspace.bot_id, workspace.id)
        for message in reversed(workspace.messages)
        if message.channel is channel and not message.gone and not message.only_for
    ]
    limit = int(asked.arguments.get("limit", 100))
    return {"messages": said[:limit], "has_more": len(said) > limit}


CONVERSATIONS: dict[str, Answerer] = {
    "users.info": _user,
    "usergroups.list": _groups,
    "usergroups.users.list": _group_users,
    "conversations.open": _open,
    "conversations.info": _info,
    "conversations.history": _history,
    "conversations.members": _members,
}
