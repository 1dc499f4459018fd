"""The day in Discord's stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from connectors.clock import SystemClock
from tests.bot.adapters.discord_wire.world import LOCALES
from tests.bot.day.stage import squeezed
from tests.discord_platform.actors import Actor
from tests.discord_platform.platform import Discord, discord_platform
from tests.discord_platform.posted import Posted


class DiscordStage:
    """See ``Stage``."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._server = discord.guild()
        self._people = {name: self._server.member(name) for name in ("ann", "ben")}
        self._cases = self._server.channel("cases")

    @property
    def environ(self) -> Mapping[str, str]:
        place = f"discord:{self._server.guild.id}:{self._cases.id}"
        return {
            "MAILMEDIC_DISCORD_TOKEN": self._discord.token,
            "MAILMEDIC_DISCORD_API_URL": self._discord.api_url,
            "MAILMEDIC_DISCORD_GATEWAY_URL": self._discord.gateway_url,
            "MAILMEDIC_HELPDESK_CHANNEL": place,
        }

    def joins(self, name: str, language: str) -> None:
        self._people[name] = self._server.member(name, LOCALES[language])

    def id_of(self, name: str) -> str:
        return f"discord:{self._people[name].user.id}"

    async def connected(self) -> None:
        await self._discord.ready()

    async def loses_line(self) -> None:
        self._discord.gateway.drop()

    async def asks(self, name: str, text: str) -> str:
        person = self._people[name]
        return (await person.alone.answer_to(person.dm(text))).text

    async def fills(self, name: str, label: str, typed: Mapping[str, str]) -> None:
        person = self._people[name].alone
        found = [one for one in reversed(self._alone(name)) if label in one.labels]
        assert found, f"no {label!r}, but {[one.labels for one in self._alone(name)]}"
        message = found[0]
        await self._press(person, message, label, typed)

    async def finds(self, name: str, words: str) -> None:
        await self._discord.changes.until(
            lambda: any(_says(one, words) for one in self._alone(name)), f"{words!r} for {name}"
        )

    async def works(
        self, name: str, card: str, label: str, typed: Mapping[str, str] | None = None
    ) -> None:
        agent = self._people[name].at(self._cases)
        message = await self._discord.changes.until(
            lambda: next(
                (one for one in self._shown() if _says(one, card) and label in one.labels), None
            ),
            f"{card!r} with {label!r}",
        )
        await self._press(agent, message, label, typed)

    async def hears(self, name: str, words: str) -> None:
        person = self._people[name]
        await self._discord.changes.until(
            lambda: any(_says(one, words) for one in person.sees), f"{words!r} for {name}"
        )

    async def card(self, words: str, *more: str) -> str:
        message = await self._discord.changes.until(
            lambda: next(
                (one for one in self._shown() if all(_says(one, word) for word in (words, *more))),
                None,
            ),
            f"a card with {words!r} and {more}",
        )
        return message.text

    def cards(self, words: str) -> int:
        return sum(squeezed(one.text).startswith(squeezed(words)) for one in self._shown())

    def _alone(self, name: str) -> list[Posted]:
        """What somebody sees in their conversation with us."""
        person = self._people[name].alone
        return [one for one in person.sees if one.channel is person.channel]

    def _shown(self) -> list[Posted]:
        """What the bot has posted for all in the helpdesk's channel."""
        bot = self._discord.state.bot.id
        return [
            one
            for one in self._people["ann"].sees
            if one.channel is self._cases and one.raw["author"]["id"] == bot
        ]

    async def _press(
        self, person: Actor, message: Posted, label: str, typed: Mapping[str, str] | None
    ) -> None:
        exchange = await person.click(message, label)
        if typed is not None:
            await person.submit(exchange.modal, typed)


def _says(message: Posted, words: str) -> bool:
    return squeezed(words) in squeezed(message.text)


@asynccontextmanager
async def discord_stage() -> AsyncIterator[DiscordStage]:
    """The stand-in, which outlives the service."""
    async with discord_platform(SystemClock()) as discord:
        yield DiscordStage(discord)
