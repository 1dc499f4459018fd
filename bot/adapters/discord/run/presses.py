"""What happens when one of our buttons is pressed: its id says it."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.discord import ids
from bot.adapters.discord.controls import numbered_choices
from bot.adapters.discord.offers import KEEP, SHARE
from bot.adapters.discord.read import Said, person_id, read
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go
from bot.adapters.discord.run.filled import ASK, Filled
from bot.adapters.discord.run.screen import Screen
from bot.adapters.discord.run.seen import Interaction, is_private, seen
from bot.adapters.discord.run.turns import Turns
from bot.core.chat import Chat, NotDelivered, Way
from bot.core.model import Reply


class Presses:
    """Answers buttons, and entries of menus."""

    def __init__(
        self, turns: Turns, filled: Filled, chat: Chat, screen: Screen, face: DiscordFace
    ) -> None:
        self._turns = turns
        self._filled = filled
        self._chat = chat
        self._screen = screen
        self._face = face

    async def pressed(self, interaction: Interaction, identifier: str) -> None:
        """Answer to what was pressed, by its id."""
        if identifier == ids.FOLLOW_UP:
            await self._filled.open(interaction, ASK)
        elif match := ids.PICK.fullmatch(identifier):
            await self._pick(interaction, match["message"])
        elif match := ids.CHOICE.fullmatch(identifier):
            await self._choice(interaction, match["key"], int(match["number"]))
        elif match := ids.MORE.fullmatch(identifier):
            await self._more(interaction, match["key"], int(match["page"]), match["topic"])
        elif match := ids.FORM.fullmatch(identifier):
            await self._form(interaction, match["key"], match["form"])
        elif match := ids.SHOW.fullmatch(identifier):
            await self._more(interaction, match["key"], 0, "")

    async def _pick(self, interaction: Interaction, message: str) -> None:
        action, _, answer_id = message.partition(":")
        if action == SHARE:
            await self._share(interaction, answer_id)
        elif action == KEEP:
            await self._keep(interaction, answer_id)
        else:
            # What one person picks on a message for everybody is for that person.
            said, in_place = Said(message, Way.PICK), is_private(interaction)
            await self._turns.said(interaction, said, private=True, in_place=in_place)

    async def _choice(self, interaction: Interaction, key: str, number: int) -> None:
        reply = self._kept(interaction, key)
        choices = numbered_choices(reply) if reply else []
        if number < len(choices):
            await self._pick(interaction, choices[number].message)
        else:
            await self._turns.tell(interaction, "forgotten")

    async def _more(self, interaction: Interaction, key: str, page: int, topic: str) -> None:
        reply = self._kept(interaction, key)
        if reply is None and topic:
            said = Said(f"topic:{topic}", Way.PICK)
            reply = self._chat.hear(read(seen(interaction), said)).first
        if reply is None:
            await self._turns.tell(interaction, "forgotten")
            return
        person = person_id(interaction.user.id)
        shown = self._screen.show(reply, person, key=key, page=page)
        with letting_go("more"):
            await interaction.response.send_message(
                view=shown.view, files=shown.files, ephemeral=not seen(interaction).alone
            )

    async def _form(self, interaction: Interaction, key: str, form_id: str) -> None:
        reply = self._kept(interaction, key)
        if reply and await self._turns.opened(interaction, reply):
            return
        if form_id:
            await self._pick(interaction, form_id)
        else:
            await self._turns.tell(interaction, "forgotten")

    def _kept(self, interaction: Interaction, key: str) -> Reply | None:
        return self._screen.kept.find(key, person_id(interaction.user.id))

    async def _share(self, interaction: Interaction, answer_id: str) -> None:
        """An answer once more, for everybody who reads here."""
        reply = self._chat.again(answer_id)
        if reply is None:
            await self._turns.tell(interaction, "forgotten")
            return
        by = self._screen.shared_by(interaction.user.display_name, reply.language)
        shared = replace(reply, blocks=(*reply.blocks, by), private=False)
        shown = self._screen.show(shared, person_id(interaction.user.id))
        with letting_go("share"):
            await interaction.response.send_message(view=shown.view, files=shown.files)

    async def _keep(self, interaction: Interaction, answer_id: str) -> None:
        """An answer once more, in the person's direct messages."""
        reply = self._chat.again(answer_id)
        if reply is None:
            await self._turns.tell(interaction, "forgotten")
            return
        with letting_go("keep"):
            await interaction.response.defer(ephemeral=True, thinking=True)
            try:
                await self._face.direct(person_id(interaction.user.id), reply)
            except NotDelivered:
                await self._turns.tell(interaction, "closed")
            else:
                await self._turns.tell(interaction, "kept")
