"""Messages: posting, changing, deleting, and showing to one person."""

from __future__ import annotations

from tests.slack_platform.messages import Way, judge_message
from tests.slack_platform.records import Channel, Message
from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.web_api import Answerer, Asked, Refused

REFUSED_FOR = {
    "msg_blocks_too_long": "msg_blocks_too_long",
    "too_long": "msg_too_long",
    "empty": "no_text",
    "no_text": "no_text",
}


def judged(asked: Asked, way: Way) -> None:
    """Remember what is wrong with the message; refuse it for what Slack refuses it for."""
    found = list(judge_message(asked.arguments, asked.method, way))
    for violation in found:
        asked.platform.tell(violation)
    if in_blocks := [one for one in found if "/blocks" in one.where]:
        error = "msg_blocks_too_long" if _too_long(in_blocks) else "invalid_blocks"
        raise Refused(error, response_metadata={"messages": list(map(str, in_blocks))})
    for violation in found:
        if violation.where.endswith("/text") and violation.code in REFUSED_FOR:
            raise Refused(REFUSED_FOR[violation.code])


def _too_long(found: list[Violation]) -> bool:
    return any(one.code == "msg_blocks_too_long" for one in found)


def _channel(asked: Asked) -> Channel:
    """The channel, if the app may write there; a person's id stands for their conversation."""
    workspace, given = asked.workspace, str(asked.arguments["channel"])
    if given in workspace.people:
        if workspace.people[given].deleted:
            raise Refused("channel_not_found")
        channel = workspace.im(workspace.people[given])
    elif given in workspace.channels:
        channel = workspace.channels[given]
    else:
        raise Refused("channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    if workspace.bot.id not in channel.members:
        raise Refused("channel_not_found" if channel.kind == "group" else "not_in_channel")
    for person in channel.members if channel.kind == "im" else ():
        if workspace.people[person].dm_closed:
            raise Refused("messages_tab_disabled")
    return channel


def _out(asked: Asked, message: Message) -> Json:
    workspace = asked.workspace
    return message.as_json(asked.platform.app.id, workspace.bot_id, workspace.id)


async def _post(asked: Asked) -> Json:
    judged(asked, Way.POST)
    channel = _channel(asked)
    thread = str(asked.arguments.get("thread_ts", ""))
    if thread and asked.workspace.message(channel.id, thread) is None:
        raise Refused("thread_not_found")
    message = asked.workspace.post(
        channel,
        asked.workspace.bot.id,
        asked.arguments["text"],
        asked.arguments.get("blocks"),
        thread=thread,
        by_app=True,
        metadata=asked.arguments.get("metadata"),
    )
    asked.workspace.statuses.pop(f"{channel.id}/{thread}", None)
    asked.platform.spawn(_heard_by_ourselves(asked, message))
    return {"channel": channel.id, "ts": message.ts, "message": _out(asked, message)}


async def _heard_by_ourselves(asked: Asked, message: Message) -> None:
    """An app gets its own messages too, where it gets everybody's."""
    kind = message.channel.kind
    name = "message.im" if kind == "im" else f"message.{kind}s"
    event = _out(asked, message) | {
        "channel": message.channel.id,
        "event_ts": message.ts,
        "channel_type": kind,
    }
    await asked.platform.event(asked.workspace, name, event)


async def _update(asked: Asked) -> Json:
    judged(asked, Way.UPDATE)
    workspace = asked.workspace
    channel = _channel(asked)
    message = workspace.message(channel.id, str(asked.arguments["ts"]))
    if message is None:
        raise Refused("message_not_found")
    if not message.by_app:
        raise Refused("cant_update_message")
    before = _out(asked, message)
    message.text = asked.arguments["text"]
    message.blocks = workspace.numbered(asked.arguments.get("blocks") or [])
    message.edits += 1
    asked.platform.spawn(_change_heard(asked, message, before))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": _out(asked, message),
    }


async def _change_heard(asked: Asked, message: Message, before: Json) -> None:
    kind, ts = message.channel.kind, asked.platform.ids.ts()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": _out(asked, message),
        "previous_message": before,
        "channel": message.channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": kind,
    }
    name = "message.im" if kind == "im" else f"message.{kind}s"
    await asked.platform.event(asked.workspace, name, event)


async def _ephemeral(asked: Asked) -> Json:
    judged(asked, Way.EPHEMERAL)
    channel, person = _channel(asked), asked.person("user")
    if person.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = asked.workspace.post(
        channel,
        asked.workspace.bot.id,
        asked.arguments["text"],
        asked.arguments.get("blocks"),
        thread=str(asked.arguments.get("thread_ts", "")),
        only_for=person.id,
        by_app=True,
    )
    return {"message_ts": message.ts}


async def _delete(asked: Asked) -> Json:
    message = asked.workspace.message(asked.arguments["channel"], asked.arguments["ts"])
    if message is None:
        raise Refused("message_not_found")
    if not message.by_app:
        raise Refused("cant_delete_message")
    message.gone = True
    return {"channel": message.channel.id, "ts": message.ts}


async def _permalink(asked: Asked) -> Json:
    channel, ts = asked.arguments["channel"], asked.arguments["message_ts"]
    if asked.workspace.message(channel, ts) is None:
        raise Refused("message_not_found")
    link = f"https://{asked.workspace.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return {"channel": channel, "permalink": link}


CHAT: dict[str, Answerer] = {
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.postEphemeral": _ephemeral,
    "chat.delete": _delete,
    "chat.getPermalink": _permalink,
}
