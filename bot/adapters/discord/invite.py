"""The link with which a server's administrator, or a person for themselves, installs the bot."""

from __future__ import annotations

from urllib.parse import urlencode

PAGE = "https://discord.com/oauth2/authorize"

VIEW_CHANNEL, SEND_MESSAGES, ATTACH_FILES = 1 << 10, 1 << 11, 1 << 15
READ_HISTORY, SEND_IN_THREADS = 1 << 16, 1 << 38

PERMISSIONS = VIEW_CHANNEL | SEND_MESSAGES | ATTACH_FILES | READ_HISTORY | SEND_IN_THREADS
"""What the bot does in channels: reads what mentions it, and answers there, with files."""

SCOPES = ("bot", "applications.commands")


def for_server(application: int) -> str:
    """For a server: commands, and a member that answers mentions."""
    return _link(
        client_id=application,
        scope=" ".join(SCOPES),
        permissions=PERMISSIONS,
        integration_type=0,
    )


def for_person(application: int) -> str:
    """For one person: commands wherever they are."""
    return _link(client_id=application, scope=SCOPES[1], integration_type=1)


def _link(**query: str | int) -> str:
    return f"{PAGE}?{urlencode(query)}"
