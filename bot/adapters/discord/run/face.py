"""Says things on Discord without being asked."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.adapters.discord import ids
from bot.adapters.discord.controls import LABEL
from bot.adapters.discord.embeds import plain_embed
from bot.adapters.discord.escape import cut
from bot.adapters.discord.parts import Container, Display, Page, Press, Row
from bot.adapters.discord.read import PLATFORM, channel_of, user_of
from bot.adapters.discord.run import build
from bot.adapters.discord.run.faults import GONE, INVALID, UNREACHABLE
from bot.adapters.discord.run.screen import NOBODY, Screen
from bot.adapters.discord.text import pieces
from bot.adapters.discord.words import Words
from bot.core.chat import NotDelivered, Posted
from bot.core.markup import parse
from bot.core.model import Form, Reply, Text, Weight


class DiscordFace:
    """Posts, changes and sends directly. Implements ``bot.core.chat.Face``."""

    def __init__(self, client: discord.Client, screen: Screen) -> None:
        self._client = client
        self._screen = screen

    async def post(self, place: str, reply: Reply, thread: str = "") -> Posted:
        """See ``Face``."""
        channel = int(thread) if thread.isdecimal() else channel_of(place)
        return await self._send(self._client.get_partial_messageable(channel), reply, place)

    async def change(self, posted: Posted, reply: Reply) -> None:
        """See ``Face``."""
        channel = self._client.get_partial_messageable(channel_of(posted.place))
        message = channel.get_partial_message(int(posted.message))
        try:
            await self._edit(message, reply, posted.place)
        except discord.HTTPException as refused:
            if refused.code not in GONE:
                raise NotDelivered(str(refused.code)) from None
        except UNREACHABLE as error:
            raise NotDelivered(type(error).__name__) from None

    async def _edit(self, message: discord.PartialMessage, reply: Reply, person: str) -> None:
        shown = self._screen.show(reply, person)
        try:
            await message.edit(view=shown.view, attachments=shown.files, allowed_mentions=NOBODY)
        except discord.HTTPException as refused:
            if refused.code != INVALID:
                raise
            embed = build.embed(plain_embed(reply))
            await message.edit(embed=embed, view=None, attachments=[], allowed_mentions=NOBODY)

    async def direct(self, person: str, reply: Reply) -> Posted:
        """See ``Face``."""
        try:
            channel = await self._client.create_dm(discord.Object(user_of(person)))
        except discord.HTTPException as refused:
            raise NotDelivered(str(refused.code)) from None
        except UNREACHABLE as error:
            raise NotDelivered(type(error).__name__) from None
        return await self._send(channel, reply, person)

    async def offer(self, channel: int, reply: Reply, person: str, name: str) -> None:
        """Say in a channel that there is something for one person, who alone can open it.

        Where it cannot be said there is nobody to tell, and it stays unsaid.
        """
        key = self._screen.kept.keep(replace(reply, private=True), person)
        page = self.offer_page(reply, key, name)
        shown = self._screen.shown(page)
        try:
            await self._client.get_partial_messageable(channel).send(view=shown.view)
        except (discord.HTTPException, *UNREACHABLE):
            return

    def offer_page(self, reply: Reply, key: str, name: str) -> Page:
        """The line that says for whom something is, with the button that opens it."""
        words = self._screen.words(reply.language)
        said = parse(self._screen.phrase("offer", reply.language, name=cut(name, 80)))
        texts = [t for block in said if isinstance(block, Text) for t in pieces(block)]
        row = Row((_opener(reply, key, words),))
        return Page((Container((*map(Display, texts), row)),))

    async def _said(
        self, channel: discord.abc.Messageable, reply: Reply, person: str
    ) -> discord.Message:
        shown = self._screen.show(reply, person)
        try:
            return await channel.send(view=shown.view, files=shown.files)
        except discord.HTTPException as refused:
            if refused.code != INVALID:
                raise
            return await channel.send(embed=build.embed(plain_embed(reply)))

    async def _send(self, channel: discord.abc.Messageable, reply: Reply, person: str) -> Posted:
        try:
            message = await self._said(channel, reply, person)
        except discord.HTTPException as refused:
            raise NotDelivered(str(refused.code)) from None
        except UNREACHABLE as error:
            raise NotDelivered(type(error).__name__) from None
        return Posted(f"{PLATFORM}:{message.channel.id}", str(message.id))


def _opener(reply: Reply, key: str, words: Words) -> Press:
    """The button to what is private: its form at once, where it has one."""
    form = next((block for block in reply.blocks if isinstance(block, Form)), None)
    if form is None:
        return Press(cut(words.show, LABEL), ids.show(key), Weight.PRIMARY)
    return Press(cut(form.title.strip() or form.id, LABEL), ids.form(key, form.id), Weight.PRIMARY)
