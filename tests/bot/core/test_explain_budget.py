"""What is left, in words; and what a run counts as."""

from __future__ import annotations

import pytest

from bot.core.check_talk import CheckRequest, given_targets, plan_of, wish_of
from bot.core.explain_budget import budget_note
from bot.core.model import Tone
from bot.core.plain import plain
from connectors.budget import Left, Wish
from knowledge.model import Language
from knowledge.speak import Speaker

HOST = "mail.example.com"


@pytest.mark.parametrize("language", Language)
def test_what_is_left_is_shown(language: Language, speaker: Speaker) -> None:
    """A number before a run; how long to wait where there is none, and why."""
    few, last, spent, blocked = (
        budget_note(left, speaker, language)
        for left in (Left(3), Left(1), Left(0, 61.0), Left(0, 3600.0, blocked=True))
    )
    assert "3" in plain([few])
    assert [note.tone for note in (few, last, spent, blocked)] == [
        Tone.INFO,
        Tone.INFO,
        Tone.WARNING,
        Tone.WARNING,
    ]
    assert "2" in plain([spent])
    assert "60" in plain([blocked])
    assert len({plain([note]) for note in (few, last, spent, blocked)}) == 4


@pytest.mark.parametrize(
    ("request_", "wish"),
    [
        (CheckRequest("taro@example.com", host=HOST), Wish("me", "taro@example.com", (HOST,) * 3)),
        (CheckRequest("", host=HOST, user="taro"), Wish("me", "taro", (HOST,) * 3)),
        (CheckRequest("taro@example.com", host=HOST, login=False), Wish("me", "", (HOST,) * 3)),
    ],
)
def test_what_a_run_counts_as(request_: CheckRequest, wish: Wish) -> None:
    """The account only where somebody logs in."""
    assert wish_of(plan_of(request_, given_targets(request_)), "me") == wish
