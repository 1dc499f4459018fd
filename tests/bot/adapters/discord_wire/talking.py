"""The conversation itself behind the face, with what it answered kept for the test to look at."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.chat.conversation import Conversation
from bot.config import Listen, ServeSettings
from bot.core.chat import Answer, Chat, Heard, Where, Who
from bot.core.model import Choice, Choices, Feedback, Reply
from bot.web.server import serving
from connectors.clock import Clock
from connectors.lookup.model import Srv
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.web.world import checker_of
from tests.discord_platform.changes import Changes


class Recorded:
    """A chat, and every reply that it gave."""

    def __init__(self, chat: Chat, changes: Changes) -> None:
        self._chat = chat
        self._changes = changes
        self.replies: list[Reply] = []

    def hear(self, heard: Heard) -> Answer:
        """See ``Chat``."""
        answer = self._chat.hear(heard)
        if answer.first:
            self._keep(answer.first)
        return replace(answer, later=self._kept(answer.later)) if answer.later else answer

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        return self._chat.again(answer_id)

    def greeting(self, who: Who, where: Where) -> Reply:
        """See ``Chat``."""
        return self._chat.greeting(who, where)

    def home(self, who: Who) -> Reply:
        """See ``Chat``."""
        return self._chat.home(who)

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """See ``Chat``."""
        return self._chat.suggestions(typed, language)

    @property
    def last(self) -> Reply:
        """The newest."""
        return self.replies[-1]

    async def _kept(self, later: AsyncIterator[Reply]) -> AsyncGenerator[Reply]:
        try:
            async for reply in later:
                self._keep(reply)
                yield reply
        finally:
            if isinstance(later, AsyncGenerator):
                await later.aclose()

    def _keep(self, reply: Reply) -> None:
        self.replies.append(reply)
        self._changes.happened()


def choice_of(reply: Reply, message: str) -> Choice:
    """The choice that stands for a message."""
    found = [c for block in reply.blocks if isinstance(block, Choices) for c in block.choices]
    for block in reply.blocks:
        if isinstance(block, Feedback):
            found += [Choice(block.yes, f"{block.message}:yes")]
            found += [Choice(block.no, f"{block.message}:no")]
    fitting = [choice for choice in found if choice.message == message]
    assert fitting, f"no {message!r} among {[choice.message for choice in found]}"
    return fitting[0]


class NoNames:
    """A name service that knows nothing, so that nothing leaves this machine."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """None."""
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def srv(self, name: str) -> tuple[Srv, ...]:
        """None."""
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def mx(self, domain: str) -> tuple[str, ...]:
        """None."""
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def txt(self, name: str) -> tuple[bytes, ...]:
        """None."""
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)


@asynccontextmanager
async def conversing(
    knowledge: Knowledge, speaker: Speaker, clock: Clock, changes: Changes
) -> AsyncIterator[Recorded]:
    """A conversation whose check page listens on loopback."""
    settings = ServeSettings(listen=Listen("127.0.0.1", 0))
    checker = checker_of(knowledge, settings, clock, NoNames())
    async with serving(settings, checker, speaker, language=Language.EN, ca_file=None) as desk:
        yield Recorded(Conversation(knowledge, speaker, desk, clock), changes)
