"""One-time links: whom they let in, and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.check_talk import CheckRequest
from bot.web.links import LINK_SECONDS, MOST_OF_ONE, CheckLinks, Gone
from bot.web.servers import Servers
from bot.web.wish import Asker, Ending, Wish
from knowledge.model import Language
from tests.servers.moved_clock import MovedClock


async def deliver(ending: Ending) -> None:
    """Nobody reads it."""


ASKER = Asker("U1", "C1", "Taro", "#helpdesk", Language.EN)
WISH = Wish(ASKER, CheckRequest("taro@example.com"), Servers(()), deliver)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def links(clock: MovedClock) -> CheckLinks:
    return CheckLinks(clock)


def test_looking_changes_nothing(links: CheckLinks) -> None:
    """Previews and scanners may look as often as they like."""
    token = links.issue(WISH)
    assert [links.look(token) for _ in range(100)] == [WISH] * 100
    assert links.take(token) is WISH


def test_a_link_is_good_for_one(links: CheckLinks) -> None:
    """Of two who send the form at once, one gets the wish."""
    token = links.issue(WISH)
    assert links.take(token) is WISH
    assert links.take(token) is Gone.USED
    assert links.look(token) is Gone.USED
    assert links.open == 0


def test_a_look_without_login_leaves_the_link_open_once(links: CheckLinks) -> None:
    """One test without a password besides; it cannot be used to run any number of checks."""
    token = links.issue(WISH)
    assert links.take_look(token) is WISH
    assert links.take_look(token) is Gone.USED
    assert links.look(token) is WISH
    assert links.take(token) is WISH
    assert links.take_look(token) is Gone.USED


def test_ten_minutes(links: CheckLinks, clock: MovedClock) -> None:
    """Not a second longer, and told as expired for as long as it is remembered."""
    token = links.issue(WISH)
    clock.move(LINK_SECONDS - 1)
    assert links.look(token) is WISH
    assert links.seconds_left(token) == 1
    clock.move(1)
    assert links.take(token) is Gone.EXPIRED
    assert links.seconds_left(token) == 0
    clock.move(100_000)
    assert links.look(token) is Gone.EXPIRED


def test_an_expired_link_holds_nobody(links: CheckLinks, clock: MovedClock) -> None:
    """Whose it was is forgotten when the next is made, even if nobody opens it."""
    links.issue(WISH)
    clock.move(LINK_SECONDS)
    links.issue(replace(WISH, request=CheckRequest("hanako@example.com")))
    assert repr(links.__dict__).count("taro@example.com") == 1  # the key of the newest alone


def test_a_newer_link_replaces_the_older(links: CheckLinks) -> None:
    """Of the same person, in the same place, for the same account."""
    older, newer = links.issue(WISH), links.issue(WISH)
    assert links.look(older) is Gone.REPLACED
    assert links.look(newer) is WISH


@pytest.mark.parametrize(
    "other",
    [
        replace(WISH, asker=replace(ASKER, person="U2")),
        replace(WISH, asker=replace(ASKER, place="C2")),
        replace(WISH, request=CheckRequest("hanako@example.com")),
    ],
    ids=["person", "place", "account"],
)
def test_links_of_others_stay(links: CheckLinks, other: Wish) -> None:
    """Each is bound to a person, a place and an account."""
    first, second = links.issue(WISH), links.issue(other)
    assert links.look(first) is WISH
    assert links.look(second) is other


def test_a_link_that_was_never_made(links: CheckLinks) -> None:
    """Cut off, mistyped, tampered with, or invented."""
    token = links.issue(WISH)
    last = "A" if token[-1] != "A" else "B"
    for wrong in ("", token[:-1], token + "A", token[:-1] + last, "../../etc", "あ" * 51):
        assert links.look(wrong) is Gone.UNKNOWN
        assert links.take(wrong) is Gone.UNKNOWN
    assert links.look(token) is WISH


def test_a_link_of_a_process_before(links: CheckLinks, clock: MovedClock) -> None:
    """After a restart people are told so."""
    assert links.look(CheckLinks(clock).issue(WISH)) is Gone.RESTARTED


def test_a_token_is_kept_nowhere(links: CheckLinks) -> None:
    """Only its hash; and it holds 256 random bits."""
    token = links.issue(WISH)
    assert token not in repr(links.__dict__)
    secret = token[8:]
    assert len(secret) == 43
    assert secret not in repr(links.__dict__)
    assert len({links.issue(WISH)[8:] for _ in range(50)}) == 50


def test_there_is_an_end_to_what_is_kept(
    links: CheckLinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest is forgotten first."""
    monkeypatch.setattr("bot.web.links.MOST_LINKS", 10)
    tokens = [
        links.issue(replace(WISH, asker=replace(ASKER, person=f"U{number}")))
        for number in range(25)
    ]
    assert [isinstance(links.look(token), Wish) for token in tokens] == [False] * 15 + [True] * 10
    assert len(links._links) <= 10
    assert len(links._newest) <= 11


def test_nobody_pushes_out_the_links_of_others(
    links: CheckLinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks for very many loses their own oldest."""
    monkeypatch.setattr("bot.web.links.MOST_LINKS", 50)
    others = [
        links.issue(replace(WISH, asker=replace(ASKER, person=f"U{number}")))
        for number in range(25)
    ]
    greedy = replace(ASKER, person="greedy")
    own = [
        links.issue(replace(WISH, asker=greedy, request=CheckRequest(f"{number}@example.com")))
        for number in range(200)
    ]
    assert all(isinstance(links.look(token), Wish) for token in others)
    alive = [isinstance(links.look(token), Wish) for token in own]
    assert alive == [False] * (200 - MOST_OF_ONE) + [True] * MOST_OF_ONE


def test_withdrawn(links: CheckLinks) -> None:
    """Whoever asked for it thinks better of it; the links of others stay."""
    token = links.issue(WISH)
    other = replace(WISH, asker=replace(ASKER, person="U2"))
    others = links.issue(other)
    assert links.is_open(WISH)
    links.withdraw(WISH)
    links.withdraw(WISH)
    assert not links.is_open(WISH)
    assert links.look(token) is Gone.WITHDRAWN
    assert links.take(token) is Gone.WITHDRAWN
    assert links.take(others) is other
    links.withdraw(other)
    assert links.look(others) is Gone.USED
