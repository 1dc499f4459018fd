"""Somebody who talks with us in a chat: what they say and pick, and what they are shown."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

from bot.chat.conversation import ChatOptions, Conversation
from bot.chat.records import CaseDesk
from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.model import Choice, Choices, Feedback, Form, Reply, Style, Text
from bot.core.plain import plain
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.web.world import World

TARO = Who("slack:T1:U1", "Taro Yamada")
HANAKO = Who("slack:T1:U2", "Hanako Sato")
CHANNEL = Where("slack:T1:C1", "slack:T1", "#help")
DIRECT = Where("slack:T1:D1", "slack:T1", direct=True)


def choices_of(reply: Reply) -> tuple[Choice, ...]:
    """All that can be picked, feedback included."""
    found = [c for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
    for block in reply.blocks:
        if isinstance(block, Feedback):
            found.append(Choice(block.yes, f"{block.message}:yes"))
            found.append(Choice(block.no, f"{block.message}:no"))
    return tuple(found)


def message_of(reply: Reply, kind: str) -> str:
    """The message of the choice of this kind (``go``, ``stop``)."""
    found = [c.message for c in choices_of(reply) if c.message.partition(":")[0] == kind]
    assert found, f"no {kind} among {[c.message for c in choices_of(reply)]}"
    return found[0]


def form_of(reply: Reply) -> Form:
    """The form in it."""
    (form,) = (block for block in reply.blocks if isinstance(block, Form))
    return form


def url_of(reply: Reply) -> str:
    """Where its link leads."""
    (url,) = (
        span.href
        for block in reply.blocks
        if isinstance(block, Text)
        for span in block.spans
        if span.style is Style.LINK
    )
    return url


def text_of(reply: Reply) -> str:
    """All of its words."""
    return plain(reply.blocks)


async def read(answer: Answer) -> list[Reply]:
    """What a face shows of an answer, one after the other."""
    shown = [answer.first] if answer.first else []
    if answer.later:
        shown += [reply async for reply in answer.later]
    return shown


@dataclass
class Talk:
    """One person's talk. ``web`` is the page's world, with the clock that tests move."""

    web: World
    speaker: Speaker
    options: ChatOptions = field(default_factory=ChatOptions)
    who: Who = TARO
    where: Where = DIRECT
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self.conversation = Conversation(
            self.web.knowledge, self.speaker, self.web.desk, self.web.clock, self.options
        )

    def with_helpdesk(self, helpdesk: CaseDesk) -> None:
        """There is a helpdesk."""
        web = self.web
        self.conversation = Conversation(
            web.knowledge, self.speaker, web.desk, web.clock, self.options, helpdesk=helpdesk
        )

    async def settled(self) -> None:
        """Until everything that goes on beside answers is done."""
        await self.conversation.drain(60)

    def heard(
        self,
        text: str,
        way: Way = Way.DIRECT,
        *,
        who: Who | None = None,
        where: Where | None = None,
        form: str = "",
        values: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        language: Language | None = None,
    ) -> Heard:
        """Something that is said, with an id of its own."""
        speaking = who or self.who
        if language:
            speaking = replace(speaking, language=language)
        return Heard(
            f"E{next(self._numbers)}",
            text,
            speaking,
            where or self.where,
            way,
            form,
            values or {},
            files or {},
        )

    def say(self, text: str, way: Way = Way.DIRECT, **more: object) -> Answer:
        """Say it, and see the answer."""
        return self.conversation.hear(self.heard(text, way, **more))  # type: ignore[arg-type]

    def first(self, text: str, way: Way = Way.DIRECT, **more: object) -> Reply:
        """Say it, and see the first reply."""
        reply = self.say(text, way, **more).first
        assert reply is not None
        return reply

    async def last(self, text: str, way: Way = Way.DIRECT, **more: object) -> Reply:
        """Say it, and see what it comes to."""
        return (await read(self.say(text, way, **more)))[-1]

    def pick(self, reply: Reply, kind: str, **more: object) -> Answer:
        """Pick the choice of this kind."""
        return self.say(message_of(reply, kind), Way.PICK, **more)

    def fill(self, form: Form, values: Mapping[str, str], **more: object) -> Answer:
        """Fill in a form and send it."""
        return self.say("", Way.FORM, form=form.id, values=values, **more)


async def next_of(replies: AsyncIterator[Reply]) -> Reply:
    """The next reply that is shown."""
    return await anext(replies)
