"""What a client of Discord's offers and checks before it sends a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.discord_platform import described
from tests.discord_platform.interactions import AUTOCOMPLETE, COMMAND
from tests.discord_platform.judge.commands import ATTACHMENT, CHAT_INPUT, GROUP, SUBCOMMAND
from tests.discord_platform.places import ADMINISTRATOR, DM, GROUP_DM, Channel, User
from tests.discord_platform.state import State
from tests.discord_platform.writing import upload

INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 4, 5, 6, 7, 8
GUILD, BOT_DM, PRIVATE = 0, 1, 2


class NotOffered(AssertionError):  # noqa: N818 - says what was found
    """A client would not let somebody do this."""


@dataclass(frozen=True)
class Upload:
    """A file that somebody gives with a command or a form."""

    name: str
    content: bytes
    kind: str = "text/plain; charset=utf-8"


def context_of(channel: Channel) -> int:
    """Where a command is used: 0 in a guild, 1 with the bot alone, 2 elsewhere in private."""
    if channel.guild:
        return GUILD
    bot_is_there = any(one.bot for one in channel.people)
    return BOT_DM if channel.type == DM and bot_is_there else PRIVATE


def owners(user: User, channel: Channel) -> dict[str, str]:
    """Who installed the application, as far as it matters here."""
    found = {}
    if channel.guild and channel.guild.has_app and channel.guild.has_commands:
        found["0"] = channel.guild.id
    if context_of(channel) == BOT_DM:
        found["0"] = "0"
    if user.installed:
        found["1"] = user.id
    return found


def offered(state: State, user: User, channel: Channel) -> list[dict[str, Any]]:
    """The commands that somebody is offered in a place."""
    place = channel.guild.id if channel.guild else ""
    known = state.commands.get("", []) + (state.commands.get(place, []) if place else [])
    return [one for one in known if _is_offered(one, user, channel)]


def _is_offered(command: Mapping[str, Any], user: User, channel: Channel) -> bool:
    contexts = command["contexts"]
    if contexts is not None and context_of(channel) not in contexts:
        return False
    types = command["integration_types"] or [0]
    by = {int(one) for one in owners(user, channel)}
    if channel.type == GROUP_DM or context_of(channel) == PRIVATE:
        by &= {1}
    return bool(by & set(types)) and _is_permitted(command, user, channel)


def _is_permitted(command: Mapping[str, Any], user: User, channel: Channel) -> bool:
    wanted = command["default_member_permissions"]
    if wanted is None or channel.guild is None:
        return True
    has = channel.guild.members[user.id].permissions
    return bool(has & ADMINISTRATOR) or (int(wanted) != 0 and has & int(wanted) == int(wanted))


def find(
    state: State, user: User, channel: Channel, name: str, kind: int = CHAT_INPUT
) -> dict[str, Any]:
    """The command of a name, in English or in the user's language.

    Raises:
        NotOffered: there is none for them here.
    """
    commands = offered(state, user, channel)
    for one in commands:
        if one["type"] == kind and name in (one["name"], local_name(one, user.locale)):
            return one
    names = [local_name(one, user.locale) for one in commands]
    raise NotOffered(f"{name!r} is not offered to {user.name} here, but {names}")


def local_name(part: Mapping[str, Any], locale: str) -> str:
    """Its name as somebody sees it."""
    return str((part.get("name_localizations") or {}).get(locale) or part["name"])


def data_of(
    state: State,
    command: Mapping[str, Any],
    path: Sequence[str],
    values: Mapping[str, Any],
    kind: int = COMMAND,
    focused: str = "",
) -> dict[str, Any]:
    """What the interaction says of a slash command."""
    resolved: dict[str, Any] = {}
    options = _options(state, command, path, values, kind, focused, resolved)
    data = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT, "options": options}
    return data | ({"resolved": resolved} if resolved else {})


def _options(
    state: State,
    part: Mapping[str, Any],
    path: Sequence[str],
    values: Mapping[str, Any],
    kind: int,
    focused: str,
    resolved: dict[str, Any],
) -> list[dict[str, Any]]:
    known = {one["name"]: one for one in part.get("options") or []}
    if path:
        following = known.get(path[0])
        if not following or following["type"] not in (SUBCOMMAND, GROUP):
            raise NotOffered(f"no subcommand {path[0]!r}, but {list(known)}")
        inside = _options(state, following, path[1:], values, kind, focused, resolved)
        return [{"name": path[0], "type": following["type"], "options": inside}]
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in known.values()):
        raise NotOffered(f"a subcommand is wanted: {list(known)}")
    if unknown := values.keys() - known.keys():
        raise NotOffered(f"no option {sorted(unknown)}, but {list(known)}")
    missing = [name for name, one in known.items() if one.get("required") and name not in values]
    if missing and kind == COMMAND:
        raise NotOffered(f"{missing} must be given")
    return [
        _option(state, known[name], value, kind, name == focused, resolved)
        for name, value in values.items()
    ]


def _option(
    state: State,
    option: Mapping[str, Any],
    value: Any,
    kind: int,
    focused: bool,
    resolved: dict[str, Any],
) -> dict[str, Any]:
    given: dict[str, Any] = {"name": option["name"], "type": option["type"]}
    if kind == AUTOCOMPLETE and focused:
        return given | {"value": str(value), "focused": True}
    _check(option, value)
    return given | {"value": _resolve(state, option["type"], value, resolved)}


def _check(option: Mapping[str, Any], value: Any) -> None:
    """The bounds that a client holds to."""
    choices = [one["value"] for one in option.get("choices") or []]
    if choices and value not in choices:
        raise NotOffered(f"{value!r} is none of {choices}")
    size = len(value) if isinstance(value, str) else value
    for low, high in (("min_length", "max_length"), ("min_value", "max_value")):
        if low in option and size < option[low]:
            raise NotOffered(f"{option['name']} must be at least {option[low]}")
        if high in option and size > option[high]:
            raise NotOffered(f"{option['name']} may be at most {option[high]}")
    wanted = {INTEGER: int, BOOLEAN: bool, 3: str}.get(option["type"])
    if wanted and (not isinstance(value, wanted) or (wanted is int and value is True)):
        raise NotOffered(f"{option['name']} is no {wanted.__name__}")


def _resolve(state: State, kind: int, value: Any, resolved: dict[str, Any]) -> Any:
    """The value; of a thing with an id, its id, the thing itself going with it."""
    if kind == ATTACHMENT:
        one = upload(state, value.name, value.content, value.kind, ephemeral=True)
        resolved.setdefault("attachments", {})[one["id"]] = one
        return one["id"]
    if kind == USER:
        resolved.setdefault("users", {})[value.id] = described.user(value)
        return value.id
    if kind == CHANNEL:
        place = {"id": value.id, "type": value.type, "name": value.name, "permissions": "0"}
        resolved.setdefault("channels", {})[value.id] = place
        return value.id
    if kind == ROLE:
        role = described.whole_role(value.id, value.name)
        resolved.setdefault("roles", {})[value.id] = role
        return value.id
    return value
