"""What a conversation remembers."""

from __future__ import annotations

from bot.core.memory import PEOPLE, Memory
from bot.core.model import Message
from tests.bot.results import failed, report, worked


def said_by(person: str, place: str = "here") -> Message:
    """Something that somebody says somewhere."""
    return Message("check", person, place, private=True)


def test_the_last_report_counts() -> None:
    """A newer one takes its place."""
    memory = Memory()
    first, second = report(failed()), report(worked())
    memory.keep(said_by("taro"), first)
    memory.keep(said_by("taro"), second)
    assert memory.report(said_by("taro")) is second


def test_everybody_has_their_own() -> None:
    """By person and place."""
    memory = Memory()
    memory.keep(said_by("taro"), report(worked()))
    assert memory.report(said_by("jiro")) is None
    assert memory.report(said_by("taro", "there")) is None


def test_it_is_bounded() -> None:
    """The one who was silent longest is forgotten first."""
    memory = Memory()
    for number in range(PEOPLE):
        memory.keep(said_by(str(number)), report(worked()))
    memory.keep(said_by("0"), report(worked()))
    memory.keep(said_by("one more"), report(worked()))
    assert memory.report(said_by("1")) is None
    assert memory.report(said_by("0"))
    assert memory.report(said_by("one more"))
