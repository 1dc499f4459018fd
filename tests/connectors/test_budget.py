"""How often somebody may check."""

from __future__ import annotations

import errno
from dataclasses import replace
from ipaddress import ip_address

import pytest

from connectors.budget import (
    BLOCKED_SECONDS,
    BLOCKS,
    REMEMBERED,
    WINDOW_SECONDS,
    Budget,
    Left,
    Limits,
    Wish,
)
from connectors.model import CheckResult, Facts, Protocol
from connectors.steps import IPAddress, Plan
from connectors.wire.channel import Channel
from knowledge.causes import Cause
from tests.connectors.checking import results, target
from tests.servers.moved_clock import MovedClock

MANY = 10**6
LOOSE = Limits(MANY, MANY, MANY, MANY, MANY)
WISH = Wish("taro", "taro@example.com", ("imap.example.com", "smtp.example.com"))
OTHERS = Wish("hanako", "hanako@example.org", ("mail.example.org",))


def refused(cause: Cause, host: str = "imap.example.com") -> CheckResult:
    """A server that said no."""
    one = target(Protocol.IMAP, 993, host=host)
    return CheckResult(one, None, False, cause, (), 1.0, 1, (), Facts(), ())


@pytest.mark.parametrize(
    ("limits", "same"),
    [
        (replace(LOOSE, person=3), replace(OTHERS, person="taro")),
        (replace(LOOSE, account=3), replace(OTHERS, account="Taro@Example.com")),
        (replace(LOOSE, host=3), replace(OTHERS, hosts=("SMTP.example.com.",))),
        (replace(LOOSE, all=3), OTHERS),
    ],
)
def test_each_is_counted(limits: Limits, same: Wish) -> None:
    """Person, account, host and all: what shares one of them shares its count."""
    budget = Budget(MovedClock(), limits)
    assert [budget.take(WISH).runs for _ in range(4)] == [3, 2, 1, 0]
    assert budget.left(same) == Left(0, WINDOW_SECONDS)
    assert budget.take(same).runs == 0


def test_others_are_not_concerned() -> None:
    """Somebody who has spent theirs spends nobody else's."""
    budget = Budget(MovedClock(), replace(LOOSE, person=1, account=1, host=1))
    budget.take(WISH)
    assert budget.left(WISH).runs == 0
    assert budget.left(OTHERS).runs == 1


def test_to_look_takes_nothing() -> None:
    """What is left is shown before a run, as often as somebody looks."""
    budget = Budget(MovedClock(), replace(LOOSE, person=2))
    assert {budget.left(WISH).runs for _ in range(9)} == {2}


def test_nothing_is_counted_that_was_not_given() -> None:
    """Who is refused does not wait longer for it."""
    clock = MovedClock()
    budget = Budget(clock, replace(LOOSE, person=1))
    budget.take(WISH)
    clock.move(100)
    for _ in range(9):
        assert budget.take(WISH).runs == 0
    assert budget.left(WISH).seconds == WINDOW_SECONDS - 100


def test_time_gives_back() -> None:
    """Each run by itself, an hour after it."""
    clock = MovedClock()
    budget = Budget(clock, replace(LOOSE, person=2))
    budget.take(WISH)
    clock.move(600)
    budget.take(WISH)
    assert budget.left(WISH) == Left(0, WINDOW_SECONDS - 600)
    clock.move(WINDOW_SECONDS - 600)
    assert budget.left(WISH).runs == 1
    clock.move(600)
    assert budget.left(WISH).runs == 2


def test_without_a_login_no_account_is_counted() -> None:
    """Nobody can be locked out by it."""
    budget = Budget(MovedClock(), replace(LOOSE, account=1))
    without = replace(WISH, account="")
    assert [budget.take(without).runs > 0 for _ in range(3)] == [True] * 3


@pytest.mark.parametrize("cause", sorted(BLOCKS - {Cause.SERVER_TOO_MANY_CONNECTIONS}))
def test_none_after_a_block(cause: Cause) -> None:
    """Whoever asks, and at whichever server, for as long as a block lasts."""
    clock = MovedClock()
    budget = Budget(clock, LOOSE)
    budget.heard(WISH, [refused(Cause.OK), refused(cause)])
    assert budget.left(WISH) == Left(0, BLOCKED_SECONDS, blocked=True)
    assert budget.take(replace(OTHERS, account=WISH.account)).blocked
    assert not budget.left(replace(WISH, account="")).blocked
    assert not budget.left(OTHERS).blocked
    clock.move(BLOCKED_SECONDS)
    assert not budget.left(WISH).blocked


def test_a_server_that_has_enough_of_us() -> None:
    """Nobody dials it for a while."""
    budget = Budget(MovedClock(), LOOSE)
    budget.heard(WISH, [refused(Cause.SERVER_TOO_MANY_CONNECTIONS)])
    assert budget.left(replace(OTHERS, hosts=("IMAP.example.com",))).blocked
    assert not budget.left(OTHERS).blocked


@pytest.mark.parametrize("cause", sorted(set(Cause) - BLOCKS))
def test_other_replies_block_nobody(cause: Cause) -> None:
    """A wrong password may be put right at once, within what is left."""
    budget = Budget(MovedClock(), LOOSE)
    budget.heard(WISH, [refused(cause)])
    assert not budget.left(WISH).blocked


def test_memory_is_bounded() -> None:
    """However many names are made up."""
    budget = Budget(MovedClock(), LOOSE)
    for number in range(REMEMBERED + 50):
        wish = Wish(f"person {number}", f"{number}@example.com", (f"{number}.example.com",))
        budget.take(wish)
        budget.heard(wish, [refused(Cause.AUTH_TOO_MANY_ATTEMPTS)])
    windows = budget._kinds.values()
    assert max(len(window._times) for window in windows) == REMEMBERED
    assert len(budget._blocked) == REMEMBERED


async def test_an_address_is_dialled_only_so_often() -> None:
    """Whatever names lead to it; the check says that the budget is spent."""
    dialled: list[str] = []

    async def dial(address: IPAddress, port: int) -> Channel:
        dialled.append(str(address))
        raise OSError(errno.ECONNREFUSED, "told to")

    clock = MovedClock()
    counted = Budget(clock, replace(LOOSE, address=2)).dialling(dial)
    plan = Plan((target(Protocol.IMAP, 993),))
    causes = [(await results(plan, clock, dial=counted))[0].cause for _ in range(3)]
    assert causes == [Cause.NET_REFUSED, Cause.NET_REFUSED, Cause.CHECK_BUDGET_SPENT]
    assert dialled == ["127.0.0.1"] * 2
    with pytest.raises(OSError, match="told to"):
        await counted(ip_address("192.0.2.1"), 993)
