"""A live check meets in each account exactly the fault that is said to be there."""

from __future__ import annotations

import pytest

from bot.demo import ACCOUNTS, Fault, Ready, RunningAccount
from connectors.check import check
from connectors.clock import SystemClock
from connectors.dialogue.talks import TALKS
from connectors.lookup.discover import discover
from connectors.lookup.dns import Resolver
from connectors.model import CheckResult, Credentials, Protocol, Target
from connectors.policy import Policy
from connectors.steps import Plan
from connectors.wire.contexts import Contexts
from knowledge.causes import Cause, Warn
from knowledge.load import Knowledge, open_knowledge
from knowledge.providers import Security


@pytest.fixture(scope="session")
def knowledge(ready: Ready) -> Knowledge:
    """What we know with the demonstration's overlay."""
    return open_knowledge(ready.overlay)


async def _targets(knowledge: Knowledge, address: str) -> tuple[Target, ...]:
    providers = knowledge.providers
    found = await discover(address, providers=providers, resolver=Resolver())
    return tuple(candidate.target for candidate in found.servers)


async def _checked(
    ready: Ready,
    knowledge: Knowledge,
    account: RunningAccount,
    targets: tuple[Target, ...],
    *,
    send_test: bool = False,
) -> dict[Target, CheckResult]:
    plan = Plan(targets, account.address, ca_file=ready.ca_file, send_test=send_test)
    checking = check(
        plan,
        Credentials(account.password),
        resolver=Resolver(),
        clock=SystemClock(),
        policy=Policy.terminal(),
        replies=knowledge.replies,
        contexts=Contexts(),
        talks=TALKS,
    )
    ended = [progress async for progress in checking if isinstance(progress, CheckResult)]
    return {result.target: result for result in ended}


def _account(ready: Ready, fault: Fault) -> RunningAccount:
    return next(account for account in ready.accounts if account.fault is fault)


def _first(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    first = {target.protocol: target for target in reversed(targets)}
    return tuple(first.values())


@pytest.mark.parametrize("fault", [account.fault for account in ACCOUNTS])
async def test_a_check_finds_the_fault(ready: Ready, knowledge: Knowledge, fault: Fault) -> None:
    """From the address alone, for each protocol; what is not faulty is well."""
    account = _account(ready, fault)
    targets = _first(await _targets(knowledge, account.address))
    checked = await _checked(ready, knowledge, account, targets)
    assert {target.protocol: result.cause for target, result in checked.items()} == {
        protocol: account.causes.get(protocol, Cause.OK) for protocol in Protocol
    }
    assert {target.source for target in targets} == {"known"}


@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.NAME])
async def test_a_check_finds_a_bad_certificate_after_starttls(
    ready: Ready, knowledge: Knowledge, fault: Fault
) -> None:
    """Not only on ports that are encrypted from the first byte."""
    account = _account(ready, fault)
    found = await _targets(knowledge, account.address)
    targets = tuple(target for target in found if target.security is Security.STARTTLS)
    checked = await _checked(ready, knowledge, account, targets)
    assert {result.cause for result in checked.values()} == set(account.causes.values())


async def test_every_way_to_the_healthy_account_works(ready: Ready, knowledge: Knowledge) -> None:
    """TLS and STARTTLS; a Japanese subject is read; a message to oneself arrives."""
    account = _account(ready, Fault.NONE)
    targets = await _targets(knowledge, account.address)
    checked = await _checked(ready, knowledge, account, targets)
    assert [result.cause for result in checked.values()] == [Cause.OK] * 5
    sent = await _checked(ready, knowledge, account, _first(targets), send_test=True)
    assert [result.cause for result in sent.values()] == [Cause.OK] * 3


async def test_a_full_mailbox_is_seen_by_imap(ready: Ready, knowledge: Knowledge) -> None:
    """As a warning, because reading works; and the newest letter's subject is read."""
    account = _account(ready, Fault.FULL)
    found = await _targets(knowledge, account.address)
    targets = tuple(target for target in found if target.protocol is Protocol.IMAP)[:1]
    (result,) = (await _checked(ready, knowledge, account, targets)).values()
    assert result.warnings == (Warn.MAILBOX_NEARLY_FULL,)
    assert result.facts.newest is not None
    assert result.facts.newest.subject == "木曜日のお昼、どうしますか"
