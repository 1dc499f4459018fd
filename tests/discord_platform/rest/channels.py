"""Messages that answer no interaction: in channels, and in direct conversations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform import described, problems
from tests.discord_platform.judge.messages import NEW, NEW_MESSAGE, SILENT, SUPPRESS_EMBEDS
from tests.discord_platform.places import Channel
from tests.discord_platform.posted import Posted
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.callbacks import update
from tests.discord_platform.rest.judged import judged, judged_message
from tests.discord_platform.rest.routes import Desk, Route
from tests.discord_platform.schema import Fault, record, written_snowflake

FLAGS = SUPPRESS_EMBEDS | SILENT | NEW
RECIPIENT = record({"recipient_id": written_snowflake})


def opened(desk: Desk, sent: Sent, _: Mapping[str, str]) -> tuple[int, Any]:
    """``POST /users/@me/channels``: the conversation with somebody."""
    judged(desk.state, sent, RECIPIENT(sent.body, ""))
    user = desk.state.users.get(str(sent.body["recipient_id"]))
    if not user:
        raise problems.NO_USER
    return 200, described.whole_channel(
        desk.state.conversation(user, desk.state.bot), desk.state.bot
    )


def posted(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``POST /channels/{channel}/messages``."""
    channel = _writable(desk, arguments)
    body = judged_message(desk.state, sent, NEW_MESSAGE, sent.body, FLAGS)
    said = desk.writing.blank(channel, desk.state.bot)
    _refer(desk, said, body)
    desk.writing.fill(said, body, sent.files)
    desk.writing.announce(said)
    return 200, said.raw


def shown(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``GET …/messages/{message}``."""
    return 200, _message(desk, arguments).raw


def changed(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``PATCH …/messages/{message}``."""
    found = _message(desk, arguments)
    if found.raw["author"]["id"] != desk.state.bot.id:
        raise problems.NOT_THE_AUTHOR
    update(desk, sent, found, sent.body)
    return 200, found.raw


def deleted(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``DELETE …/messages/{message}``."""
    found = _message(desk, arguments)
    if found.raw["author"]["id"] != desk.state.bot.id:
        raise problems.NO_PERMISSION
    desk.writing.delete(found)
    return 204, None


def channel(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``GET /channels/{channel}``."""
    return 200, described.whole_channel(_channel(desk, arguments), desk.state.bot)


def typing(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``POST /channels/{channel}/typing``."""
    _channel(desk, arguments)
    return 204, None


def _channel(desk: Desk, arguments: Mapping[str, str]) -> Channel:
    found = desk.state.channels.get(arguments["channel"])
    if not found:
        raise problems.NO_CHANNEL
    if not found.has(desk.state.bot):
        raise problems.NO_ACCESS
    return found


def _writable(desk: Desk, arguments: Mapping[str, str]) -> Channel:
    found = _channel(desk, arguments)
    others = [one for one in found.people if one is not desk.state.bot]
    if any(not one.open_to_messages for one in others):
        raise problems.CLOSED
    if not found.writable:
        raise problems.NO_PERMISSION
    return found


def _message(desk: Desk, arguments: Mapping[str, str]) -> Posted:
    place = _channel(desk, arguments)
    found = desk.state.messages.get(arguments["message"])
    if not found or found.deleted or found.ephemeral or found.channel is not place:
        raise problems.NO_MESSAGE
    return found


def _refer(desk: Desk, said: Posted, body: Mapping[str, Any]) -> None:
    reference = body.get("message_reference")
    if not reference:
        return
    found = desk.state.messages.get(str(reference["message_id"]))
    if not found or found.deleted:
        if reference.get("fail_if_not_exists", True):
            raise problems.bad_form([Fault("message_reference", "Unknown message")])
        return
    said.raw |= {
        "type": 19,
        "message_reference": {
            "type": 0,
            "message_id": found.id,
            "channel_id": found.channel.id,
        },
        "referenced_message": found.raw,
    }


_BASE = "/channels/{channel}"
ROUTES = (
    Route("POST", "/users/@me/channels", opened),
    Route("GET", _BASE, channel),
    Route("POST", _BASE + "/typing", typing),
    Route("POST", _BASE + "/messages", posted),
    Route("GET", _BASE + "/messages/{message}", shown),
    Route("PATCH", _BASE + "/messages/{message}", changed),
    Route("DELETE", _BASE + "/messages/{message}", deleted),
)
