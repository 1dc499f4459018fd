"""From the outbox to a real server over TLS, until it has heard."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.helpdesk.outbound.body import ready
from bot.helpdesk.outbound.deliver import GAPS, Deliverer
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.post import HttpJson, Undelivered
from bot.helpdesk.outbound.signature import verify
from bot.helpdesk.outbound.tell import KIND, News, tell
from bot.store.outbox import Outbox
from bot.store.store import Store
from connectors.policy import Policy
from knowledge.model import Severity
from tests.bot.helpdesk.outbound.receiver import HOST, Names, Receiver, receiving
from tests.bot.store.databases import postgresql, store, url
from tests.servers.moved_clock import MovedClock

__all__ = ["postgresql", "store", "url"]

SECRET = b"s" * 32
ALLOWED = Policy.public(networks=["127.0.0.0/8"])
NEWS = News(
    Happening.CASE_OPENED,
    "mailmedic-1",
    "送信できない",
    "全文",
    Severity.NORMAL,
    case={"number": 1},
)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another system."""
    async with receiving() as found:
        yield found


class World:
    """A store, a receiver and a deliverer between them."""

    def __init__(self, store: Store, receiver: Receiver, policy: Policy = ALLOWED) -> None:
        self.clock = MovedClock()
        self.store, self.receiver, self.outbox = store, receiver, Outbox(store)
        self.names = Names()
        self.post = HttpJson(self.names, policy, receiver.trusting)
        everything = frozenset(Happening)
        token = {"Authorization": "Bearer t0ken"}
        self.hooks = (
            Webhook("desk", receiver.url, ready("plain"), everything, SECRET, token),
            Webhook("outages", receiver.url, ready("plain"), frozenset({Happening.OUTAGE_OPENED})),
        )
        self.deliverer = Deliverer(self.outbox, self.hooks, self.post, self.clock)

    async def tell(self, news: News = NEWS) -> None:
        """Something happens."""
        async with self.store.writing() as connection:
            await tell(connection, news, self.hooks, self.clock.now())

    async def waiting(self) -> int:
        """How many entries are due."""
        return len(await self.outbox.due(self.clock.now(), [KIND]))


async def test_it_is_heard_once_and_signed(store: Store, receiver: Receiver) -> None:
    """With the operator's header; and nobody who did not ask for it hears of it."""
    world = World(store, receiver)
    await world.tell()
    assert await world.deliverer.once()
    assert not await world.deliverer.once()
    ((headers, body),) = receiver.got
    lower = {name.lower(): value for name, value in headers.items()}
    event = verify(SECRET, lower, body, world.clock.now().timestamp())
    assert json.loads(body)["event"]["id"] == event
    assert json.loads(body)["case"] == {"number": 1}
    assert lower["authorization"] == "Bearer t0ken"
    assert lower["content-type"] == "application/json"


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
async def test_it_is_told_again_until_it_is_heard(
    store: Store, receiver: Receiver, status: int
) -> None:
    """By growing gaps, with the same name; a redirection is not followed."""
    world = World(store, receiver)
    receiver.answers = [status, status]
    await world.tell()
    await world.deliverer.once()
    for gap in GAPS[:2]:
        world.clock.move(gap.total_seconds() - 1)
        assert not await world.deliverer.once()
        world.clock.move(1)
        assert await world.deliverer.once()
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    world.clock.move(1e7)
    assert not await world.waiting()


async def test_it_is_given_up_after_three_days(
    store: Store, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """With a line in the log that names the webhook, and nothing of the body."""
    world = World(store, receiver)
    receiver.answers = [500] * 100
    await world.tell()
    with caplog.at_level(logging.INFO):
        while await world.deliverer.once():
            world.clock.move(timedelta(days=1).total_seconds())
    assert len(receiver.got) == len(GAPS) + 1
    assert "webhook desk" in caplog.text
    assert "送信できない" not in caplog.text
    assert "t0ken" not in caplog.text


async def test_who_is_gone_is_not_asked_again(store: Store, receiver: Receiver) -> None:
    """410 says so."""
    world = World(store, receiver)
    receiver.answers = [410]
    await world.tell()
    await world.deliverer.once()
    world.clock.move(1e7)
    assert not await world.deliverer.once()


async def test_a_deliverer_that_dies_loses_nothing(store: Store, receiver: Receiver) -> None:
    """What it had taken is due again when its loan ends."""
    world = World(store, receiver)
    await world.tell()
    assert len(await world.outbox.due(world.clock.now(), [KIND])) == 1
    assert not await world.deliverer.once()
    world.clock.move(timedelta(minutes=3).total_seconds())
    assert await world.deliverer.once()
    assert len(receiver.got) == 1


async def test_a_deliverer_that_is_told_to_end_gives_back(store: Store, receiver: Receiver) -> None:
    """The next one need not wait for the loan to end."""
    world = World(store, receiver)
    begun = asyncio.Event()

    async def never(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        begun.set()
        return await asyncio.Event().wait()

    await world.tell()
    task = asyncio.create_task(Deliverer(world.outbox, world.hooks, never, world.clock).run())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await world.deliverer.once()
    assert len(receiver.got) == 1


async def test_what_did_not_happen_is_not_told(store: Store, receiver: Receiver) -> None:
    """It is in the transaction of what caused it."""
    world = World(store, receiver)

    async def fail() -> None:
        async with store.writing() as connection:
            await tell(connection, NEWS, world.hooks, world.clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert not await world.deliverer.once()


@pytest.mark.parametrize(
    ("policy", "url", "known", "reason"),
    [
        (Policy.public(), f"https://{HOST}:1/", {HOST: "127.0.0.1"}, "not_allowed"),
        (Policy.public(), "https://127.0.0.1:1/", {}, "not_allowed"),
        (Policy.public(), "https://[::1]:1/", {}, "not_allowed"),
        (Policy.public(), "https://169.254.169.254/", {}, "not_allowed"),
        (Policy.public(), f"https://{HOST}:1/", {HOST: "10.0.0.5"}, "not_allowed"),
        (Policy.public(), "https://2130706433/", {}, "not_allowed"),
        (ALLOWED, "https://nobody.test/", {}, "unreachable"),
        (ALLOWED, f"https://{HOST}:1/", {HOST: "127.0.0.1"}, "unreachable"),
    ],
)
async def test_it_goes_only_where_it_may(
    receiver: Receiver, policy: Policy, url: str, known: dict[str, str], reason: str
) -> None:
    """Names are judged by their addresses, and addresses by themselves."""
    post = HttpJson(Names(known), policy, receiver.trusting)
    with pytest.raises(Undelivered) as undelivered:
        await post(url, b"{}", {})
    assert undelivered.value.reason == reason


async def test_a_wrong_certificate_gets_nothing(receiver: Receiver) -> None:
    """Neither the body nor the header with the token."""
    async with receiving("elsewhere.test") as other:
        post = HttpJson(Names(), ALLOWED, other.trusting)
        with pytest.raises(Undelivered) as undelivered:
            await post(other.url, b"{}", {"Authorization": "Bearer t0ken"})
    assert undelivered.value.reason == "certificate"
    assert not other.got
