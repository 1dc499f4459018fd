"""The day in Slack's stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.bot.adapters.slack_wire.office import LOCALES, SLOW_SECONDS, app_config
from tests.bot.day.stage import squeezed
from tests.slack_platform.actor import Actor
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Message
from tests.slack_platform.strict import actor, strict


class SlackStage:
    """See ``Stage``."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self._acme = platform.workspace("acme")
        self._people = {name: actor(platform, self._acme, name) for name in ("ann", "ben")}
        agents = [one.person for one in self._people.values()]
        self._cases = self._acme.add_channel("cases", *agents, self._acme.bot, private=True)

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "MAILMEDIC_SLACK_BOT_TOKEN": self._acme.installation.token,
            "MAILMEDIC_SLACK_APP_TOKEN": self._platform.app.app_token,
            "MAILMEDIC_SLACK_API_URL": self._platform.api_url,
            "MAILMEDIC_HELPDESK_CHANNEL": f"slack:{self._acme.id}:{self._cases.id}",
        }

    def joins(self, name: str, language: str) -> None:
        self._people[name] = actor(self._platform, self._acme, name, LOCALES[language])

    def id_of(self, name: str) -> str:
        return f"slack:{self._acme.id}:{self._people[name].person.id}"

    async def connected(self) -> None:
        await self._platform.until(lambda: self._platform.sockets.connections, "no connection")

    async def loses_line(self) -> None:
        self._platform.sockets.cut()

    async def asks(self, name: str, text: str) -> str:
        person = self._people[name]
        before = len(person.answers(person.dm))
        await person.writes(text)
        return (await person.waits_for_answer("", person.dm, more_than=before)).words

    async def fills(self, name: str, label: str, typed: Mapping[str, str]) -> None:
        person = self._people[name]
        await self._press(person, _last(person.answers(person.dm), label), label, typed)

    async def finds(self, name: str, words: str) -> None:
        person = self._people[name]
        await person.waits_for_answer("", person.dm, wanted=lambda one: _says(one, words))

    async def works(
        self, name: str, card: str, label: str, typed: Mapping[str, str] | None = None
    ) -> None:
        agent = self._people[name]
        message = await agent.waits_for_answer(
            "", self._cases, wanted=lambda one: _says(one, card) and label in one.labels
        )
        await self._press(agent, message, label, typed)

    async def hears(self, name: str, words: str) -> None:
        await self._people[name].waits_for_answer("", wanted=lambda one: _says(one, words))

    async def card(self, words: str, *more: str) -> str:
        ann = self._people["ann"]
        message = await ann.waits_for_answer(
            "", self._cases, wanted=lambda one: all(_says(one, word) for word in (words, *more))
        )
        return message.words

    def cards(self, words: str) -> int:
        shown = self._people["ann"].answers(self._cases)
        return sum(squeezed(one.words).startswith(squeezed(words)) for one in shown)

    async def _press(
        self, person: Actor, message: Message, label: str, typed: Mapping[str, str] | None
    ) -> None:
        await person.click(message, label)
        if typed is not None:
            form = await person.waits_for_modal()
            assert not await person.submits(form, typed)


def _says(message: Message, words: str) -> bool:
    return squeezed(words) in squeezed(message.words)


def _last(messages: list[Message], label: str) -> Message:
    return next(message for message in reversed(messages) if label in message.labels)


@asynccontextmanager
async def slack_stage() -> AsyncIterator[SlackStage]:
    """The stand-in, which outlives the service."""
    platform = SlackPlatform(app_config())
    async with strict(platform):
        platform.sockets.ack_seconds = SLOW_SECONDS
        yield SlackStage(platform)
