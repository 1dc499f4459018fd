"""A platform in memory: what was posted, changed and said to people, as data."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.chat import Heard, NotDelivered, Posted, Way, Where, Who
from bot.core.model import Choices, Form, Reply
from bot.core.plain import plain
from knowledge.model import Language

DESK = Where("slack:T1:C9", "slack:T1", "helpdesk")
CHANNEL = Where("slack:T1:C1", "slack:T1", "general")
AOI = Who("slack:T1:U1", "Aoi", language=Language.JA)
BEN = Who("slack:T1:U2", "Ben", language=Language.EN)
ANN = Who("slack:T1:A1", "Ann", language=Language.EN)
BOB = Who("slack:T1:A2", "Bob", language=Language.JA)


@dataclass
class Platform:
    """Takes every message but those to whom it is ``closed``."""

    posted: list[tuple[str, str, Reply]] = field(default_factory=list)
    directs: list[tuple[str, Reply]] = field(default_factory=list)
    cards: dict[str, Reply] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    refused: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def post(self, place: str, reply: Reply, thread: str = "") -> Posted:
        """See ``Face``."""
        self._door(place, "channel_not_found")
        self.posted.append((place, thread, reply))
        message = f"m{len(self.posted)}"
        self.cards[message] = reply
        async with self._changed:
            self._changed.notify_all()
        return Posted(place, message)

    async def change(self, posted: Posted, reply: Reply) -> None:
        """See ``Face``."""
        self._door(posted.place, "channel_not_found")
        self.cards[posted.message] = reply

    async def direct(self, person: str, reply: Reply) -> Posted:
        """See ``Face``."""
        self._door(person, "cannot_dm")
        self.directs.append((person, reply))
        async with self._changed:
            self._changed.notify_all()
        return Posted(person, f"d{len(self.directs)}")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for a message after which this is so."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(true)

    def _door(self, id_: str, reason: str) -> None:
        if id_ in self.closed:
            self.refused += 1
            raise NotDelivered(reason)

    def said_to(self, who: Who) -> list[str]:
        """All that somebody was told directly."""
        return [plain(reply.blocks) for person, reply in self.directs if person == who.id]

    def card(self, number: int = 0) -> str:
        """The text of a card as it stands now."""
        return plain(list(self.cards.values())[number].blocks)

    def threads(self) -> list[str]:
        """What was said below cards."""
        return [plain(reply.blocks) for _, thread, reply in self.posted if thread]


_heard = iter(range(1, 1_000_000))


def picked(who: Who, message: str, where: Where = CHANNEL) -> Heard:
    """Somebody picks a choice."""
    return Heard(f"h{next(_heard)}", message, who, where, Way.PICK)


def filled(who: Who, form: str, where: Where = CHANNEL, **values: str) -> Heard:
    """Somebody fills in a form."""
    return Heard(f"h{next(_heard)}", "", who, where, Way.FORM, form, values)


def asked(who: Who, text: str, where: Where = CHANNEL) -> Heard:
    """Somebody asks something."""
    return Heard(f"h{next(_heard)}", text, who, where, Way.MENTION)


def form_of(reply: Reply | None) -> Form:
    """The form in a reply."""
    assert reply is not None
    return next(block for block in reply.blocks if isinstance(block, Form))


def messages_of(reply: Reply | None) -> list[str]:
    """What the choices of a reply stand for."""
    assert reply is not None
    return [
        choice.message
        for block in reply.blocks
        if isinstance(block, Choices)
        for choice in block.choices
    ]
