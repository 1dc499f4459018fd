"""Mentions and direct messages, and the answers to them."""

from __future__ import annotations

import discord

from bot.adapters.discord.pace import show_paced
from bot.adapters.discord.read import Said, Seen, person_id, read, without_mention
from bot.adapters.discord.run.face import DiscordFace
from bot.adapters.discord.run.faults import letting_go, log
from bot.adapters.discord.run.files import read_files
from bot.adapters.discord.run.ongoing import Ongoing
from bot.adapters.discord.run.screen import NOBODY, Screen, Shown
from bot.adapters.discord.run.seen import seen_message
from bot.core.chat import Answer, Chat, NotDelivered, Way
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
            files=await read_files(message.attachments, self._clock),
        )
        await self._answer(message, seen, self._chat.hear(read(seen, said)))

    async def _answer(self, message: discord.Message, seen: Seen, answer: Answer) -> None:
        if answer.first is None:
            return
        shown = self._shown(answer.first, seen)
        ours = await self._replied(message, shown)

        async def change(reply: Reply) -> None:
            if ours is None:
                await self._directly(reply, seen)
                return
            if await self._changed(ours, self._shown(reply, seen, shown.key)) or not reply.final:
                return
            # The last one always arrives: as a message of its own, else to the asker alone.
            if await self._replied(message, self._shown(reply, seen, shown.key)) is None:
                await self._directly(reply, seen)

        if ours is None:
            await self._directly(answer.first, seen)
        if answer.later is not None:
            await show_paced(answer.later, change, self._clock)

    @staticmethod
    async def _changed(ours: discord.Message, shown: Shown) -> bool:
        """Put it in place of what is there; whether that was taken."""
        taken = False
        with letting_go("change"):
            await ours.edit(view=shown.view, attachments=shown.files, allowed_mentions=NOBODY)
            taken = True
        return taken  # noqa: RET504 - it stays False where it was refused

    @staticmethod
    async def _replied(message: discord.Message, shown: Shown) -> discord.Message | None:
        """Our reply; None where the channel takes none. The message may be gone by now."""
        ours: discord.Message | None = None
        with letting_go("answer"):
            ours = await message.channel.send(
                view=shown.view,
                files=shown.files,
                reference=message.to_reference(fail_if_not_exists=False),
                mention_author=False,
            )
        return ours  # noqa: RET504 - it stays None where it was refused

    async def _directly(self, reply: Reply, seen: Seen) -> None:
        """A channel that takes nothing does not cost the asker the answer."""
        if seen.alone or not reply.final:
            return
        try:
            await self._face.direct(person_id(seen.user), reply)
        except NotDelivered as refused:
            log.info("answer: not delivered, %s", refused.reason)

    def _shown(self, reply: Reply, seen: Seen, key: str = "") -> Shown:
        """The reply; in a channel, a line with a button where it is for the asker only."""
        person = person_id(seen.user)
        if seen.alone or not reply.private:
            return self._screen.show(reply, person, key=key)
        key = self._screen.kept.keep(reply, person, key)
        return self._screen.shown(self._face.offer_page(reply, key, seen.name), key)
