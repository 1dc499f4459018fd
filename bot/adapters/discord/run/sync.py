"""Tells Discord the commands, when they have changed since they were last told."""

from __future__ import annotations

import hashlib
import json
from typing import Protocol

import discord
from discord import app_commands

from bot.adapters.discord.run.faults import log
from bot.adapters.discord.run.tree import Tree


class Told(Protocol):
    """Remembers, across restarts, what was told last."""

    async def read(self) -> str:
        """What was told last; empty where nothing was."""
        ...

    async def write(self, digest: str) -> None:
        """This was told now."""
        ...


class ToldNowhere:
    """Remembers nothing."""

    async def read(self) -> str:
        """See ``Told``."""
        return ""

    async def write(self, digest: str) -> None:
        """See ``Told``."""


async def payload_of(tree: Tree, translator: app_commands.Translator) -> list[object]:
    """What Discord is told: all commands, in all languages."""
    return [
        await command.get_translated_payload(tree, translator) for command in tree.get_commands()
    ]


async def sync(tree: Tree, translator: app_commands.Translator, told: Told) -> bool:
    """Tell Discord the commands if they have changed; whether it was told.

    Discord counts how often it is told, and shows stale commands for a while after each time. A
    refusal is logged: the commands that it has go on working.
    """
    payload = await payload_of(tree, translator)
    written = json.dumps([tree.client.application_id, payload], sort_keys=True, default=str)
    digest = hashlib.sha256(written.encode()).hexdigest()
    if await told.read() == digest:
        return False
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError) as refused:
        log.error("commands: Discord did not take them, %s", type(refused).__name__)
        return False
    await told.write(digest)
    return True
