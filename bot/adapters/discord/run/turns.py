"""What people call, press and fill in, and the assistant's answers to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

import discord

from bot.adapters.discord import ids
from bot.adapters.discord.controls import numbered_choices
from bot.adapters.discord.modal import lead, modal
from bot.adapters.discord.offers import KEEP, NONE, SHARE, Offers
from bot.adapters.discord.parts import Modal
from bot.adapters.discord.read import Said, Seen, person_id, read, who
from bot.adapters.discord.run import build
from bot.adapters.discord.run.delivery import Delivery
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go, log
from bot.adapters.discord.run.ongoing import Ongoing
from bot.adapters.discord.run.screen import NOBODY, Screen
from bot.adapters.discord.run.seen import Interaction, is_member, seen, typed
from bot.core.chat import Answer, Chat, NotDelivered, Way
from bot.core.model import Field, FieldKind, Form, Reply
from connectors.clock import Clock
from knowledge.model import Language

ASK, TRIAGE, TEXT = "ask", "triage", "text"
"""Forms of this face, and their field."""


class Turns:
    """Answers interactions."""

    def __init__(
        self, chat: Chat, screen: Screen, face: DiscordFace, clock: Clock, ongoing: Ongoing
    ) -> None:
        self._ongoing = ongoing
        self._chat = chat
        self._screen = screen
        self._face = face
        self._clock = clock

    async def said(self, interaction: Interaction, said: Said, *, private: bool) -> None:
        """Answer to a command, or to a message on which ours was called."""
        seen_ = seen(interaction)
        await self._guarded(interaction, self._said(interaction, seen_, said, private=private))

    async def pressed(self, interaction: Interaction, identifier: str) -> None:
        """Answer to a button, by its id."""
        await self._guarded(interaction, self._pressed(interaction, identifier))

    async def submitted(self, interaction: Interaction) -> None:
        """Answer to a form, by its id: it may have been opened before a restart."""
        await self._guarded(interaction, self._submitted(interaction))

    async def open_own(self, interaction: Interaction, name: str) -> None:
        """Show a form of this face: a paragraph to write."""
        form = self._own_form(name, language(interaction))
        await self._open(interaction, modal(form, own=True))

    async def _said(
        self,
        interaction: Interaction,
        seen_: Seen,
        said: Said,
        *,
        private: bool,
        in_place: bool = False,
    ) -> None:
        answer = self._chat.hear(read(seen_, said))
        first = answer.first
        if first is None:
            await self._silent(interaction)
            return
        if self._can_open(interaction) and await self._opened(interaction, first):
            return
        delivery = Delivery(
            interaction,
            person_id(seen_.user),
            self._screen,
            self._clock,
            self._late,
            private=not seen_.alone and (private or first.private),
            in_place=in_place and answer.later is not None,
            offers=self._offers(answer, seen_, said, private=private),
        )
        await delivery.answer(answer)

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

    async def _opened(self, interaction: Interaction, reply: Reply) -> bool:
        """Show the reply's form, if there is one, under what is said before it."""
        form = next((block for block in reply.blocks if isinstance(block, Form)), None)
        if form is None:
            return False
        await self._open(interaction, modal(form, lead(reply)))
        return True

    @staticmethod
    async def _open(interaction: Interaction, form: Modal) -> None:
        """Show a form. The library forgets it at once: what comes back is read by its id."""
        built = build.modal(form)
        with letting_go("form"):
            await interaction.response.send_modal(built)
        built.stop()

    @staticmethod
    def _can_open(interaction: Interaction) -> bool:
        """A form must be the first response, and never answers a form."""
        answered = interaction.response.is_done()
        return not answered and interaction.type is not discord.InteractionType.modal_submit

    async def _silent(self, interaction: Interaction) -> None:
        """Nothing is said; what was pressed must still be acknowledged."""
        with letting_go("nothing"):
            if interaction.type is discord.InteractionType.component:
                await interaction.response.defer()
                return
            await self.tell(interaction, "nothing")

    async def _pressed(self, interaction: Interaction, identifier: str) -> None:
        if identifier == ids.FOLLOW_UP:
            await self.open_own(interaction, ASK)
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
            await self._said(
                interaction, seen(interaction), Said(message, Way.PICK), private=True,
                in_place=_is_private(interaction),
            )  # fmt: skip

    async def _choice(self, interaction: Interaction, key: str, number: int) -> None:
        reply = self._kept(interaction, key)
        choices = numbered_choices(reply) if reply else []
        if number < len(choices):
            await self._pick(interaction, choices[number].message)
        else:
            await self.tell(interaction, "forgotten")

    async def _more(self, interaction: Interaction, key: str, page: int, topic: str) -> None:
        reply = self._kept(interaction, key)
        if reply is None and topic:
            said = Said(f"topic:{topic}", Way.PICK)
            reply = self._chat.hear(read(seen(interaction), said)).first
        if reply is None:
            await self.tell(interaction, "forgotten")
            return
        person = person_id(interaction.user.id)
        shown = self._screen.show(reply, person, key=key, page=page)
        with letting_go("more"):
            await interaction.response.send_message(
                view=shown.view, files=shown.files, ephemeral=not seen(interaction).alone
            )

    async def _form(self, interaction: Interaction, key: str, form_id: str) -> None:
        reply = self._kept(interaction, key)
        if reply and await self._opened(interaction, reply):
            return
        if form_id:
            await self._pick(interaction, form_id)
        else:
            await self.tell(interaction, "forgotten")

    def _kept(self, interaction: Interaction, key: str) -> Reply | None:
        return self._screen.kept.find(key, person_id(interaction.user.id))

    async def _share(self, interaction: Interaction, answer_id: str) -> None:
        reply = self._chat.again(answer_id)
        if reply is None:
            await self.tell(interaction, "forgotten")
            return
        by = self._screen.shared_by(interaction.user.display_name, reply.language)
        shared = replace(reply, blocks=(*reply.blocks, by), private=False)
        shown = self._screen.show(shared, person_id(interaction.user.id))
        with letting_go("share"):
            await interaction.response.send_message(view=shown.view, files=shown.files)

    async def _keep(self, interaction: Interaction, answer_id: str) -> None:
        reply = self._chat.again(answer_id)
        if reply is None:
            await self.tell(interaction, "forgotten")
            return
        with letting_go("keep"):
            await interaction.response.defer(ephemeral=True, thinking=True)
            try:
                await self._face.direct(person_id(interaction.user.id), reply)
            except NotDelivered:
                await self.tell(interaction, "closed")
            else:
                await self.tell(interaction, "kept")

    async def _submitted(self, interaction: Interaction) -> None:
        data: Any = interaction.data or {}
        match = ids.MODAL.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            await self.tell(interaction, "forgotten")
            return
        values = typed(data)
        seen_ = seen(interaction)
        if match["owner"] == "form":
            said = Said("", Way.FORM, match["id"], values)
            await self._said(
                interaction, seen_, said, private=True, in_place=_is_private(interaction)
            )
            return
        text = values.get(TEXT, "")
        private = match["id"] == TRIAGE or _is_private(interaction)
        await self._said(interaction, seen_, Said(text, Way.COMMAND), private=private)

    def _own_form(self, name: str, spoken: Language) -> Form:
        say = self._screen.label
        entry = Field(
            TEXT,
            say(f"form.{name}_label", spoken),
            FieldKind.LINES,
            required=True,
            hint=say(f"form.{name}_hint", spoken),
        )
        return Form(name, say(f"form.{name}_title", spoken), (entry,), "")

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

    async def _guarded(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """Run it to its end."""
        if self._ongoing.closing:
            work.close()
            await self.tell(interaction, "closing")
            return
        await self._ongoing.run(self._told(interaction, work))

    async def _told(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """A defect of ours is told, never its words; so is an end that came first."""
        try:
            await work
        except asyncio.CancelledError:
            await self.tell(interaction, "closing")
        except Exception as error:
            log.error("defect: %s", _place_of(error))
            await self.tell(interaction, "broken")


def language(interaction: Interaction) -> Language:
    """The language to speak to this person where nothing that they wrote tells it."""
    return who(seen(interaction)).language or Language.EN


def _is_private(interaction: Interaction) -> bool:
    """Whether what was pressed stands where only this person reads."""
    message = interaction.message
    return bool(message and message.flags.ephemeral) or seen(interaction).alone


def _place_of(error: Exception) -> str:
    """Its kind and where it happened; its message may quote what somebody typed."""
    frames = extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
