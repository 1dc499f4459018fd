"""The ways into mailmedic in Slack, one list for the listeners, the reader and the manifest."""

from __future__ import annotations

EXPLAIN = "explain_mail_error"
"""The shortcut on a message: what does this error mean?"""

CHECK = "check_my_mail"
"""The shortcut from anywhere: have an account checked."""

FORM = "form"
"""Every form of ours; which one stands in its ``private_metadata``."""

PICK = "pick"
"""A button of a reply: its value is the message that it stands for."""

CHOOSE = "choose"
"""A menu of a reply; its options are as a button's."""

OPEN = "open"
"""A button that opens a form."""

MORE = "more"
"""A button behind which the rest of a long reply waits."""

FEEDBACK = "feedback"
"""Whether a reply helped."""

LINK = "link"
"""A button that leads to a web page: Slack tells us of it, and there is nothing to do."""

EVENTS = (
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.im",
    "tokens_revoked",
)
"""What we have Slack tell us."""

WATCHED_EVENTS = ("message.channels", "message.groups")
"""Besides, where channels are read without being asked."""

SCOPES = {
    "app_mentions:read": "mention",
    "assistant:write": "agent",
    "channels:read": "invited",
    "chat:write": "answer",
    "commands": "command",
    "files:read": "read_files",
    "files:write": "send_files",
    "groups:read": "invited",
    "im:history": "direct",
    "im:write": "direct_answer",
    "usergroups:read": "groups",
    "users:read": "person",
}
"""What the bot may do, each with the phrase of ``slack.scopes`` that says what for."""

WATCHED_SCOPES = {"channels:history": "watch", "groups:history": "watch"}
