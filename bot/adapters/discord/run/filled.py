"""Forms that come back filled in, and the two that this face has of its own."""

from __future__ import annotations

from typing import Any

from bot.adapters.discord import ids
from bot.adapters.discord.modal import modal
from bot.adapters.discord.read import Said
from bot.adapters.discord.run.screen import Screen
from bot.adapters.discord.run.seen import Interaction, is_private, language, typed
from bot.adapters.discord.run.turns import Turns
from bot.core.chat import Way
from bot.core.model import Field, FieldKind, Form
from knowledge.model import Language

ASK, TRIAGE = "ask", "triage"
"""Our own forms: a further question, and an error with all its lines."""

TEXT = "text"
"""Their one field."""


class Filled:
    """Answers forms by their ids: they may have been opened before a restart."""

    def __init__(self, turns: Turns, screen: Screen) -> None:
        self._turns = turns
        self._screen = screen

    async def open(self, interaction: Interaction, name: str) -> None:
        """Show a form of our own."""
        form = self._own(name, language(interaction))
        await self._turns.open(interaction, modal(form, own=True))

    async def submitted(self, interaction: Interaction) -> None:
        """Answer to what was filled in."""
        data: Any = interaction.data or {}
        match = ids.MODAL.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            await self._turns.tell(interaction, "forgotten")
            return
        values, private = typed(data), is_private(interaction)
        if match["owner"] == "form":
            said = Said("", Way.FORM, match["id"], values)
            await self._turns.said(interaction, said, private=True, in_place=private)
            return
        said = Said(values.get(TEXT, ""), Way.COMMAND)
        await self._turns.said(interaction, said, private=private or match["id"] == TRIAGE)

    def _own(self, name: str, spoken: Language) -> Form:
        say = self._screen.label
        entry = Field(
            TEXT,
            say(f"form.{name}_label", spoken),
            FieldKind.LINES,
            required=True,
            hint=say(f"form.{name}_hint", spoken),
        )
        return Form(name, say(f"form.{name}_title", spoken), (entry,), "")
