"""What follows the first answer, for fifteen minutes: the original changed, and more messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform import interactions as kinds
from tests.discord_platform import problems
from tests.discord_platform.interactions import Interaction
from tests.discord_platform.judge.messages import EPHEMERAL, WEBHOOK_MESSAGE
from tests.discord_platform.posted import Posted
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.callbacks import FLAGS, said, update
from tests.discord_platform.rest.judged import judged_message
from tests.discord_platform.rest.routes import Desk, Route


def followed_up(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``POST /webhooks/{application}/{token}``: the first one after a deferral fills it."""
    interaction = _interaction(desk, arguments)
    body = judged_message(desk.state, sent, WEBHOOK_MESSAGE, sent.body, FLAGS)
    original = interaction.original
    if interaction.answer == kinds.DEFER and original and original.loading:
        changed = {**body, "flags": (body.get("flags") or 0) & ~EPHEMERAL}
        desk.writing.change(original, changed, sent.files)
        return 200, original.raw
    interaction.count_follow_up()
    posted = said(desk, interaction, body, sent, body.get("flags") or 0)
    interaction.follow_ups.append(posted)
    return 200, posted.raw


def shown(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``GET …/messages/{message}``."""
    return 200, _message(_interaction(desk, arguments), arguments["message"]).raw


def changed(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``PATCH …/messages/{message}``."""
    posted = _message(_interaction(desk, arguments), arguments["message"])
    update(desk, sent, posted, sent.body)
    return 200, posted.raw


def deleted(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``DELETE …/messages/{message}``."""
    desk.writing.delete(_message(_interaction(desk, arguments), arguments["message"]))
    return 204, None


def _interaction(desk: Desk, arguments: Mapping[str, str]) -> Interaction:
    found = desk.state.interactions.get(arguments["token"])
    if not found or arguments["application"] != desk.state.application.id:
        raise problems.NO_WEBHOOK
    found.check_token(desk.state.clock.seconds())
    return found


def _message(interaction: Interaction, name: str) -> Posted:
    ours = [*interaction.follow_ups, *filter(None, [interaction.original])]
    found = interaction.original if name == "@original" else None
    found = found or next((one for one in ours if one.id == name), None)
    if not found or found.deleted:
        raise problems.NO_MESSAGE
    return found


_BASE = "/webhooks/{application}/{token}"
ROUTES = (
    Route("POST", _BASE, followed_up, token=False),
    Route("GET", _BASE + "/messages/{message}", shown, token=False),
    Route("PATCH", _BASE + "/messages/{message}", changed, token=False),
    Route("DELETE", _BASE + "/messages/{message}", deleted, token=False),
)
