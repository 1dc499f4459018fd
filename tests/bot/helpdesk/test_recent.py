"""What is remembered of what people asked: little of each."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.helpdesk.recent import LONGEST, QUESTIONS, Asked, Recent
from knowledge.model import Language

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_a_file_is_not_kept_whole() -> None:
    """It is as long as a hundred forms, and five of them are remembered of each person."""
    recent = Recent()
    for number in range(QUESTIONS + 1):
        asked = Asked(str(number), "x" * 1_000_000, "", (), Language.EN, NOW)
        recent.keep_asked("slack:T:U", asked)
    found = [recent.asked("slack:T:U", str(number), NOW) for number in range(1, QUESTIONS + 1)]
    assert {len(one.text) for one in found if one} == {LONGEST}
