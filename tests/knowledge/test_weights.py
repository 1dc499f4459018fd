"""A classifier's weights, kept by names and used by numbers."""

from __future__ import annotations

import pytest

from knowledge.search.weights import NOTHING, Classifier, Weights, importance

WEIGHTS = Weights(
    {"full": -1.0, "slow": -0.5, "gone": -1.0},
    {"room": {"full": 200, "slow": -50}, "late": {"slow": 100}, "cake": {"gone": 300}},
)
NUMBERS = {"late": 0, "room": 1, "unsaid": 2}
TOPICS = ("slow", "of_the_company", "full")
CLASSIFIER = Classifier(WEIGHTS.of_topics(TOPICS, NUMBERS))


def test_figures_are_by_the_numbers_of_an_index() -> None:
    """A feature that the index does not have is left out; a topic that was not trained is empty."""
    assert WEIGHTS.of_topics(TOPICS, NUMBERS) == ["-0.500 0 100 1 -50", "", "-1.000 1 200"]
    assert NOTHING.of_topics(TOPICS, NUMBERS) == ["", "", ""]


def test_what_is_said_speaks_for_a_topic_and_against_another() -> None:
    """One feature alone counts whole, beside a leaning; two share a length of one."""
    judged = CLASSIFIER.judge((0, 2), {1: 7.0})
    assert judged == {0: pytest.approx(-1.0), 2: pytest.approx(1.0)}
    both = CLASSIFIER.judge((0, 2), {0: 3.0, 1: 4.0})
    assert both == {0: pytest.approx(-0.5 + 0.6 - 0.4), 2: pytest.approx(-1.0 + 1.6)}


def test_nothing_said_leaves_the_leanings() -> None:
    """Nor does a feature that no topic has a weight for."""
    assert CLASSIFIER.judge((0, 2), {}) == {0: -0.5, 2: -1.0}
    assert CLASSIFIER.judge((0, 2), {2: 1.0}) == {0: -0.5, 2: -1.0}


def test_a_topic_that_was_not_trained_is_as_good_as_the_best() -> None:
    """A company's own topic stands by its likeness alone; where nothing was trained, so do all."""
    assert CLASSIFIER.judge((0, 1, 2), {1: 1.0})[1] == pytest.approx(1.0)
    assert Classifier(["", ""]).judge((0, 1), {0: 1.0}) == {0: -1.0, 1: -1.0}


def test_the_rare_counts_more() -> None:
    """What every example has still counts a little."""
    assert importance(0.001) > importance(0.1) > importance(1.0) > 0
