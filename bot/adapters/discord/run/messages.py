"""Mentions and direct messages, and the answers to them."""

from __future__ import annotations

import discord

from bot.adapters.discord.pace import paced
from bot.adapters.discord.read import Said, Seen, person_id, read, without_mention
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go
from bot.adapters.discord.run.screen import Screen, Shown
from bot.adapters.discord.run.seen import seen_message, texts_of
from bot.core.chat import Chat, Way
from bot.core.model import Reply
from connectors.clock import Clock


class Messages:
    """Answers what is written to us: by name in a channel, or where nobody else reads."""

    def __init__(self, chat: Chat, screen: Screen, face: DiscordFace, clock: Clock) -> None:
        self._chat = chat
        self._screen = screen
        self._face = face
        self._clock = clock

    async def wrote(self, message: discord.Message, bot: discord.ClientUser) -> None:
        """Answer, where we are meant. Bots are never answered: they would answer us."""
        seen = seen_message(message)
        named = any(user.id == bot.id for user in message.mentions)
        if message.author.bot or message.is_system() or not (seen.alone or named):
            return
        said = Said(
            without_mention(message.content, bot.id),
            Way.DIRECT if seen.alone else Way.MENTION,
            files=await texts_of(message.attachments),
        )
        answer = self._chat.hear(read(seen, said))
        if answer.first is None:
            return
        ours: discord.Message | None = None
        with letting_go("answer"):
            shown = self._shown(answer.first, seen)
            ours = await message.reply(view=shown.view, files=shown.files, mention_author=False)
        if answer.later is None:
            return
        async for reply in paced(answer.later, self._clock):
            shown = self._shown(reply, seen, shown.key)
            with letting_go("change"):
                if ours is not None:
                    await ours.edit(view=shown.view, attachments=shown.files)

    def _shown(self, reply: Reply, seen: Seen, key: str = "") -> Shown:
        """The reply; in a channel, a line with a button where it is for the asker only."""
        person = person_id(seen.user)
        if seen.alone or not reply.private:
            return self._screen.show(reply, person, key=key)
        key = self._screen.kept.keep(reply, person, key)
        return self._screen.shown(self._face.offer_page(reply, key, seen.name), key)
