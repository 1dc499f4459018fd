"""What the operator chose for Slack, read once from the environment.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_SLACK_BOT_TOKEN`` | the bot's token, ``xoxb-…``, for one workspace |
| ``MAILMEDIC_SLACK_APP_TOKEN`` | the app-level token, ``xapp-…``, for Socket Mode |
| ``MAILMEDIC_SLACK_SIGNING_SECRET`` | what Slack signs its requests with, for HTTP |
| ``MAILMEDIC_SLACK_TRANSPORT`` | ``socket`` or ``http``; else what the secrets are for |
| ``MAILMEDIC_SLACK_COMMAND`` | the command's name; else ``/mail`` |
| ``MAILMEDIC_SLACK_API_URL`` | another root of the Web API: ``https://slack-gov.com/api/`` |
| ``MAILMEDIC_SLACK_WATCHING`` | ``yes`` where channels are read without being asked; else ``no`` |
| ``MAILMEDIC_SLACK_CLIENT_ID`` | for installation in several workspaces (OAuth) |
| ``MAILMEDIC_SLACK_CLIENT_SECRET`` | its secret |

Several workspaces need HTTP, and two settings that are not Slack's alone besides:
``MAILMEDIC_PUBLIC_URL``, where people begin an installation, and ``MAILMEDIC_DATABASE_URL``, where
installations are kept. Without any token, secret or id there is no Slack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.config import SettingsError

API_URL = "https://slack.com/api/"
COMMAND = "/mail"

PUBLIC_URL, DATABASE_URL = "MAILMEDIC_PUBLIC_URL", "MAILMEDIC_DATABASE_URL"

_PREFIX = "MAILMEDIC_SLACK_"
_FILE_HOSTS = frozenset({"files.slack.com", "slack-files.com", "files.slack-gov.com"})


class Transport(StrEnum):
    """How Slack reaches us."""

    SOCKET = "socket"
    """We open a WebSocket: no public address is needed."""
    HTTP = "http"
    """Slack calls our public address, and signs what it says."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What the operator chose. Tokens and secrets are hidden from ``repr``.

    ``api_url`` ends in a slash. With ``client_id`` workspaces install the app themselves, and
    ``bot_token`` is not needed.
    """

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    transport: Transport = Transport.SOCKET
    command: str = COMMAND
    api_url: str = API_URL
    watching: bool = False
    public_url: str = ""
    database_url: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> SlackSettings | None:
        """The settings of an environment; None where nothing of Slack is configured.

        Raises:
            SettingsError: a value cannot be used, or another one is missing beside it.
        """

        def text(name: str) -> str:
            return environ.get(_PREFIX + name, "").strip()

        secrets = ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET")
        if not any(map(text, secrets)):
            return None
        settings = cls(
            bot_token=_token("BOT_TOKEN", text("BOT_TOKEN"), "xoxb-"),
            app_token=_token("APP_TOKEN", text("APP_TOKEN"), "xapp-"),
            signing_secret=text("SIGNING_SECRET"),
            client_id=text("CLIENT_ID"),
            client_secret=text("CLIENT_SECRET"),
            transport=_transport(text("TRANSPORT"), socket=bool(text("APP_TOKEN"))),
            command=_command(text("COMMAND") or COMMAND),
            api_url=_api_url(text("API_URL") or API_URL),
            watching=_watching(text("WATCHING")),
            public_url=environ.get(PUBLIC_URL, "").strip().rstrip("/"),
            database_url=environ.get(DATABASE_URL, "").strip(),
        )
        settings._require()
        return settings

    def may_download_from(self, url: str) -> bool:
        """Whether the bot's token may be sent there: Slack's own hosts, or our API root's."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        root = urlsplit(self.api_url)
        if self.api_url != API_URL and (parts.scheme, parts.netloc) == (root.scheme, root.netloc):
            return True
        return parts.scheme == "https" and parts.netloc in _FILE_HOSTS

    def _require(self) -> None:
        """Say what is missing beside what is there."""
        several = bool(self.client_id or self.client_secret)
        if several and self.transport is Transport.SOCKET:
            raise SettingsError("slack_several", variable=_PREFIX + "TRANSPORT")
        needed = {
            Transport.SOCKET: {_PREFIX + "APP_TOKEN": self.app_token},
            Transport.HTTP: {_PREFIX + "SIGNING_SECRET": self.signing_secret},
        }[self.transport]
        if several:
            needed[_PREFIX + "CLIENT_ID"] = self.client_id
            needed[_PREFIX + "CLIENT_SECRET"] = self.client_secret
            needed |= {PUBLIC_URL: self.public_url, DATABASE_URL: self.database_url}
        else:
            needed[_PREFIX + "BOT_TOKEN"] = self.bot_token
        for name, value in needed.items():
            if not value:
                raise SettingsError("slack_missing", variable=name)


def _token(name: str, value: str, prefix: str) -> str:
    """A token is told by its beginning; the wrong one is never shown."""
    if value and not re.fullmatch(re.escape(prefix) + r"[A-Za-z0-9-]{1,400}", value):
        raise SettingsError("slack_token", variable=_PREFIX + name, prefix=prefix)
    return value


def _transport(value: str, *, socket: bool) -> Transport:
    if not value:
        return Transport.SOCKET if socket else Transport.HTTP
    try:
        return Transport(value)
    except ValueError:
        raise SettingsError(
            "slack_transport", variable=f"{_PREFIX}TRANSPORT", value=value
        ) from None


def _watching(value: str) -> bool:
    if value not in ("", "yes", "no"):
        raise SettingsError("slack_watching", variable=f"{_PREFIX}WATCHING", value=value)
    return value == "yes"


def _command(value: str) -> str:
    """Slack's manifest takes lower-case letters, digits, ``-`` and ``_``, 32 in all."""
    if not re.fullmatch(r"/[a-z0-9_-]{1,31}", value):
        raise SettingsError("slack_command", variable=f"{_PREFIX}COMMAND", value=value)
    return value


def _api_url(value: str) -> str:
    """Tokens are sent there, so it is https but on this machine."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if not host or not safe or parts.query or parts.fragment or parts.username:
        raise SettingsError("slack_api_url", variable=f"{_PREFIX}API_URL", value=value)
    return value.rstrip("/") + "/"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
