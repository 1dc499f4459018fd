"""How many checks the page runs for one person, one account and one host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.check_talk import CheckRequest
from bot.web.runs import BudgetSpent
from bot.web.wish import Checked
from connectors.budget import Limits
from connectors.lookup.dns import Resolver
from connectors.model import Protocol
from knowledge.causes import Cause
from knowledge.load import Knowledge, open_knowledge
from tests.bot.overlays import provider
from tests.bot.web.world import ASKER, JIRO, PASSWORD, TARO, World, world
from tests.servers.certificates import Certificates
from tests.servers.laboratory import ADDRESS, FAULTS, laboratory
from tests.servers.moved_clock import MovedClock

LIMITS = Limits(person=3, account=2)


@pytest.fixture
async def counting(demo_knowledge: Knowledge, ca_file: Path) -> AsyncIterator[World]:
    """A page whose checks are counted."""
    async with world(demo_knowledge, ca_file, limits=LIMITS) as there:
        yield there


async def test_a_link_costs_nothing(counting: World) -> None:
    """Only what is dialled is counted: nobody spends an account's checks by asking for links."""
    for _ in range(10):
        await counting.ask()
    url = await counting.link()
    assert (await counting.post(url)).status == 303
    assert isinstance(await counting.ended(), Checked)


async def test_logins_of_one_account(counting: World) -> None:
    """Two in an hour, whoever asks; the link that is refused stays good, and time mends it."""
    for person in ("U1", "U2"):
        taken = await counting.ask(asker=replace(ASKER, person=person))
        assert (await counting.post(taken.url)).status == 303
        await counting.ended()
    taken = await counting.ask(asker=replace(ASKER, person="U3"))
    refused = await counting.post(taken.url)
    assert refused.status == 429
    assert "Too many checks" in refused.text
    assert (await counting.get(taken.url)).status == 200
    look = await counting.post(taken.url, {"act": "look"})
    assert look.status == 303
    await counting.ended()
    counting.clock.move(3600)
    again = await counting.ask(asker=replace(ASKER, person="U3"))
    assert (await counting.post(again.url)).status == 303


async def test_checks_of_one_person(counting: World) -> None:
    """Three in an hour, of whatever account, without login too."""
    for address in (TARO, JIRO, TARO):
        taken = await counting.ask(address)
        assert (await counting.post(taken.url, {"act": "look"})).status == 303
        await counting.ended()
    taken = await counting.ask()
    assert (await counting.post(taken.url, {"act": "look"})).status == 429
    assert (await counting.post(taken.url)).status == 429


async def test_of_the_desk(counting: World) -> None:
    """A chat without a page is held to the same."""
    request = CheckRequest(TARO, (Protocol.IMAP,), host="127.0.0.1")
    for _ in range(3):
        await counting.desk.take(ASKER, request, counting.chat.deliver)
        await counting.ended()
    with pytest.raises(BudgetSpent) as spent:
        await counting.desk.take(ASKER, request, counting.chat.deliver)
    assert spent.value.left.runs == 0
    assert spent.value.left.seconds > 0


@pytest.mark.parametrize("login", [True, False])
async def test_after_a_block(certificates: Certificates, tmp_path: Path, login: bool) -> None:
    """A server that has had enough of an account is left in peace: no login for it, a look only."""
    fault = FAULTS["too-many-attempts"]
    async with laboratory([fault], certificates, MovedClock()) as running:
        ((_, port),) = running.running
        server = (fault.protocol, fault.host, port, fault.security)
        knowledge = open_knowledge(provider(tmp_path, "example.com", [server]))
        names = Resolver(running.resolver)
        async with world(knowledge, running.ca_file, names=names, limits=Limits()) as there:
            await there.post(await there.link(ADDRESS))
            ending = await there.ended()
            assert isinstance(ending, Checked)
            assert Cause.AUTH_TOO_MANY_ATTEMPTS in {r.cause for r in ending.report.checks}
            act = {"act": "login", "password": PASSWORD} if login else {"act": "look"}
            again = await there.post(await there.link(ADDRESS), act)
            assert again.status == (429 if login else 303)
