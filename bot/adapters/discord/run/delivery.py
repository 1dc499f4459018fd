"""One answer on its way: a first response within seconds, then what replaces it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import discord

from bot.adapters.discord.embeds import plain_embed
from bot.adapters.discord.offers import NONE, Offers
from bot.adapters.discord.overload import Overload
from bot.adapters.discord.pace import show_paced
from bot.adapters.discord.run import build
from bot.adapters.discord.run.faults import (
    ELSEWHERE,
    INVALID,
    UNKNOWN,
    UNREACHABLE,
    is_overloaded,
    letting_go,
    log,
)
from bot.adapters.discord.run.screen import NOBODY, Screen, Shown
from bot.adapters.discord.run.seen import Interaction
from bot.core.chat import Answer
from bot.core.model import Reply
from connectors.clock import Clock

ANSWERABLE = 14 * 60.0
"""Seconds for which an answer can be changed, one minute less than Discord's fifteen."""


class Late(Protocol):
    """Where an answer goes that has become too old to be changed."""

    async def __call__(self, interaction: Interaction, reply: Reply) -> None:
        """Bring the reply to whoever asked."""
        ...


class Delivery:
    """Answers one interaction.

    ``private``: only the asker sees it. ``in_place``: the message whose button was pressed
    becomes the answer.
    """

    def __init__(
        self,
        interaction: Interaction,
        person: str,
        screen: Screen,
        clock: Clock,
        late: Late,
        overload: Overload,
        *,
        private: bool,
        in_place: bool = False,
        offers: Offers = NONE,
    ) -> None:
        self._interaction = interaction
        self._person = person
        self._screen = screen
        self._clock = clock
        self._late = late
        self._overload = overload
        self._private = private
        self._in_place = in_place
        self._offers = offers
        self._began = clock.seconds()
        self._key = ""
        self._aside: discord.WebhookMessage | None = None
        self._warning: asyncio.Task[None] | None = None

    async def answer(self, answer: Answer) -> None:
        """Show the first reply, then each later one in its place."""
        if answer.first is not None:
            await self.first(answer.first)
        if answer.later is None:
            return
        self._warning = asyncio.create_task(self._warn(answer.first))
        try:
            await show_paced(answer.later, self.replace, self._clock)
        finally:
            self._warning.cancel()
            await asyncio.wait([self._warning])

    async def first(self, reply: Reply) -> None:
        """The first response; an edit where it was put off."""
        with letting_go("first answer"):
            shown = self._drawn(reply)
            age = self._overload.age(self._interaction.created_at)
            try:
                await self._respond(shown)
            except discord.HTTPException as refused:
                if refused.code == UNKNOWN and self._overload.refused(age):
                    log.warning("more people call than can be answered in time")
                if refused.code != INVALID:
                    raise
                log.error("first answer: Discord does not take its parts")
                await self._respond_plainly(reply)

    async def _respond(self, shown: Shown) -> None:
        response = self._interaction.response
        if response.is_done():
            await self._edit(shown)
        elif self._in_place:
            await response.edit_message(
                view=shown.view, attachments=shown.files, allowed_mentions=NOBODY
            )
        else:
            await response.send_message(view=shown.view, files=shown.files, ephemeral=self._private)

    async def _respond_plainly(self, reply: Reply) -> None:
        """The words without parts, so that nobody waits for nothing."""
        embed, response = build.embed(plain_embed(reply)), self._interaction.response
        if response.is_done():
            await self._interaction.edit_original_response(
                embed=embed, attachments=[], allowed_mentions=NOBODY
            )
        else:
            await response.send_message(embed=embed, ephemeral=self._private)

    async def replace(self, reply: Reply) -> None:
        """Another reply in place of the one before."""
        if self._is_too_old():
            if reply.final:
                await self._late(self._interaction, reply)
            return
        if reply.final and self._warning:
            self._warning.cancel()
        shown = self._drawn(reply)
        try:
            if reply.private and not self._private:
                await self._beside(shown)
            else:
                await self._edit(shown)
        except discord.HTTPException as refused:
            log.info("change: refused, status %s, code %s", refused.status, refused.code)
            if reply.final and refused.code == INVALID:
                # A message with parts keeps them for ever, so the plain words are another one.
                with letting_go("final answer in plain words"):
                    await self._interaction.followup.send(
                        embed=build.embed(plain_embed(reply)),
                        ephemeral=self._private or reply.private,
                    )
            elif reply.final and (refused.code in ELSEWHERE or is_overloaded(refused)):
                await self._late(self._interaction, reply)
        except UNREACHABLE as error:
            log.warning("change: Discord cannot be reached, %s", type(error).__name__)
            if reply.final:
                await self._late(self._interaction, reply)

    async def _edit(self, shown: Shown) -> None:
        await self._interaction.edit_original_response(
            view=shown.view, attachments=shown.files, allowed_mentions=NOBODY
        )

    async def _beside(self, shown: Shown) -> None:
        """What is for the asker only, where the first answer was for everybody."""
        if self._aside is None:
            self._aside = await self._interaction.followup.send(
                view=shown.view, files=shown.files, ephemeral=True, wait=True
            )
        else:
            await self._aside.edit(
                view=shown.view, attachments=shown.files, allowed_mentions=NOBODY
            )

    def _drawn(self, reply: Reply) -> Shown:
        offers = self._offers if reply.final else NONE
        shown = self._screen.show(reply, self._person, key=self._key, offers=offers)
        self._key = shown.key
        return shown

    def _is_too_old(self) -> bool:
        return self._clock.seconds() - self._began >= ANSWERABLE

    async def _warn(self, first: Reply | None) -> None:
        """Say where the result will be, while it can still be said here."""
        await self._clock.sleep(ANSWERABLE)
        if first is not None:
            shown = self._screen.shown_once(self._screen.say("late", first.language))
            with letting_go("late"):
                await self._edit(shown)
