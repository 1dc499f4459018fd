"""Slack's payloads, as small as they can be, for what reads them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TEAM, BOT, TARO, CHANNEL, DIRECT = "T1", "U0BOT", "U1", "C1", "D1"
URL = "https://hooks.slack.com/commands/T1/1/a"


def command(text: str = "", **more: object) -> Json:
    return {
        "team_id": TEAM,
        "user_id": TARO,
        "channel_id": CHANNEL,
        "command": "/mail",
        "text": text,
        "response_url": URL,
        "trigger_id": "1.2.3",
        **more,
    }


def event(kind: str = "app_mention", **said: object) -> Json:
    message = {"type": kind, "user": TARO, "channel": CHANNEL, "ts": "17.5", "text": "hello"}
    return {
        "team_id": TEAM,
        "event_id": "Ev1",
        "authorizations": [{"team_id": TEAM, "user_id": BOT}],
        "event": message | said,
    }


def direct(text: str = "hello", **said: object) -> Json:
    more = {"channel": DIRECT, "channel_type": "im", "text": text}
    return event("message", **more | said)


def interaction(**more: object) -> Json:
    return {
        "team": {"id": TEAM},
        "user": {"id": TARO, "team_id": TEAM},
        "trigger_id": "4.5.6",
        **more,
    }


def shortcut(message: Json | None) -> Json:
    if message is None:
        return interaction(type="shortcut", callback_id="check_my_mail")
    more = {"message": message, "channel": {"id": CHANNEL}, "response_url": URL}
    return interaction(type="message_action", callback_id="explain_mail_error", **more)


def click(value: str, action: str = "pick:1", **more: object) -> Json:
    clicked = {"action_id": action, "value": value, "type": "button", "action_ts": "18.0"}
    base = {
        "type": "block_actions",
        "actions": [clicked],
        "channel": {"id": CHANNEL},
        "container": {"type": "message", "message_ts": "17.9", "is_ephemeral": True},
        "response_url": URL,
    }
    return interaction(**base | more)
