"""How often messages are changed, and that the last change comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.edits import A_MINUTE, AT_ONCE, RESERVED, Edits
from bot.adapters.slack.run.follow import follow
from bot.core.chat import NotDelivered
from bot.core.model import Reply, Span, Text
from knowledge.model import Language
from tests.servers.moved_clock import MovedClock


async def test_a_few_edits_are_free() -> None:
    """When it was quiet before; then one every so often."""
    clock = MovedClock()
    edits = Edits(clock)
    for _ in range(AT_ONCE - RESERVED):
        await edits.turn(last=False)
    assert clock.seconds() == 0
    await edits.turn(last=False)
    assert clock.seconds() == pytest.approx(60 / A_MINUTE)


async def test_a_last_reply_does_not_queue_behind_progress() -> None:
    """Some of the budget is kept for it."""
    clock = MovedClock()
    edits = Edits(clock)
    for _ in range(AT_ONCE - RESERVED):
        await edits.turn(last=False)
    await edits.turn(last=True)
    assert clock.seconds() == 0


async def test_a_minute_holds_what_slack_allows() -> None:
    """Fifty edits, however many messages they are for."""
    clock = MovedClock()
    edits = Edits(clock)
    times = []
    for number in range(200):
        await edits.turn(last=number % 7 == 0)
        times.append(clock.seconds())
    for start in times:
        assert sum(start <= time < start + 60 for time in times) <= 52


def progress(number: int, *, final: bool = False) -> Reply:
    return Reply((Text((Span(str(number)),)),), Language.EN, final=final)


class Shown:
    """Remembers what was shown; refuses when told to."""

    def __init__(self) -> None:
        self.replies: list[str] = []
        self.refuses = False

    async def replace(self, reply: Reply) -> None:
        if self.refuses:
            raise NotDelivered("message_not_found")
        block = reply.blocks[0]
        assert isinstance(block, Text)
        self.replies.append(block.spans[0].text)


class Later:
    """Replies that come when the test says so."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Reply | None] = asyncio.Queue()
        self.begun = asyncio.Event()
        self.closed = False

    async def stream(self) -> AsyncIterator[Reply]:
        self.begun.set()
        try:
            while (reply := await self.queue.get()) is not None:
                yield reply
        finally:
            self.closed = True


async def test_progress_is_coalesced_and_the_last_arrives() -> None:
    """A hundred steps at once are a few edits, in order, the end among them."""
    later, shown, clock = Later(), Shown(), MovedClock()
    for number in range(100):
        later.queue.put_nowait(progress(number))
    later.queue.put_nowait(progress(100, final=True))
    await follow(later.stream(), shown, Edits(clock))
    assert shown.replies[-1] == "100"
    assert len(shown.replies) < 10
    assert shown.replies == sorted(shown.replies, key=int)
    assert later.closed


async def test_what_ends_without_a_last_reply_ends() -> None:
    """Its newest stays."""
    later, shown = Later(), Shown()
    later.queue.put_nowait(progress(1))
    later.queue.put_nowait(None)
    await follow(later.stream(), shown, Edits(MovedClock()))
    assert shown.replies == ["1"]


async def test_a_refused_step_is_no_reason_to_stop() -> None:
    """But a refused end is told."""
    later, shown = Later(), Shown()
    shown.refuses = True
    later.queue.put_nowait(progress(1))
    later.queue.put_nowait(progress(2, final=True))
    with pytest.raises(NotDelivered):
        await follow(later.stream(), shown, Edits(MovedClock()))
    assert later.closed


async def test_who_is_cancelled_closes_the_replies() -> None:
    """A check must not run on for nobody."""
    later = Later()
    following = asyncio.ensure_future(follow(later.stream(), Shown(), Edits(MovedClock())))
    await later.begun.wait()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert later.closed


async def test_a_defect_comes_through() -> None:
    """Whoever waits must be told."""

    async def broken() -> AsyncIterator[Reply]:
        yield progress(1)
        raise ValueError

    shown = Shown()
    with pytest.raises(ValueError):  # noqa: PT011 - the very one
        await follow(broken(), shown, Edits(MovedClock()))
