"""The bot as Discord's gateway sees it."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import discord
from discord.app_commands import AppCommandContext, AppInstallationType

from bot.adapters.discord.run.faults import log, place_of
from bot.adapters.discord.run.filled import Filled
from bot.adapters.discord.run.items import ITEMS, is_ours
from bot.adapters.discord.run.messages import Messages
from bot.adapters.discord.run.presses import Presses
from bot.adapters.discord.run.sync import Told, sync
from bot.adapters.discord.run.tree import Tree, WordingTranslator
from bot.adapters.discord.run.turns import Turns
from bot.adapters.discord.words import Phrases


def intents() -> discord.Intents:
    """What we ask to be told of: messages. Discord gives their words where we are meant."""
    wanted = discord.Intents.none()
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


class MailClient(discord.AutoShardedClient):
    """Takes what Discord tells, and hands it to whoever answers. Keeps nothing of servers."""

    turns: Turns
    presses: Presses
    filled: Filled
    messages: Messages

    def __init__(self, phrases: Phrases, told: Told) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.tree = Tree(
            self,
            allowed_installs=AppInstallationType(guild=True, user=True),
            allowed_contexts=AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        self.ready = asyncio.Event()
        self._translator = WordingTranslator(phrases)
        self._told = told

    async def setup_hook(self) -> None:
        """Make the buttons of old messages work again, and tell Discord the commands."""
        self.add_dynamic_items(*ITEMS)
        await self.tree.set_translator(self._translator)
        await sync(self.tree, self._translator, self._told)

    async def on_ready(self) -> None:
        """Connected."""
        log.info("connected, %s shards", self.shard_count)
        self.ready.set()

    async def pressed(self, interaction: discord.Interaction[Any], identifier: str) -> None:
        """See ``items.Presses``."""
        await self.turns.take(interaction, self.presses.pressed(interaction, identifier))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Forms come this way, because the library forgets them at a restart.

        So do buttons of a former version, whose ids nobody answers to any more.
        """
        if interaction.type is discord.InteractionType.modal_submit:
            await self.turns.take(interaction, self.filled.submitted(interaction))
        elif interaction.type is discord.InteractionType.component and not is_ours(interaction):
            await self.turns.tell(interaction, "forgotten")

    async def on_message(self, message: discord.Message) -> None:
        """A message in a channel or to us."""
        if self.user is not None:
            await self.messages.wrote(message, self.user)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """A defect of ours: its kind and place, and nothing of what was said."""
        error = sys.exc_info()[1]
        log.error("defect in %s: %s", event_method, place_of(error) if error else "?")
