"""Slack's payloads to what was heard, and where an answer can go. Pure: nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.slack import modal
from bot.adapters.slack.words import typed
from bot.core.chat import Heard, Way, Where, Who

Json = Mapping[str, Any]

PLATFORM = "slack"

_SUBTYPES = ("", "file_share", "thread_broadcast", "me_message")
"""Messages that people say; all others are edits, joins and what programs say."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from, and how it can be answered.

    ``response_url`` and ``trigger`` let whoever has them speak for us: they are hidden from
    ``repr``. ``ephemeral``: what was clicked is seen by one person. ``direct``: it was said in a
    conversation that only this person and we read. ``stranger``: Slack says that they are of
    another organization. ``view`` is the modal's or home tab's type.
    """

    team: str
    user: str
    channel: str = ""
    name: str = ""
    thread: str = ""
    message: str = ""
    direct: bool = False
    ephemeral: bool = False
    stranger: bool = False
    view: str = ""
    enterprise: str = ""
    response_url: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)

    @property
    def where(self) -> Where:
        """The place, as the core names it; a person's own where there is no channel."""
        workspace = f"{PLATFORM}:{self.team}"
        place = self.channel or self.user
        direct = self.direct or not self.channel
        name = "" if direct else self.name
        return Where(f"{workspace}:{place}", workspace, name, self.thread, direct)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that came with a message. ``url`` needs our token; ``size`` is in bytes."""

    name: str
    kind: str
    size: int
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, picked or filled in, before it is known who says it.

    ``action`` is our own name for what was clicked (``ways``), empty for what is typed.
    """

    id: str
    text: str = field(repr=False)
    way: Way
    origin: Origin
    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: tuple[Offered, ...] = ()
    action: str = ""

    def heard(self, who: Who, files: Mapping[str, str] | None = None) -> Heard:
        """What the core is told."""
        where = self.origin.where
        return Heard(self.id, self.text, who, where, self.way, self.form, self.values, files or {})


def command(body: Json) -> Said:
    """A slash command."""
    origin = Origin(
        team=body["team_id"],
        user=body["user_id"],
        channel=body.get("channel_id", ""),
        name=_name(body.get("channel_name")),
        enterprise=body.get("enterprise_id") or "",
        response_url=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
    )
    return Said(f"command:{origin.trigger}", typed(body.get("text") or ""), Way.COMMAND, origin)


def event(body: Json, bot: str) -> Said | None:
    """A mention or a message; None for what is not somebody speaking to us.

    ``bot`` is our own user's id. A mention reaches us twice where channels are read: the message's
    own time names both.
    """
    said = body["event"]
    user, channel = said.get("user", ""), said.get("channel", "")
    ours = said.get("bot_id") or user == bot
    if not user or ours or said.get("subtype", "") not in _SUBTYPES or said.get("hidden"):
        return None
    way = _way_of(said, bot)
    if way is None:
        return None
    team = team_of(body)
    stamp = said.get("ts", "")
    origin = Origin(
        team=team,
        user=user,
        channel=channel,
        # A mention is answered below it; a direct message where it was said.
        thread=said.get("thread_ts") or ("" if way is Way.DIRECT else stamp),
        message=stamp,
        direct=way is Way.DIRECT,
        stranger=_is_stranger(said, body),
        enterprise=body.get("enterprise_id") or "",
    )
    text = typed(said.get("text") or "", bot)
    return Said(f"message:{channel}:{stamp}", text, way, origin, files=_files(said))


def shortcut(body: Json) -> Said:
    """The shortcut on a message, or the one from anywhere."""
    message = body.get("message")
    origin = Origin(
        team=_team_of_interaction(body),
        user=body["user"]["id"],
        channel=(body.get("channel") or {}).get("id", ""),
        name=_name((body.get("channel") or {}).get("name")),
        thread=(message or {}).get("thread_ts", ""),
        enterprise=(body.get("enterprise") or {}).get("id", ""),
        response_url=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
        stranger=_is_stranger(body["user"], body),
    )
    name = f"shortcut:{origin.trigger}"
    if message is None:
        return Said(name, "check", Way.DIRECT, origin)
    text = "\n".join(filter(None, map(typed, _texts_of(message))))
    return Said(name, text, Way.SHORTCUT, origin, files=_files(message))


def action(body: Json) -> Said:
    """A button, a menu or an opinion. ``text`` is what it stands for."""
    clicked = body["actions"][0]
    container, message = body.get("container") or {}, body.get("message") or {}
    view = body.get("view") or {}
    place = modal.place_of(view)
    origin = Origin(
        team=_team_of_interaction(body),
        user=body["user"]["id"],
        channel=(body.get("channel") or {}).get("id")
        or container.get("channel_id", "")
        or place.channel,
        name=_name((body.get("channel") or {}).get("name")),
        thread=message.get("thread_ts") or container.get("thread_ts", "") or place.thread,
        message=container.get("message_ts", ""),
        ephemeral=bool(container.get("is_ephemeral")),
        view=view.get("type", ""),
        enterprise=(body.get("enterprise") or {}).get("id", ""),
        response_url=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
        stranger=_is_stranger(body["user"], body),
    )
    chosen = clicked.get("selected_option") or clicked
    name = f"action:{origin.trigger or clicked.get('action_ts', '')}"
    kind = clicked.get("action_id", "").partition(":")[0]
    return Said(name, chosen.get("value", ""), Way.PICK, origin, action=kind)


def submission(body: Json) -> Said:
    """A form, filled in. Its values may hold a password."""
    view = body["view"]
    place = modal.place_of(view)
    team = _team_of_interaction(body)
    origin = Origin(
        team=team,
        user=body["user"]["id"],
        channel=place.channel,
        thread=place.thread,
        direct=place.direct,
        view=view.get("type", ""),
        enterprise=(body.get("enterprise") or {}).get("id", ""),
        trigger=body.get("trigger_id", ""),
        stranger=_is_stranger(body["user"], body),
    )
    values = modal.values_of(view, f"{PLATFORM}:{team}:")
    name = f"form:{view.get('id', '')}:{view.get('hash', '')}"
    return Said(name, "", Way.FORM, origin, form=place.form, values=values)


def team_of(body: Json) -> str:
    """The workspace that an event is for: ours, not the speaker's, where a channel is shared."""
    for authorization in body.get("authorizations") or ():
        if authorization.get("team_id"):
            return str(authorization["team_id"])
    return str(body.get("team_id") or body.get("enterprise_id") or "")


def workspace_of(body: Json) -> tuple[str, str]:
    """The ids of the workspace and the organization that any payload is for."""
    enterprise = body.get("enterprise_id") or (body.get("enterprise") or {}).get("id") or ""
    if "event" in body:
        return team_of(body), str(enterprise)
    if "team_id" in body:
        return str(body["team_id"]), str(enterprise)
    return _team_of_interaction(body), str(enterprise)


def _way_of(said: Json, bot: str) -> Way | None:
    if said["type"] == "app_mention":
        return Way.MENTION
    if said.get("channel_type") == "im":
        return Way.DIRECT
    mentioned = f"<@{bot}>" in said.get("text", "") or f"<@{bot}|" in said.get("text", "")
    # That mention arrives as one, too.
    return None if mentioned else Way.WATCHED


def _team_of_interaction(body: Json) -> str:
    team = body.get("team") or {}
    user = body.get("user") or {}
    return str(team.get("id") or user.get("team_id") or (body.get("enterprise") or {}).get("id"))


def _name(name: str | None) -> str:
    """What people call a channel; Slack has words for those that have no name."""
    return "" if name in (None, "directmessage", "privategroup") else str(name)


def _is_stranger(speaker: Json, body: Json) -> bool:
    """Whether Slack names another workspace as the speaker's own.

    Within one organization workspaces differ too; there ``users.info`` tells.
    """
    if body.get("enterprise_id") or body.get("enterprise"):
        return False
    theirs = speaker.get("user_team") or speaker.get("team_id") or speaker.get("source_team")
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return bool(theirs and team and theirs != team)


_DEEPEST = 12
"""Blocks in blocks; Slack's own go half as deep."""

_RICH_LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})


def _texts_of(message: Json) -> Iterator[str]:
    """All words of a message of somebody else's, programs' too, which speak by parts."""
    text = message.get("text") or ""
    yield text
    yield from _unsaid(message.get("blocks"), text)
    for attached in message.get("attachments") or ():
        yield from (attached.get(name) or "" for name in ("pretext", "title", "text"))
        for told in attached.get("fields") or ():
            yield from (told.get(name) or "" for name in ("title", "value"))
        yield from _unsaid(attached.get("blocks"), attached.get("text") or "")
        if not attached.get("text") and not attached.get("blocks"):
            yield attached.get("fallback") or ""
    for offered in message.get("files") or ():
        # A mail that somebody forwarded to a channel is a file with its text.
        yield offered.get("plain_text") or ""


def _unsaid(blocks: object, said: str) -> Iterator[str]:
    """The words of blocks that the text beside them has not said already."""
    known = "".join(said.split())
    for words in _words_in(blocks, 0):
        if "".join(words.split()) not in known:
            yield words


def _words_in(part: object, depth: int) -> Iterator[str]:
    """Every ``text`` inside, which is a string or an object with one; a rich line is one text."""
    if depth > _DEEPEST:
        return
    if isinstance(part, list):
        for inner in part:
            yield from _words_in(inner, depth + 1)
    elif isinstance(part, dict):
        if str(part.get("type", "")) in _RICH_LINES:
            yield "".join(_words_in(part.get("elements"), depth + 1))
            return
        for name, inner in part.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from _words_in(inner, depth + 1)


def _files(message: Json) -> tuple[Offered, ...]:
    return tuple(
        Offered(
            file.get("name") or file.get("title") or file.get("id", ""),
            file.get("mimetype") or "",
            int(file.get("size") or 0),
            file.get("url_private_download") or file.get("url_private") or "",
        )
        for file in message.get("files") or ()
        if file.get("mode") != "tombstone" and not file.get("plain_text")
    )


__all__ = [
    "Offered",
    "Origin",
    "Said",
    "action",
    "command",
    "event",
    "shortcut",
    "submission",
    "team_of",
    "workspace_of",
]
