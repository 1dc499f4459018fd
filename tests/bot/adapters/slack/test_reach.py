"""Where answers go, and what whispered ones offer."""

from __future__ import annotations

import pytest

from bot.adapters.slack.offers import for_others, with_offers
from bot.adapters.slack.prompts import prompts_of
from bot.adapters.slack.reach import Reach, reach
from bot.adapters.slack.read import Origin
from bot.core.chat import Way
from bot.core.model import Choice, Choices, Feedback, Reply, Span, Text
from knowledge.model import Language
from knowledge.speak import Speaker

CHANNEL, OURS, NOWHERE = (
    Origin("T1", "U1", "C1"),
    Origin("T1", "U1", "D1", direct=True),
    Origin("T1", "U1"),
)


@pytest.mark.parametrize(
    ("way", "origin", "private", "goes_on", "expected"),
    [
        (Way.COMMAND, CHANNEL, False, False, Reach.WHISPER),
        (Way.COMMAND, CHANNEL, True, True, Reach.DIRECT),
        (Way.COMMAND, OURS, True, True, Reach.PLACE),
        (Way.SHORTCUT, CHANNEL, False, False, Reach.WHISPER),
        (Way.MENTION, CHANNEL, False, False, Reach.PLACE),
        (Way.MENTION, CHANNEL, True, False, Reach.WHISPER),
        (Way.MENTION, CHANNEL, False, True, Reach.DIRECT),
        (Way.WATCHED, CHANNEL, False, False, Reach.PLACE),
        (Way.WATCHED, CHANNEL, True, False, Reach.WHISPER),
        (Way.PICK, CHANNEL, False, False, Reach.WHISPER),
        (Way.PICK, CHANNEL, True, True, Reach.DIRECT),
        (Way.PICK, OURS, False, False, Reach.PLACE),
        (Way.PICK, NOWHERE, False, False, Reach.DIRECT),
        (Way.FORM, CHANNEL, True, False, Reach.WHISPER),
        (Way.FORM, NOWHERE, True, True, Reach.DIRECT),
        (Way.DIRECT, OURS, False, False, Reach.PLACE),
    ],
)
def test_reach(way: Way, origin: Origin, private: bool, goes_on: bool, expected: Reach) -> None:
    """Private first, aloud to a mention alone, and what goes on where it stays."""
    reply = Reply((), Language.EN, private=private)
    assert reach(way, origin, reply, goes_on=goes_on) is expected


@pytest.mark.parametrize("language", Language)
def test_a_whispered_answer_can_be_shared_and_kept(speaker: Speaker, language: Language) -> None:
    """Once it is, nobody in the channel is offered to share it again."""
    text, feedback = Text((Span("answer"),)), Feedback("yes", "no", "feedback:A")
    related = Choices((), (Choice("Port 143", "topic:port.143"),))
    reply = Reply((text, related, feedback), language, private=True)
    offered = with_offers(reply, "A", speaker)
    choices = offered.blocks[-1]
    assert isinstance(choices, Choices)
    assert [choice.message for choice in choices.choices] == ["share:A", "keep:A"]
    shared = for_others(offered)
    assert shared.blocks == (text, related, feedback)
    assert not shared.private


def test_prompts() -> None:
    """Four at most, each something that a person would say."""
    choices = tuple(
        Choice(f"Label {n}", m)
        for n, m in enumerate(("topic:port.143", "check", "143番は?", "x", "y"))
    )
    prompts = prompts_of(Reply((Choices((), choices),), Language.EN))
    assert prompts == [
        {"title": "Label 0", "message": "Label 0"},
        {"title": "Label 1", "message": "check"},
        {"title": "Label 2", "message": "143番は?"},
        {"title": "Label 3", "message": "x"},
    ]
