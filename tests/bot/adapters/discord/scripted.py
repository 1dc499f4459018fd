"""A chat that says what a test wants, and remembers what it heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import simcord

from bot.core.chat import Answer, Heard, Where, Who
from bot.core.model import Block, Choice, Choices, Heading, Reply, Span, Text
from knowledge.model import Language


def reply(
    text: str = "An answer.",
    *more: Block,
    private: bool = False,
    final: bool = True,
    language: Language = Language.EN,
) -> Reply:
    """A reply of one paragraph, and whatever else."""
    return Reply((Text((Span(text),)), *more), language, private=private, final=final)


def choices(*messages: str) -> Choices:
    """Choices that are called like their messages."""
    return Choices((), tuple(Choice(message, message) for message in messages))


def titled(title: str, text: str, topic: str = "") -> Reply:
    """A reply with a title."""
    return Reply((Heading((Span(title),), 1), Text((Span(text),))), Language.EN, topic=topic)


class Script:
    """Replies that come later, each when the test says so."""

    def __init__(self, env: simcord.Env) -> None:
        self._env = env
        self._queue: asyncio.Queue[Reply] = asyncio.Queue()
        self.closed = False

    def say(self, reply: Reply) -> None:
        """The next of them."""
        self._queue.put_nowait(reply)

    async def replies(self) -> AsyncIterator[Reply]:
        """Until a final one."""
        try:
            while True:
                reply = await self._env.external_wait(self._queue.get(), reason="the test speaks")
                yield reply
                if reply.final:
                    return
        finally:
            self.closed = True


class ScriptedChat:
    """Answers by text, form or way; what it does not know it answers with the text itself."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: dict[str, Answer] = {}
        self.given: dict[str, Reply] = {}
        self.suggested: tuple[tuple[str, str], ...] = ()
        self.broken = False

    def hear(self, heard: Heard) -> Answer:
        """See ``Chat``."""
        self.heard.append(heard)
        if self.broken:
            raise RuntimeError("secret words")
        known = self.answers.get(heard.form or heard.text)
        return known or Answer(reply(f"You said: {heard.text}"))

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        return self.given.get(answer_id)

    def greeting(self, _who: Who, _where: Where) -> Reply:
        """See ``Chat``."""
        return reply("Hello.")

    def home(self, _who: Who) -> Reply:
        """See ``Chat``."""
        return reply("Home.")

    def suggestions(self, typed: str, _language: Language) -> tuple[tuple[str, str], ...]:
        """See ``Chat``."""
        return tuple(one for one in self.suggested if typed in one[0])

    @property
    def last(self) -> Heard:
        """What was heard last."""
        return self.heard[-1]

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled in last."""
        return self.last.values
