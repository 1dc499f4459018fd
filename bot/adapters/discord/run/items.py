"""Buttons and menus that outlive a restart: what they do stands in their ids."""

from __future__ import annotations

import re
from typing import Any, Protocol, Self, runtime_checkable

import discord
from discord import ui


@runtime_checkable
class Presses(Protocol):
    """A client that takes what was pressed."""

    async def pressed(self, interaction: discord.Interaction[Any], identifier: str) -> None:
        """Answer to a button, or to an entry of a menu, by its id."""
        ...


class Pressed(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"a|[pcmfs]:.+", re.DOTALL)):
    """One of our buttons."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(item)  # type: ignore[arg-type]  # found by its kind

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand its id to the client."""
        if isinstance(interaction.client, Presses):
            await interaction.client.pressed(interaction, self.custom_id)


class Picked(ui.DynamicItem[ui.Select[Any]], template=re.compile(r"l:[0-9]{1,2}")):
    """One of our menus; the values of its entries are ids."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The menu from which was picked."""
        return cls(item)  # type: ignore[arg-type]  # found by its kind

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the entry's id to the client."""
        if self.item.values and isinstance(interaction.client, Presses):
            await interaction.client.pressed(interaction, self.item.values[0])


ITEMS = (Pressed, Picked)


def is_ours(interaction: discord.Interaction[Any]) -> bool:
    """Whether what was pressed is one of these."""
    data: Any = interaction.data or {}
    identifier = str(data.get("custom_id", ""))
    return any(kind.__discord_ui_compiled_template__.fullmatch(identifier) for kind in ITEMS)
