"""Which words speak for a question's being ours."""

from __future__ import annotations

from knowledge.search.ours import CONSTANT, speaking

ANSWERED = [{"mail": 1.0, "the": 1.0}, {"mail": 1.0, "full": 1.0}, {"mail": 1.0}] * 4
REFUSED = [{"cake": 1.0, "the": 1.0}, {"cake": 1.0}] * 2


def test_words_speak_for_what_they_stand_in() -> None:
    """A word of listed questions speaks for, one of refused examples against, and less in both."""
    told = speaking(ANSWERED, REFUSED)
    assert told["mail"] > 0 > told["cake"]
    assert told["cake"] < told["the"] < told["mail"]


def test_it_is_learned_the_same_each_time() -> None:
    """The same examples, the same weights."""
    assert speaking(ANSWERED, REFUSED) == speaking(ANSWERED, REFUSED)


def test_nothing_refused_is_nothing_learned_against() -> None:
    """A knowledge base without refusals finds every question its own."""
    assert all(weight >= 0 for weight in speaking(ANSWERED, []).values())
    assert speaking([], []) == {} or CONSTANT in speaking([], [])
