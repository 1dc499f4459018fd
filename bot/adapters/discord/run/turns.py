"""What somebody said, and the assistant's answer to it, over one interaction."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import discord

from bot.adapters.discord.modal import lead, modal
from bot.adapters.discord.offers import NONE, Offers
from bot.adapters.discord.overload import Overload
from bot.adapters.discord.parts import Modal
from bot.adapters.discord.read import Said, Seen, person_id, read
from bot.adapters.discord.run import build
from bot.adapters.discord.run.delivery import Delivery
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go, log, place_of
from bot.adapters.discord.run.ongoing import Ongoing
from bot.adapters.discord.run.screen import NOBODY, Screen
from bot.adapters.discord.run.seen import Interaction, is_member, language, seen
from bot.core.chat import Answer, Chat, NotDelivered, Way
from bot.core.model import Form, Reply
from connectors.clock import Clock


class Turns:
    """Answers what is said by interactions: commands, buttons, forms."""

    def __init__(
        self, chat: Chat, screen: Screen, face: DiscordFace, clock: Clock, ongoing: Ongoing
    ) -> None:
        self._chat = chat
        self._screen = screen
        self._face = face
        self._clock = clock
        self._ongoing = ongoing
        self._overload = Overload(clock)

    async def take(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """Do what an interaction asks for, unless we are ending. Raises nothing."""
        if self._ongoing.closing:
            work.close()
            await self.tell(interaction, "closing")
            return
        if self._overload.is_too_late(interaction.created_at):
            work.close()
            return
        await self._ongoing.run(self._told(interaction, work))

    async def said(
        self, interaction: Interaction, said: Said, *, private: bool, in_place: bool = False
    ) -> None:
        """Answer to what was said.

        ``private``: to the asker only, whatever the answer. ``in_place``: an answer that takes a
        while takes the place of the message whose button was pressed.
        """
        seen_ = seen(interaction)
        answer = self._chat.hear(read(seen_, said))
        first = answer.first
        if first is None:
            await self._silent(interaction)
            return
        if _can_open(interaction) and await self.opened(interaction, first):
            return
        delivery = Delivery(
            interaction,
            person_id(seen_.user),
            self._screen,
            self._clock,
            self._late,
            self._overload,
            private=not seen_.alone and (private or first.private),
            in_place=in_place and answer.later is not None,
            offers=self._offers(answer, seen_, said, private=private),
        )
        await delivery.answer(answer)

    async def opened(self, interaction: Interaction, reply: Reply) -> bool:
        """Show the reply's form, if there is one, under what is said before it."""
        form = next((block for block in reply.blocks if isinstance(block, Form)), None)
        if form is None:
            return False
        await self.open(interaction, modal(form, lead(reply)))
        return True

    @staticmethod
    async def open(interaction: Interaction, form: Modal) -> None:
        """Show a form. The library forgets it at once: what comes back is read by its id."""
        built = build.modal(form)
        with letting_go("form"):
            await interaction.response.send_modal(built)
        built.stop()

    async def tell(self, interaction: Interaction, name: str) -> None:
        """A sentence of this face, to the asker only."""
        shown = self._screen.shown_once(self._screen.say(name, language(interaction)))
        with letting_go(name):
            if interaction.response.is_done():
                await interaction.edit_original_response(
                    view=shown.view, attachments=[], allowed_mentions=NOBODY
                )
            else:
                await interaction.response.send_message(view=shown.view, ephemeral=True)

    def _offers(self, answer: Answer, seen_: Seen, said: Said, *, private: bool) -> Offers:
        """What goes with an answer; where we are alone with somebody, they just go on writing.

        An answer that the chat calls private is not for others; one that is private because its
        asker wanted it so can be shown by them. What others see stays by itself.
        """
        if seen_.alone:
            return NONE
        follow_up = said.way is not Way.FORM
        hidden = bool(answer.first and (private or answer.first.private))
        if not hidden or not answer.id or self._chat.again(answer.id) is None:
            return Offers(follow_up)
        share = "" if answer.first and answer.first.private else answer.id
        return Offers(follow_up, share, answer.id)

    async def _silent(self, interaction: Interaction) -> None:
        """Nothing is said; what was pressed must still be acknowledged."""
        if interaction.type is not discord.InteractionType.component:
            await self.tell(interaction, "nothing")
            return
        with letting_go("nothing"):
            await interaction.response.defer()

    async def _late(self, interaction: Interaction, reply: Reply) -> None:
        """The result of something that took too long: by direct message, else by a button."""
        person = person_id(interaction.user.id)
        try:
            await self._face.direct(person, reply)
        except NotDelivered:
            if is_member(interaction):
                await self._face.offer(
                    interaction.channel_id or 0, reply, person, interaction.user.display_name
                )

    async def _told(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """A defect of ours is told, never its words; so is an end that came first."""
        try:
            await work
        except asyncio.CancelledError:
            await self.tell(interaction, "closing")
        except Exception as error:
            log.error("defect: %s", place_of(error))
            await self.tell(interaction, "broken")


def _can_open(interaction: Interaction) -> bool:
    """A form must be the first response, and never answers a form."""
    answered = interaction.response.is_done()
    return not answered and interaction.type is not discord.InteractionType.modal_submit
