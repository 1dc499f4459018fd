"""A person's own pages: the home tab, and our conversation when it is opened."""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.slack.home import home_view
from bot.adapters.slack.prompts import prompts_of
from bot.adapters.slack.read import PLATFORM
from bot.adapters.slack.run.speech import Speech
from bot.adapters.slack.run.voices import InPlace
from bot.adapters.slack.run.workspace import Workspace
from bot.core.chat import Chat, NotDelivered, Where
from bot.core.model import Reply
from knowledge.speak import Speaker

PERSON_SECONDS = 20.0

log = logging.getLogger(__name__)

_FAILURES = (SlackApiError, SlackClientError, OSError, TimeoutError)


class OwnPages:
    """Greets, and publishes what is a person's own."""

    def __init__(self, chat: Chat, speech: Speech, speaker: Speaker) -> None:
        self._chat = chat
        self._speech = speech
        self._speaker = speaker

    async def home(self, user: str, at: Workspace) -> None:
        """Publish a person's home tab."""
        who = await at.who(user, stranger=False, seconds=PERSON_SECONDS)
        view = home_view(self._chat.home(who), self._speech.renderer)
        try:
            await at.client.views_publish(user_id=user, view=view)
        except _FAILURES as error:
            log.warning("a home tab was not published: %s", _reason(error))

    async def opened(self, user: str, channel: str, at: Workspace) -> None:
        """Our conversation was opened: offer what to ask, and greet where nothing was said yet."""
        who = await at.who(user, stranger=False, seconds=PERSON_SECONDS)
        where = Where(f"{PLATFORM}:{at.team}:{channel}", f"{PLATFORM}:{at.team}", direct=True)
        greeting = self._chat.greeting(who, where)
        await self._suggest(channel, greeting, at)
        if await self._is_new(channel, at):
            await self._greet(InPlace(at.client, channel), greeting, at)

    async def looks_elsewhere(self, user: str, channel: str, at: Workspace) -> None:
        """They look at something else beside our conversation: offer anew what to ask."""
        who = await at.who(user, stranger=False, seconds=PERSON_SECONDS)
        where = Where(f"{PLATFORM}:{at.team}:{channel}", f"{PLATFORM}:{at.team}", direct=True)
        await self._suggest(channel, self._chat.greeting(who, where), at)

    async def _suggest(self, channel: str, greeting: Reply, at: Workspace) -> None:
        if not (prompts := prompts_of(greeting)):
            return
        title = self._speaker.plain("slack.prompts", greeting.language)
        try:
            # Without a thread: with one, Slack drops it without a word.
            await at.client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, title=title, prompts=prompts
            )
        except _FAILURES as error:
            log.info("no prompts were set: %s", _reason(error))

    async def invited(self, inviter: str, channel: str, at: Workspace) -> None:
        """We were invited to a channel."""
        who = await at.who(inviter or at.bot, stranger=False, seconds=PERSON_SECONDS)
        where = Where(f"{PLATFORM}:{at.team}:{channel}", f"{PLATFORM}:{at.team}")
        await self._greet(InPlace(at.client, channel), self._chat.greeting(who, where), at)

    async def installed(self, user: str, at: Workspace) -> None:
        """Somebody has installed us."""
        if channel := await at.direct_channel(user):
            await self.opened(user, channel, at)

    async def _greet(self, place: InPlace, greeting: Reply, at: Workspace) -> None:
        try:
            await self._speech.say(place, greeting, at)
        except NotDelivered as refused:
            log.info("no greeting: %s", refused.reason)

    @staticmethod
    async def _is_new(channel: str, at: Workspace) -> bool:
        """Whether nothing was said in the conversation; where Slack does not tell, it is not."""
        if at.met.find(channel):
            return False
        at.met.put(channel, True)
        try:
            answer = await at.client.conversations_history(channel=channel, limit=1)
        except _FAILURES:
            return False
        return not answer.get("messages")


def _reason(error: Exception) -> str:
    code = error.response.get("error") if isinstance(error, SlackApiError) else ""
    return str(code or type(error).__name__)
