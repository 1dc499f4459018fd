"""The library's tree of commands: their Japanese words, and what goes wrong before one runs."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.adapters.discord import commands
from bot.adapters.discord.run.faults import log
from bot.adapters.discord.run.seen import Interaction
from bot.adapters.discord.run.turns import Turns
from bot.adapters.discord.words import Phrases
from knowledge.model import Language


class Tree(app_commands.CommandTree[Any]):
    """The commands; what goes wrong before one runs is logged by its kind, and told kindly."""

    turns: Turns

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """A command that we no longer have, or values that Discord should not have let pass."""
        log.warning("command: %s", type(error).__name__)
        if interaction.type is discord.InteractionType.application_command:
            await self.turns.tell(interaction, "outdated")


class WordingTranslator(app_commands.Translator):
    """Japanese names and descriptions, by the key that each of ours carries."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        _context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The Japanese for a string of ours, None for everything else."""
        if locale is not discord.Locale.japanese or "key" not in string.extras:
            return None
        return commands.phrase(self._phrases, string.extras["key"], Language.JA)
