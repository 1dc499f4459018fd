"""Where the library finds Discord."""

from __future__ import annotations

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.settings import API_URL, GATEWAY_URL, DiscordSettings


def set_roots(settings: DiscordSettings) -> None:
    """Point the library at the addresses of the settings, Discord's own where they are empty.

    The library keeps both in its classes: one process talks with one Discord.
    """
    Route.BASE = settings.api_url or API_URL
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url or GATEWAY_URL)
