"""The first answer to an interaction: in time, once, and of a kind that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform import described, problems
from tests.discord_platform import interactions as kinds
from tests.discord_platform.interactions import Interaction
from tests.discord_platform.judge.commands import CHOICES
from tests.discord_platform.judge.messages import (
    CHANGED_MESSAGE,
    EPHEMERAL,
    NEW,
    SILENT,
    SUPPRESS_EMBEDS,
    WEBHOOK_MESSAGE,
    judge_deferral,
)
from tests.discord_platform.judge.modals import judge_modal
from tests.discord_platform.numbered import numbered
from tests.discord_platform.posted import LOADING, Posted
from tests.discord_platform.requests import Sent
from tests.discord_platform.rest.judged import judged, judged_message
from tests.discord_platform.rest.routes import Desk, Route
from tests.discord_platform.schema import anything, integer, nullable, record

CALLBACK = record({"type": integer(1, 12)}, {"data": nullable(anything)})
FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | NEW


def called_back(desk: Desk, sent: Sent, arguments: Mapping[str, str]) -> tuple[int, Any]:
    """``POST /interactions/{id}/{token}/callback``."""
    interaction = desk.state.interactions.get(arguments["token"])
    if not interaction or interaction.id != arguments["interaction"]:
        raise problems.NO_INTERACTION
    answer(desk, sent, interaction, sent.body)
    if sent.query.get("with_response") in ("1", "true"):
        return 200, _told(interaction)
    return 204, None


def answer(desk: Desk, sent: Sent, interaction: Interaction, body: Any) -> None:
    """Take the first answer, however it came."""
    judged(desk.state, sent, CALLBACK(body, ""))
    now = desk.state.clock.seconds()
    kind, data = body["type"], body.get("data") or {}
    try:
        interaction.check_first(kind, now)
    except problems.Refusal as refusal:
        interaction.refused.append(refusal)
        raise
    _take(desk, sent, interaction, kind, data)
    interaction.answer, interaction.answered_at = kind, now
    desk.state.changes.happened()


def _take(desk: Desk, sent: Sent, interaction: Interaction, kind: int, data: Any) -> None:
    match kind:
        case kinds.ANSWER:
            body = judged_message(desk.state, sent, WEBHOOK_MESSAGE, data, FLAGS)
            interaction.original = said(desk, interaction, body, sent, body.get("flags") or 0)
        case kinds.DEFER:
            judged(desk.state, sent, judge_deferral(data))
            interaction.original = _thinking(desk, interaction, data.get("flags", 0))
        case kinds.DEFER_UPDATE:
            interaction.original = interaction.about
        case kinds.UPDATE:
            assert interaction.about is not None
            interaction.original = interaction.about
            update(desk, sent, interaction.about, data)
        case kinds.COMPLETE:
            judged(desk.state, sent, record({"choices": CHOICES})(data, "data"))
            interaction.choices = tuple(data["choices"])
        case kinds.MODAL:
            judged(desk.state, sent, judge_modal(data, "data"))
            interaction.modal = {**data, "components": numbered(data["components"])}


def said(
    desk: Desk, interaction: Interaction, body: Mapping[str, Any], sent: Sent, flags: int
) -> Posted:
    """A message in answer to an interaction."""
    posted = blank(desk, interaction, flags)
    desk.writing.fill(posted, body, sent.files)
    desk.writing.announce(posted)
    return posted


def blank(desk: Desk, interaction: Interaction, flags: int) -> Posted:
    """The beginning of one: by the bot through the webhook, to everybody or to the asker."""
    hidden = flags & EPHEMERAL or interaction.always_ephemeral
    only_for = interaction.asker if hidden else None
    posted = desk.writing.blank(interaction.channel, desk.state.bot, only_for=only_for)
    application = desk.state.application.id
    posted.raw |= {
        "webhook_id": application,
        "application_id": application,
        "interaction_metadata": metadata(interaction),
    }
    return posted


def _thinking(desk: Desk, interaction: Interaction, flags: int) -> Posted:
    posted = blank(desk, interaction, flags)
    posted.raw["flags"] |= LOADING
    desk.writing.announce(posted)
    return posted


def update(desk: Desk, sent: Sent, posted: Posted, data: Any) -> None:
    """Change a message of the bot's."""
    if posted.deleted:
        raise problems.NO_MESSAGE
    flags = SUPPRESS_EMBEDS | NEW
    before = {} if posted.loading else posted.raw
    body = judged_message(desk.state, sent, CHANGED_MESSAGE, data, flags, before)
    desk.writing.change(posted, body, sent.files)


def metadata(interaction: Interaction) -> dict[str, Any]:
    """What a message says of the interaction that it answers."""
    return {
        "id": interaction.id,
        "type": interaction.type,
        "user": described.user(interaction.asker),
        "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
    }


def _told(interaction: Interaction) -> dict[str, Any]:
    told: dict[str, Any] = {"interaction": {"id": interaction.id, "type": interaction.type}}
    posted = interaction.original
    assert interaction.answer is not None
    if posted is None or interaction.answer == kinds.DEFER_UPDATE:
        return told
    told["interaction"] |= {
        "response_message_id": posted.id,
        "response_message_loading": posted.loading,
        "response_message_ephemeral": posted.ephemeral,
    }
    told["resource"] = {"type": interaction.answer, "message": posted.raw}
    return told


ROUTES = (Route("POST", "/interactions/{interaction}/{token}/callback", called_back, token=False),)
