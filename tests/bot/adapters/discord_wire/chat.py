"""A chat that says what a test wants; what it hears, and the end of what it says, are changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping

from bot.core.chat import Answer, Heard, Where, Who
from bot.core.model import Reply, Span, Text
from knowledge.model import Language
from tests.discord_platform.changes import Changes


def plain(text: str, language: Language = Language.EN) -> Reply:
    """A reply of one paragraph."""
    return Reply((Text((Span(text),)),), language)


class WireScript:
    """Replies that come later, each when the test says so."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._queue: asyncio.Queue[Reply] = asyncio.Queue()
        self.closed = False

    def say(self, reply: Reply) -> None:
        """The next of them."""
        self._queue.put_nowait(reply)

    async def replies(self) -> AsyncGenerator[Reply]:
        """Until a final one."""
        try:
            while True:
                reply = await self._queue.get()
                yield reply
                if reply.final:
                    return
        finally:
            self.closed = True
            self._changes.happened()

    async def ended(self) -> None:
        """The face has read it to its end, or closed it."""
        await self._changes.until(lambda: self.closed, "the end of the replies")


class WireChat:
    """Answers by text or form; what it does not know it answers with the text itself."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.heard: list[Heard] = []
        self.answers: dict[str, Answer] = {}
        self.given: dict[str, Reply] = {}
        self.suggested: tuple[tuple[str, str], ...] = ()
        self.broken = False

    def hear(self, heard: Heard) -> Answer:
        """See ``Chat``."""
        self.heard.append(heard)
        self._changes.happened()
        if self.broken:
            raise RuntimeError("secret words")
        known = self.answers.get(heard.form or heard.text)
        return known or Answer(plain(f"You said: {heard.text}"))

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        return self.given.get(answer_id)

    def greeting(self, _who: Who, _where: Where) -> Reply:
        """See ``Chat``."""
        return plain("Hello.")

    def home(self, _who: Who) -> Reply:
        """See ``Chat``."""
        return plain("Home.")

    def suggestions(self, typed: str, _language: Language) -> tuple[tuple[str, str], ...]:
        """See ``Chat``."""
        return tuple(one for one in self.suggested if typed in one[0])

    async def has_heard(self, text: str) -> Heard:
        """What was said so."""
        return await self._changes.until(
            lambda: next((one for one in self.heard if one.text == text), None), f"{text!r}"
        )

    @property
    def last(self) -> Heard:
        """What was heard last."""
        return self.heard[-1]

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled in last."""
        return self.last.values
