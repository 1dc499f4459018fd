"""What the operator chose for Discord.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_DISCORD_TOKEN`` | the bot's token; without it Discord is not used |
| ``MAILMEDIC_DISCORD_APPLICATION_ID`` | the application's id; else it is asked for at the start |
| ``MAILMEDIC_DISCORD_PUBLIC_KEY`` | the application's public key, for the ``http`` transport |
| ``MAILMEDIC_DISCORD_TRANSPORT`` | ``gateway`` (else) or ``http``: how commands reach us |
| ``MAILMEDIC_DISCORD_COMMAND`` | the name of the command; else ``mail`` |
| ``MAILMEDIC_DISCORD_API_URL`` | another root of the REST API, for a proxy |
| ``MAILMEDIC_DISCORD_GATEWAY_URL`` | another gateway |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.config import SettingsError

_DIGITS = 8
"""Different digits that a real key has at least, but for one in a thousand million million."""

PREFIX = "MAILMEDIC_DISCORD_"
COMMAND = "mail"

API_URL = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"
"""Discord's own."""


class Transport(StrEnum):
    """How interactions reach us; Discord uses one at a time."""

    GATEWAY = "gateway"
    """A connection that we hold open. Mentions and direct messages arrive too."""
    HTTP = "http"
    """Requests to our own web address, signed. Commands, buttons and forms only."""


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """One application of Discord's. The token is hidden from ``repr``.

    ``public_key`` is hexadecimal. ``application_id`` 0: asked for at the start. The addresses are
    empty where Discord's own are used.
    """

    token: str = field(repr=False)
    application_id: int = 0
    public_key: str = ""
    transport: Transport = Transport.GATEWAY
    command: str = COMMAND
    api_url: str = ""
    gateway_url: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> DiscordSettings | None:
        """The settings of an environment; None where Discord is not configured.

        Raises:
            SettingsError: a value cannot be used, alone or beside another.
        """

        def text(name: str) -> str:
            return environ.get(PREFIX + name, "").strip()

        if not text("TOKEN"):
            return None
        transport = _transport(text("TRANSPORT"))
        public_key = _public_key(text("PUBLIC_KEY"))
        if transport is Transport.HTTP and not public_key:
            raise SettingsError("discord_http_needs_key", variable=f"{PREFIX}PUBLIC_KEY")
        return cls(
            token=_token(text("TOKEN")),
            application_id=application_id(environ),
            public_key=public_key,
            transport=transport,
            command=_command(text("COMMAND") or COMMAND),
            api_url=_url("API_URL", text("API_URL"), "http"),
            gateway_url=_url("GATEWAY_URL", text("GATEWAY_URL"), "ws"),
        )


def application_id(environ: Mapping[str, str]) -> int:
    """The application's id, where it is set; else 0. It is known before there is a token.

    Raises:
        SettingsError: it is no id.
    """
    return _id(environ.get(f"{PREFIX}APPLICATION_ID", "").strip())


def _token(value: str) -> str:
    """A header's value: nothing that could end it. Never repeated in an error."""
    token = value.removeprefix("Bot ")
    if not re.fullmatch(r"[!-~]{1,200}", token):
        raise SettingsError("discord_token", variable=f"{PREFIX}TOKEN")
    return token


def _transport(value: str) -> Transport:
    try:
        return Transport(value or Transport.GATEWAY)
    except ValueError:
        variable = f"{PREFIX}TRANSPORT"
        raise SettingsError("discord_transport", variable=variable, value=value) from None


def _public_key(value: str) -> str:
    """A key, and no placeholder: with 64 noughts for a key, anybody's signature would be good."""
    if value and (not re.fullmatch(r"[0-9a-fA-F]{64}", value) or len(set(value)) < _DIGITS):
        raise SettingsError("discord_public_key", variable=f"{PREFIX}PUBLIC_KEY", value=value)
    return value.lower()


def _id(value: str) -> int:
    if value and not re.fullmatch(r"[0-9]{5,20}", value):
        raise SettingsError("discord_id", variable=f"{PREFIX}APPLICATION_ID", value=value)
    return int(value or 0)


def _command(value: str) -> str:
    """Discord's rule for names, with room for what the second command's name adds."""
    if not re.fullmatch(r"[\w-]{1,20}", value) or value != value.lower():
        raise SettingsError("discord_command", variable=f"{PREFIX}COMMAND", value=value)
    return value


def _url(name: str, value: str, scheme: str) -> str:
    url = value.rstrip("/")
    if url and not re.fullmatch(rf"{scheme}s?://[^\s/?#@]+(/[^\s?#@]*)?", url):
        raise SettingsError("discord_url", variable=PREFIX + name, value=value, scheme=scheme)
    return url
