"""The methods of the Web API that the stand-in knows: their arguments and the scope each needs."""

from __future__ import annotations

from dataclasses import dataclass

from tests.slack_platform.elements import ID
from tests.slack_platform.shapes import (
    EMPTY_OR_TEXT,
    Json,
    Shape,
    anything,
    boolean,
    either,
    exactly,
    listed,
    record,
    text,
    whole,
)

FLAG = either(boolean, exactly("true", "false", "0", "1"))
COUNT = either(whole, text(12))
TS = text(40)
MESSAGE: dict[str, Shape] = {
    "blocks": anything,
    "mrkdwn": FLAG,
    "metadata": anything,
}
"""Judged by ``messages``; here only that the names are known."""


@dataclass(frozen=True)
class Method:
    """A method. ``scopes``: any one of them will do; ``token``: which kind it takes."""

    required: dict[str, Shape]
    optional: dict[str, Shape]
    scopes: tuple[str, ...] = ()
    token: str = "bot"
    per_minute: int = 50

    @property
    def shape(self) -> Shape:
        """Its arguments; Bolt adds ``team_id`` to each call of an org-wide app."""
        return record(self.required, {**self.optional, "team_id": ID, "token": anything})


WRITE = ("chat:write",)
PROMPTS = listed(record({"title": text(200), "message": text(2000)}), 1, 4)
FILE = record({"id": ID}, {"title": text(255), "highlight_type": anything})
STATUS = exactly("processing", "active", "suspended", "closed")
IN_CHANNELS = ("channels:read", "groups:read", "im:read", "mpim:read")

METHODS: dict[str, Method] = {
    "api.test": Method({}, {"foo": anything, "error": anything}, token="none"),
    "auth.test": Method({}, {}, per_minute=300),
    "auth.revoke": Method({}, {"test": FLAG}),
    "auth.teams.list": Method({}, {"limit": COUNT, "cursor": EMPTY_OR_TEXT}),
    "apps.connections.open": Method({}, {}, token="app", per_minute=1),
    "apps.uninstall": Method({"client_id": ID, "client_secret": ID}, {}),
    "oauth.v2.access": Method(
        {},
        {"code": ID, "redirect_uri": ID, "grant_type": exactly("refresh_token"),
         "refresh_token": ID, "client_id": ID, "client_secret": ID},
        token="client",
    ),
    "bots.info": Method({"bot": ID}, {}, ("users:read",)),
    "team.info": Method({}, {"team": ID, "domain": ID}, ("team:read",), per_minute=50),
    "chat.postMessage": Method(
        {"channel": ID, "text": anything},
        MESSAGE | {"thread_ts": TS, "reply_broadcast": FLAG, "unfurl_links": FLAG,
                   "unfurl_media": FLAG},
        WRITE,
    ),
    "chat.update": Method(
        {"channel": ID, "ts": TS, "text": anything},
        MESSAGE | {"reply_broadcast": FLAG, "file_ids": listed(ID)},
        WRITE,
    ),
    "chat.postEphemeral": Method(
        {"channel": ID, "user": ID, "text": anything}, MESSAGE | {"thread_ts": TS}, WRITE
    ),
    "chat.delete": Method({"channel": ID, "ts": TS}, {}, WRITE),
    "chat.getPermalink": Method({"channel": ID, "message_ts": TS}, {}),
    "views.open": Method({"view": anything, "trigger_id": ID}, {}, per_minute=100),
    "views.push": Method({"view": anything, "trigger_id": ID}, {}, per_minute=100),
    "views.update": Method(
        {"view": anything}, {"view_id": ID, "external_id": ID, "hash": ID}, per_minute=100
    ),
    "views.publish": Method({"user_id": ID, "view": anything}, {"hash": ID}, per_minute=100),
    "users.info": Method(
        {"user": ID}, {"include_locale": FLAG}, ("users:read",), per_minute=100
    ),
    "usergroups.list": Method(
        {}, {"include_users": FLAG, "include_disabled": FLAG, "include_count": FLAG},
        ("usergroups:read",), per_minute=20,
    ),
    "usergroups.users.list": Method(
        {"usergroup": ID}, {"include_disabled": FLAG}, ("usergroups:read",), per_minute=20
    ),
    "conversations.open": Method(
        {}, {"users": text(400), "channel": ID, "return_im": FLAG, "prevent_creation": FLAG},
        ("im:write", "mpim:write"),
    ),
    "conversations.info": Method(
        {"channel": ID}, {"include_locale": FLAG, "include_num_members": FLAG}, IN_CHANNELS
    ),
    "conversations.members": Method(
        {"channel": ID}, {"limit": COUNT, "cursor": EMPTY_OR_TEXT}, IN_CHANNELS, per_minute=100
    ),
    "conversations.history": Method(
        {"channel": ID},
        {"limit": COUNT, "cursor": EMPTY_OR_TEXT, "latest": TS, "oldest": TS, "inclusive": FLAG},
        ("channels:history", "groups:history", "im:history", "mpim:history"),
    ),
    "files.info": Method({"file": ID}, {}, ("files:read",), per_minute=100),
    "files.getUploadURLExternal": Method(
        {"filename": text(255), "length": COUNT}, {"alt_txt": text(1000), "snippet_type": ID},
        ("files:write",), per_minute=100,
    ),
    "files.completeUploadExternal": Method(
        {"files": listed(FILE, 1, 10)},
        {"channel_id": ID, "channels": ID, "thread_ts": TS, "initial_comment": text(4000),
         "blocks": anything},
        ("files:write",), per_minute=100,
    ),
    "assistant.threads.setStatus": Method(
        {"channel_id": ID, "thread_ts": TS, "status": text(200, 0)},
        {"loading_messages": listed(text(200), 1, 10)},
        ("assistant:write", "chat:write"), per_minute=600,
    ),
    "assistant.threads.setSuggestedPrompts": Method(
        {"channel_id": ID, "prompts": PROMPTS},
        {"thread_ts": TS, "title": text(200)},
        ("assistant:write", "chat:write"), per_minute=100,
    ),
    "assistant.threads.setTitle": Method(
        {"channel_id": ID, "thread_ts": TS, "title": text(200)}, {},
        ("assistant:write", "chat:write"),
    ),
    "agents.sessions.setStatus": Method(
        {"channel_id": ID, "status": STATUS},
        {"thread_ts": TS, "title": text(200), "initiator_user_id": ID},
        ("assistant:write", "chat:write"),
    ),
    "agents.sessions.rename": Method(
        {"channel_id": ID, "title": text(200)}, {"thread_ts": TS},
        ("assistant:write", "chat:write"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A call that was made: by which workspace's token, when, and what came of it."""

    method: str
    arguments: Json
    team: str
    at: float
    error: str = ""
