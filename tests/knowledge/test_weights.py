"""A classifier's weights, kept by names and used by numbers."""

from __future__ import annotations

import pytest

from knowledge.search.weights import NOTHING, OURS, Classifier, Weights, importance

WEIGHTS = Weights(
    {OURS: 0.5, "full": -1.0, "slow": -0.5, "gone": -1.0},
    {
        "room": {"full": 200, "slow": -50},
        "late": {"slow": 100, OURS: 250},
        "cake": {"gone": 300},
    },
)
NAMES = ("late", "room", "unsaid")
TOPICS = ("slow", "of_the_company", "full")
FIGURES = WEIGHTS.figures(TOPICS, NAMES)
CLASSIFIER = Classifier(**FIGURES)


def test_figures_are_by_the_numbers_of_an_index() -> None:
    """A feature that the index does not have is left out; a topic that was not trained is None."""
    assert FIGURES == {
        "leanings": [0.5, -0.5, None, -1.0],
        "features": "0 250 1 100\n1 -50 2 200\n",
    }
    assert NOTHING.figures(TOPICS, NAMES) == {"leanings": [None] * 4, "features": "\n\n"}


def test_what_is_said_speaks_for_a_topic_and_against_another() -> None:
    """One feature alone counts whole, beside a leaning; two share a length of one."""
    _, (slow, _, full) = CLASSIFIER.judge({1: 7.0})
    assert [slow, full] == pytest.approx([-1.0, 1.0])
    _, (slow, _, full) = CLASSIFIER.judge({0: 3.0, 1: 4.0})
    assert [slow, full] == pytest.approx([-0.5 + 0.6 - 0.4, -1.0 + 1.6])


def test_what_is_said_speaks_for_a_question_that_is_ours() -> None:
    """In log-odds, beside what is so before anything is said."""
    assert CLASSIFIER.judge({0: 1.0})[0] == pytest.approx(3.0)
    assert CLASSIFIER.judge({1: 1.0})[0] == pytest.approx(0.5)


@pytest.mark.parametrize("said", [{}, {2: 1.0}, {9: 1.0}])
def test_nothing_said_leaves_the_leanings(said: dict[int, float]) -> None:
    """Nor does a feature that no topic has a weight for, or that came after the training."""
    assert CLASSIFIER.judge(said) == (0.5, [-0.5, -0.5, -1.0])


def test_a_topic_that_was_not_trained_is_as_good_as_the_best() -> None:
    """A company's own topic stands by its likeness alone; where nothing was trained, so do all."""
    assert CLASSIFIER.untrained == {1}
    assert CLASSIFIER.judge({1: 1.0})[1][1] == pytest.approx(1.0)
    nothing = Classifier(**NOTHING.figures(TOPICS, NAMES))
    assert nothing.untrained == {0, 1, 2}
    assert nothing.judge({0: 1.0}) == (0.0, [-1.0, -1.0, -1.0])


def test_the_rare_counts_more() -> None:
    """What every example has still counts a little."""
    assert importance(0.001) > importance(0.1) > importance(1.0) > 0
