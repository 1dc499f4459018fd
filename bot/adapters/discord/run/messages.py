"""Mentions and direct messages, and the answers to them."""

from __future__ import annotations

import discord

from bot.adapters.discord.pace import show_paced
from bot.adapters.discord.read import Said, Seen, person_id, read, without_mention
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go
from bot.adapters.discord.run.ongoing import Ongoing
from bot.adapters.discord.run.screen import NOBODY, Screen, Shown
from bot.adapters.discord.run.seen import seen_message, texts_of
from bot.core.chat import Answer, Chat, Way
from bot.core.model import Reply
from connectors.clock import Clock


class Messages:
    """Answers what is written to us: by name in a channel, or where nobody else reads."""

    def __init__(
        self, chat: Chat, screen: Screen, face: DiscordFace, clock: Clock, ongoing: Ongoing
    ) -> None:
        self._ongoing = ongoing
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
        if not self._ongoing.closing:
            await self._ongoing.run(self._heard(message, seen, bot))

    async def _heard(self, message: discord.Message, seen: Seen, bot: discord.ClientUser) -> None:
        said = Said(
            without_mention(message.content, bot.id),
            Way.DIRECT if seen.alone else Way.MENTION,
            files=await texts_of(message.attachments),
        )
        await self._answer(message, seen, self._chat.hear(read(seen, said)))

    async def _answer(self, message: discord.Message, seen: Seen, answer: Answer) -> None:
        if answer.first is None:
            return
        shown = self._shown(answer.first, seen)
        ours: discord.Message | None = None
        with letting_go("answer"):
            ours = await message.reply(view=shown.view, files=shown.files, mention_author=False)

        async def change(reply: Reply) -> None:
            changed = self._shown(reply, seen, shown.key)
            with letting_go("change"):
                if ours is not None:
                    await ours.edit(
                        view=changed.view, attachments=changed.files, allowed_mentions=NOBODY
                    )

        if answer.later is not None:
            await show_paced(answer.later, change, self._clock)

    def _shown(self, reply: Reply, seen: Seen, key: str = "") -> Shown:
        """The reply; in a channel, a line with a button where it is for the asker only."""
        person = person_id(seen.user)
        if seen.alone or not reply.private:
            return self._screen.show(reply, person, key=key)
        key = self._screen.kept.keep(reply, person, key)
        return self._screen.shown(self._face.offer_page(reply, key, seen.name), key)
