"""The real conversation behind Slack, with what it answered kept for the test to look at."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
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


class Recorded:
    """A chat, and every reply that it gave; ``ring`` is called for each."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.ring: Callable[[], None] = lambda: None
        self.replies: list[Reply] = []

    def hear(self, heard: Heard) -> Answer:
        answer = self._chat.hear(heard)
        if answer.first:
            self._keep(answer.first)
        return replace(answer, later=self._kept(answer.later)) if answer.later else answer

    def again(self, answer_id: str) -> Reply | None:
        return self._chat.again(answer_id)

    def greeting(self, who: Who, where: Where) -> Reply:
        reply = self._chat.greeting(who, where)
        self._keep(reply)
        return reply

    def home(self, who: Who) -> Reply:
        return self._chat.home(who)

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        return self._chat.suggestions(typed, language)

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
        self.ring()


def choices_of(reply: Reply) -> list[Choice]:
    """All that can be picked, opinions included."""
    found = [c for block in reply.blocks if isinstance(block, Choices) for c in block.choices]
    for block in reply.blocks:
        if isinstance(block, Feedback):
            found += [Choice(block.yes, f"{block.message}:yes")]
            found += [Choice(block.no, f"{block.message}:no")]
    return found


def choice_of(reply: Reply, message: str) -> Choice:
    """The choice that stands for a message."""
    fitting = [choice for choice in choices_of(reply) if choice.message == message]
    assert fitting, f"no {message!r} among {[one.message for one in choices_of(reply)]}"
    return fitting[0]


class NoNames:
    """A name service that knows nothing, so that nothing leaves this machine."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def srv(self, name: str) -> tuple[Srv, ...]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def mx(self, domain: str) -> tuple[str, ...]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)

    async def txt(self, name: str) -> tuple[bytes, ...]:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST)


@asynccontextmanager
async def conversing(
    knowledge: Knowledge, speaker: Speaker, clock: Clock
) -> AsyncIterator[Recorded]:
    """A conversation whose check page listens on loopback."""
    settings = ServeSettings(listen=Listen("127.0.0.1", 0))
    checker = checker_of(knowledge, settings, clock, NoNames())
    async with serving(settings, checker, speaker, language=Language.EN, ca_file=None) as desk:
        conversation = Conversation(knowledge, speaker, desk, clock)
        conversation.warm()
        yield Recorded(conversation)
