"""What Slack sends to an app, piece by piece, and the shapes to which the stand-in is held."""

from __future__ import annotations

from tests.slack_platform.blocks import Surface, judge_blocks
from tests.slack_platform.elements import ID
from tests.slack_platform.records import Channel, Message, OpenView, Person
from tests.slack_platform.shapes import (
    EMPTY_OR_TEXT,
    NONE,
    Found,
    Json,
    Shape,
    Violation,
    anything,
    boolean,
    by_type,
    either,
    exactly,
    listed,
    mapped,
    record,
    text,
    whole,
)
from tests.slack_platform.workspace import Workspace

VERIFICATION_TOKEN = "verification-token-of-the-stand-in"


def context(workspace: Workspace, app_id: str) -> Json:
    """What every interaction carries."""
    return {
        "api_app_id": app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": enterprise(workspace),
        "is_enterprise_install": False,
    }


def enterprise(workspace: Workspace) -> Json | None:
    """The organization, where the workspace belongs to one."""
    if not workspace.enterprise:
        return None
    return {"id": workspace.enterprise, "name": workspace.enterprise.lower()}


def user(person: Person) -> Json:
    """The person, in an interaction."""
    return {
        "id": person.id,
        "username": person.name,
        "name": person.name,
        "team_id": person.team,
    }


def callback(workspace: Workspace, app_id: str, event: Json, event_id: str, at: int) -> Json:
    """The wrapper of an event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": workspace.enterprise or None,
        "api_app_id": app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": at,
        "authorizations": [
            {
                "enterprise_id": workspace.enterprise or None,
                "team_id": workspace.id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def view_of(view: OpenView, workspace: Workspace, app_id: str) -> Json:
    """A view as Slack hands it out: with its ids, and what was typed into it."""
    defaults: Json = {
        "private_metadata": "",
        "callback_id": "",
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "",
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
    }
    return {
        **defaults,
        **view.view,
        "id": view.id,
        "team_id": workspace.id,
        "state": {"values": view.typed},
        "hash": view.hash,
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": app_id,
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }


def container(message: Message) -> Json:
    """Where a click happened."""
    found: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    return found | ({"thread_ts": message.thread} if message.thread else {})


def place(channel: Channel) -> Json:
    """A channel, in an interaction."""
    return {"id": channel.id, "name": channel.name}


PERSON = record({"id": ID, "username": ID, "name": ID, "team_id": ID})
PLACE = record({"id": ID, "name": ID})
TEAM = record({"id": ID, "domain": ID})
ENTERPRISE = either(NONE, record({"id": ID, "name": ID}))
TS = text(40)
MESSAGE = record(
    {"type": exactly("message"), "user": ID, "ts": TS, "text": EMPTY_OR_TEXT, "team": ID},
    {
        "bot_id": ID,
        "app_id": ID,
        "blocks": anything,
        "files": listed(anything),
        "thread_ts": TS,
        "edited": record({"user": ID, "ts": TS}),
        "client_msg_id": ID,
        "subtype": exactly("file_share", "channel_join", "bot_message"),
    },
)
VIEW = record(
    {
        "id": ID, "team_id": ID, "type": exactly("modal", "home"), "blocks": anything,
        "private_metadata": EMPTY_OR_TEXT, "callback_id": EMPTY_OR_TEXT,
        "state": record({"values": mapped(mapped(anything))}), "hash": ID,
        "title": anything, "close": anything, "submit": anything, "clear_on_close": boolean,
        "notify_on_close": boolean, "previous_view_id": either(NONE, ID), "root_view_id": ID,
        "app_id": ID, "external_id": EMPTY_OR_TEXT, "app_installed_team_id": ID, "bot_id": ID,
    },
    {"submit_disabled": boolean},
)  # fmt: skip
BASE: dict[str, Shape] = {
    "api_app_id": ID,
    "token": ID,
    "team": TEAM,
    "enterprise": ENTERPRISE,
    "is_enterprise_install": boolean,
    "user": PERSON,
}
WITH_TRIGGER = BASE | {"trigger_id": ID}
ACTION = record(
    {"action_id": ID, "block_id": ID, "type": ID, "action_ts": TS},
    {
        "text": anything, "value": text(2000), "style": ID, "selected_option": anything,
        "selected_options": anything, "selected_user": ID, "selected_conversation": ID,
        "placeholder": anything,
    },
)  # fmt: skip
INTERACTIONS: dict[str, Shape] = {
    "block_actions": record(
        WITH_TRIGGER
        | {"type": ID, "container": anything, "actions": listed(ACTION, 1, 1)},
        {"channel": PLACE, "message": MESSAGE, "view": VIEW, "response_url": ID,
         "state": record({"values": mapped(mapped(anything))})},
    ),
    "block_suggestion": record(
        BASE | {"type": ID, "action_id": ID, "block_id": ID, "value": EMPTY_OR_TEXT,
                "container": anything},
        {"view": VIEW, "channel": PLACE, "message": MESSAGE},
    ),
    "view_submission": record(
        WITH_TRIGGER | {"type": ID, "view": VIEW, "response_urls": listed(anything)}
    ),
    "view_closed": record(BASE | {"type": ID, "view": VIEW, "is_cleared": boolean}),
    "message_action": record(
        WITH_TRIGGER
        | {"type": ID, "callback_id": ID, "response_url": ID, "message_ts": TS,
           "message": MESSAGE, "channel": PLACE, "action_ts": TS}
    ),
    "shortcut": record(WITH_TRIGGER | {"type": ID, "callback_id": ID, "action_ts": TS}),
}  # fmt: skip
COMMAND = record(
    {
        "token": ID, "team_id": ID, "team_domain": ID, "channel_id": ID, "channel_name": ID,
        "user_id": ID, "user_name": ID, "command": ID, "text": EMPTY_OR_TEXT, "api_app_id": ID,
        "is_enterprise_install": exactly("true", "false"), "response_url": ID, "trigger_id": ID,
    },
    {"enterprise_id": ID, "enterprise_name": ID},
)  # fmt: skip
SAID: dict[str, Shape] = {
    "user": ID, "text": EMPTY_OR_TEXT, "ts": TS, "team": ID, "channel": ID, "event_ts": TS,
}  # fmt: skip
SAID_TOO: dict[str, Shape] = {
    "client_msg_id": ID, "blocks": anything, "thread_ts": TS, "files": listed(anything),
    "bot_id": ID, "app_id": ID, "edited": anything, "user_team": ID, "source_team": ID,
}  # fmt: skip
KINDS = exactly("im", "channel", "group", "mpim")


def _message_event(value: object, where: str) -> Found:
    kind = value.get("subtype") if isinstance(value, dict) else None
    head: dict[str, Shape] = {"type": ID, "channel_type": KINDS}
    if kind == "message_changed":
        shape = record(
            head | {"subtype": ID, "message": MESSAGE, "previous_message": MESSAGE,
                    "channel": ID, "hidden": boolean, "ts": TS, "event_ts": TS}
        )  # fmt: skip
    elif kind == "message_deleted":
        shape = record(
            head | {"subtype": ID, "previous_message": MESSAGE, "channel": ID, "hidden": boolean,
                    "deleted_ts": TS, "ts": TS, "event_ts": TS}
        )  # fmt: skip
    else:
        shape = record(head | SAID, SAID_TOO | {"subtype": exactly("file_share", "bot_message")})
    yield from shape(value, where)


EVENT = by_type(
    {
        "app_mention": record({"type": ID} | SAID, SAID_TOO),
        "message": _message_event,
        "app_home_opened": record(
            {"type": ID, "user": ID, "channel": ID, "tab": exactly("home", "messages"),
             "event_ts": TS},
            {"view": VIEW, "context": anything},
        ),
        "app_context_changed": record(
            {"type": ID, "user": ID, "channel": ID, "context": anything, "event_ts": TS}
        ),
        "member_joined_channel": record(
            {"type": ID, "user": ID, "channel": ID, "channel_type": exactly("C", "G"),
             "team": ID, "event_ts": TS},
            {"inviter": ID},
        ),
        "app_uninstalled": record({"type": ID}, {"event_ts": TS}),
        "tokens_revoked": record(
            {"type": ID, "tokens": record({"oauth": listed(ID), "bot": listed(ID)})},
            {"event_ts": TS},
        ),
        "agent_session_stopped": record(
            {"type": ID, "user": ID, "channel": ID, "event_ts": TS}, {"thread_ts": TS}
        ),
    }
)  # fmt: skip
CALLBACK = record(
    {
        "token": ID, "team_id": ID, "context_team_id": ID,
        "context_enterprise_id": either(NONE, ID), "api_app_id": ID, "event": EVENT,
        "type": exactly("event_callback"), "event_id": ID, "event_time": whole,
        "authorizations": listed(
            record({"enterprise_id": either(NONE, ID), "team_id": either(NONE, ID),
                    "user_id": ID, "is_bot": boolean, "is_enterprise_install": boolean}), 1, 1),
        "is_ext_shared_channel": boolean, "event_context": ID,
    }
)  # fmt: skip
SENT: dict[str, Shape] = {
    "slash_commands": COMMAND,
    "interactive": by_type(INTERACTIONS),
    "events_api": CALLBACK,
}


def judge_sent(kind: str, payload: Json) -> Found:
    """What the stand-in itself does wrong in what it is about to send."""
    yield from SENT[kind](payload, kind)
    for name in ("message", "view"):
        part = payload.get(name)
        if isinstance(part, dict) and part.get("blocks") and part.get("bot_id"):
            surface = Surface(part["type"])
            yield from (
                Violation(f"{kind}/{one.where}", one.code, one.detail)
                for one in judge_blocks(part["blocks"], name, surface)
                if one.code in ("unknown_type", "missing", "repeated_block_id")
            )
