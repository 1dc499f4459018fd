"""What is kept for buttons, and what was seen already: for a while, and not without end."""

from __future__ import annotations

from bot.core.kept import SEEN_SECONDS, Kept, Seen
from tests.servers.moved_clock import MovedClock


def test_kept_for_a_while() -> None:
    """Then it is forgotten."""
    clock = MovedClock()
    kept: Kept[str] = Kept(clock, 10)
    key = kept.keep("続き")
    clock.move(9)
    assert kept.find(key) == "続き"
    clock.move(1)
    assert kept.find(key) is None


def test_the_oldest_goes_first() -> None:
    """Nobody fills our memory."""
    kept: Kept[int] = Kept(MovedClock(), most=3)
    keys = [kept.keep(number) for number in range(5)]
    assert [kept.find(key) for key in keys] == [None, None, 2, 3, 4]
    assert len(set(keys)) == 5


def test_seen() -> None:
    """Once, for as long as a platform may send it again."""
    clock = MovedClock()
    seen = Seen(clock)
    assert not seen.again("a")
    assert seen.again("a")
    assert not seen.again("b")
    clock.move(SEEN_SECONDS)
    assert not seen.again("a")
    assert not seen.again("")
    assert not seen.again("")
