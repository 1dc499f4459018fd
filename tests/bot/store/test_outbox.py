"""What is to be told is lent out, given back, and told once more rather than never."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.outbox import LOAN, Outbox, add
from bot.store.store import Store
from tests.bot.store.moments import Clock


async def put(store: Store, clock: Clock, *subjects: str, kind: str = "a") -> None:
    """Put something in, in one transaction."""
    async with store.writing() as connection:
        for subject in subjects:
            await add(connection, kind, subject, {"n": 1, "words": "日本語"}, clock())


async def test_in_order_and_once(store: Store) -> None:
    """What one has got, another does not get meanwhile."""
    clock, outbox = Clock(), Outbox(store)
    await put(store, clock, "1", "2", "3")
    first = await outbox.due(clock(), ["a"], limit=2)
    second = await outbox.due(clock(), ["a"])
    assert [entry.subject for entry in (*first, *second)] == ["1", "2", "3"]
    assert first[0].body == {"n": 1, "words": "日本語"}
    for entry in first:
        await outbox.done(entry, clock())
    clock.forward(days=1)
    assert [entry.subject for entry in await outbox.due(clock(), ["a"])] == ["3"]


async def test_only_the_kinds_that_are_asked_for(store: Store) -> None:
    """Each deliverer takes its own."""
    clock, outbox = Clock(), Outbox(store)
    await put(store, clock, "1")
    await put(store, clock, "2", kind="b")
    assert [entry.kind for entry in await outbox.due(clock(), ["b"])] == ["b"]


async def test_who_dies_gives_back(store: Store) -> None:
    """When the loan is over, it is due again, with its attempts counted and its event the same."""
    clock, outbox = Clock(), Outbox(store)
    await put(store, clock, "1")
    (first,) = await outbox.due(clock(), ["a"])
    clock.at += LOAN - timedelta(seconds=1)
    assert await outbox.due(clock(), ["a"]) == []
    clock.forward(seconds=2)
    (again,) = await outbox.due(clock(), ["a"])
    assert (again.event, again.attempts) == (first.event, 2)


async def test_failed_is_tried_later(store: Store) -> None:
    """Then, and not before; or never again."""
    clock, outbox = Clock(), Outbox(store)
    await put(store, clock, "1")
    (entry,) = await outbox.due(clock(), ["a"])
    await outbox.failed(entry, "http_503", clock() + timedelta(hours=1))
    assert await outbox.due(clock.forward(minutes=59), ["a"]) == []
    (again,) = await outbox.due(clock.forward(minutes=2), ["a"])
    assert again.error == "http_503"
    await outbox.failed(again, "http_410", None)
    assert await outbox.due(clock.forward(days=9), ["a"]) == []


async def test_what_is_undone_was_never_in_it(store: Store) -> None:
    """It is written in the transaction of what caused it."""
    clock, outbox = Clock(), Outbox(store)

    async def change_that_fails() -> None:
        async with store.writing() as connection:
            await add(connection, "a", "1", {}, clock())
            raise LookupError

    with pytest.raises(LookupError):
        await change_that_fails()
    assert await outbox.due(clock(), ["a"]) == []


async def test_what_is_done_is_forgotten(store: Store) -> None:
    """After a while; what is not done stays."""
    clock, outbox = Clock(), Outbox(store)
    await put(store, clock, "1", "2")
    first, _ = await outbox.due(clock(), ["a"])
    await outbox.done(first, clock())
    await outbox.clean(clock.forward(days=7))
    assert [entry.subject for entry in await outbox.due(clock(), ["a"])] == ["2"]
