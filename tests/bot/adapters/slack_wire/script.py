"""A chat that says what a test tells it to, for what the real one would take long to be led to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from bot.core.chat import Answer, Heard, Where, Who
from bot.core.model import Choice, Choices, Reply, Span, Text
from knowledge.model import Language


def reply(text: str, language: Language = Language.EN, **more: object) -> Reply:
    """A reply of one paragraph."""
    return Reply((Text((Span(text),)),), language, **more)  # type: ignore[arg-type]


@dataclass
class Script:
    """``lines`` says what is answered to each text that is heard; ``heard`` is all that came."""

    lines: dict[str, Callable[[Heard], Answer]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    given: dict[str, Reply] = field(default_factory=dict)
    page: Reply | None = None

    def says(self, text: str, answer: Answer) -> None:
        """To this text (of a form: to its id) this is answered."""
        self.lines[text] = lambda _heard: answer

    def hear(self, heard: Heard) -> Answer:
        self.heard.append(heard)
        line = self.lines.get(heard.form or heard.text)
        return line(heard) if line else Answer(reply(f"answer to {heard.text}"))

    def again(self, answer_id: str) -> Reply | None:
        return self.given.get(answer_id)

    def greeting(self, who: Who, where: Where) -> Reply:
        choices = (Choice("Ports", "what's port 143?"),)
        first = Text((Span(f"Hello {who.name}"),))
        return Reply((first, Choices((), choices)), who.language or Language.EN)

    def home(self, who: Who) -> Reply:
        return self.page or reply(f"Home of {who.name}", who.language or Language.EN)

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        return ((typed, typed),)


class Later:
    """Later replies, said one by one when the test says them; knows whether it was closed."""

    def __init__(self) -> None:
        self._replies: asyncio.Queue[Reply] = asyncio.Queue()
        self.closed = asyncio.Event()

    def say(self, one: Reply) -> None:
        self._replies.put_nowait(one)

    async def __call__(self) -> AsyncIterator[Reply]:
        try:
            while True:
                said = await self._replies.get()
                yield said
                if said.final:
                    return
        finally:
            self.closed.set()
