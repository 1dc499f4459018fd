"""The only part of the Discord face that knows the library, and is loaded when it is used."""

from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.start import running

__all__ = ["DiscordFace", "running"]
