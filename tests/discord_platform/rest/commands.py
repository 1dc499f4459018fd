"""Application commands: read, replaced as a whole, or made one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform import problems
from tests.discord_platform.judge.commands import judge_all, judge_command
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.judged import judged
from tests.discord_platform.rest.routes import Desk, Route


def listed(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """All of them; the words of other languages only where they are asked for."""
    found = _of(desk, arguments)
    if sent.query.get("with_localizations", "").lower() in ("1", "true"):
        return 200, found
    return 200, [
        {key: value for key, value in one.items() if not key.endswith("_localizations")}
        for one in found
    ]


def replaced(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """These, and no others; one of the same name keeps its id."""
    judged(desk.state, sent, judge_all(sent.body))
    before = {(one["type"], one["name"]): one["id"] for one in _of(desk, arguments)}
    made = []
    for one in sent.body:
        known = before.get((one.get("type", 1), one["name"]))
        made.append(_made(desk, one, arguments, known))
    desk.state.commands[arguments.get("guild", "")] = made
    desk.state.changes.happened()
    return 200, made


def created(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """One more, or another in place of one of the same name."""
    judged(desk.state, sent, judge_command(sent.body))
    kind, name = sent.body.get("type", 1), sent.body["name"]
    others = [one for one in _of(desk, arguments) if (one["type"], one["name"]) != (kind, name)]
    made = _made(desk, sent.body, arguments, None)
    desk.state.commands[arguments.get("guild", "")] = [*others, made]
    return 201, made


def deleted(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """One less."""
    found = _of(desk, arguments)
    left = [one for one in found if one["id"] != arguments["command"]]
    if left == found:
        raise problems.NO_COMMAND
    desk.state.commands[arguments.get("guild", "")] = left
    return 204, None


def _of(desk: Desk, arguments: Mapping[str, str]) -> list[dict[str, Any]]:
    if arguments["application"] != desk.state.application.id:
        raise problems.Refusal(403, 20012, "You are not authorized to perform this action")
    place = arguments.get("guild", "")
    reachable = [one.id for one in desk.state.guilds if one.has_app and one.has_commands]
    if place and place not in reachable:
        raise problems.NO_ACCESS
    return desk.state.commands.get(place, [])


def _made(
    desk: Desk, body: Mapping[str, Any], arguments: Mapping[str, str], known: str | None
) -> dict[str, Any]:
    place = {"guild_id": arguments["guild"]} if "guild" in arguments else {}
    return {
        "name_localizations": None,
        "description_localizations": None,
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        "integration_types": [0],
        "contexts": None,
        "type": 1,
        **body,
        **place,
        "id": known or desk.state.new_id(),
        "application_id": desk.state.application.id,
        "version": desk.state.new_id(),
    }


_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"
ROUTES = tuple(
    Route(method, base + tail, handler)
    for base in (_GLOBAL, _GUILD)
    for method, tail, handler in (
        ("GET", "", listed),
        ("PUT", "", replaced),
        ("POST", "", created),
        ("DELETE", "/{command}", deleted),
    )
)
