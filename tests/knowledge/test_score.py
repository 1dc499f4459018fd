"""What is right, what is a miss, and how misses are counted."""

from __future__ import annotations

import pytest

from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.questions import AskedError, AskedQuestion, Kind
from knowledge.score import (
    Confusion,
    ErrorScore,
    Judged,
    Outcome,
    QuestionScore,
    ReadError,
    Share,
    Verdict,
    judge,
)

EN, JA = Language.EN, Language.JA
SLOW = AskedQuestion("1", "mail is slow", EN, Kind.SYMPTOM, ("symptom.slow", "warn.slow"))
OUTSIDE = AskedQuestion("2", "天気", JA, Kind.OUTSIDE, ())


@pytest.mark.parametrize(
    ("asked", "outcome", "verdict"),
    [
        (SLOW, Outcome(("symptom.slow",)), Verdict.RIGHT),
        (SLOW, Outcome(("warn.slow",)), Verdict.RIGHT),
        (SLOW, Outcome(("pop3.what",)), Verdict.WRONG_TOPIC),
        (SLOW, Outcome(()), Verdict.NOT_ANSWERED),
        (OUTSIDE, Outcome(()), Verdict.REFUSED),
        (OUTSIDE, Outcome(("pop3.what",)), Verdict.NOT_REFUSED),
    ],
)
def test_a_question_is_judged(asked: AskedQuestion, outcome: Outcome, verdict: Verdict) -> None:
    """Any accepted topic is right; to refuse is right only where nothing is accepted."""
    assert judge(asked, outcome).verdict is verdict


@pytest.mark.parametrize(
    ("found", "offered", "near"),
    [
        ((), ("pop3.what", "symptom.slow"), True),
        (("pop3.what",), ("warn.slow",), True),
        (("pop3.what",), ("pop3.what",), False),
        (("symptom.slow",), ("warn.slow",), False),
    ],
)
def test_near_is_a_miss_with_the_right_topic_on_offer(
    found: tuple[str, ...], offered: tuple[str, ...], near: bool
) -> None:
    """A right answer is not near, whatever is offered beside it."""
    assert judge(SLOW, Outcome(found, 0.5, offered)).near is near


def score(*judged: tuple[AskedQuestion, Outcome]) -> QuestionScore:
    """The score of questions and what came of them."""
    return QuestionScore(tuple(judge(asked, outcome) for asked, outcome in judged))


MIXED = score(
    (SLOW, Outcome(("symptom.slow",), 0.9)),
    (SLOW, Outcome(("pop3.what",), 0.5, ("symptom.slow",))),
    (SLOW, Outcome(("pop3.what",), 0.8)),
    (SLOW, Outcome(())),
    (OUTSIDE, Outcome(("pop3.what",), 0.7)),
    (OUTSIDE, Outcome(())),
)


def test_shares_are_counted_apart() -> None:
    """Answers among what can be answered, refusals among what must be refused."""
    assert MIXED.answered == Share(1, 4)
    assert MIXED.refused == Share(1, 2)
    assert MIXED.near == Share(1, 4)
    assert MIXED.kind(Kind.SYMPTOM) == Share(1, 4)
    assert MIXED.kind(Kind.OUTSIDE) == Share(1, 2)
    assert MIXED.kind(Kind.MOVE) == Share(0, 0)
    assert MIXED.count(Verdict.WRONG_TOPIC) == 2


def test_the_surest_miss_comes_first() -> None:
    """Confident mistakes are worse than silence."""
    assert [miss.outcome.confidence for miss in MIXED.misses()] == [0.8, 0.7, 0.5, 0.0]


def test_confusions_are_pairs_of_topics() -> None:
    """What was not answered was not confused; what must be refused was."""
    assert MIXED.confusions() == [
        Confusion("symptom.slow", "pop3.what", 2),
        Confusion("-", "pop3.what", 1),
    ]


def test_a_language_is_scored_by_itself() -> None:
    """The other language's questions are left out."""
    assert MIXED.of(JA).answered == Share(0, 0)
    assert MIXED.of(JA).refused == Share(1, 2)
    assert len(MIXED.of(EN).judged) == 4


def test_questions_without_a_topic_are_told() -> None:
    """A question is one of them only when none of its topics exists."""
    assert MIXED.without_topic({"pop3.what"}) == 4
    assert MIXED.without_topic({"warn.slow"}) == 0


def test_nothing_of_nothing_is_all() -> None:
    """An empty share misses nothing."""
    assert Share(0, 0).ratio == 1
    assert Share(1, 4).ratio == 0.25


def read(*found: str, confidence: float = 0.5) -> ReadError:
    """A refused login, read as these causes."""
    causes = (Cause.AUTH_WRONG_CREDENTIALS, Cause.AUTH_APP_PASSWORD_REQUIRED)
    return ReadError(AskedError("1", "535", EN, causes), Outcome(found, confidence))


@pytest.mark.parametrize(
    ("found", "right", "best", "top_3"),
    [
        (("auth.wrong_credentials",), True, True, True),
        (("auth.app_password_required", "auth.wrong_credentials"), True, False, True),
        (("auth.app_password_required",), True, False, False),
        (("net.timeout", "dns.failure", "auth.wrong_credentials"), False, False, True),
        (("unknown",), False, False, False),
    ],
)
def test_an_error_is_judged(found: tuple[str, ...], right: bool, best: bool, top_3: bool) -> None:
    """The first cause may be any that is accepted; the best one must be among three."""
    one = read(*found)
    assert (one.right, one.best, one.top_3) == (right, best, top_3)


def test_errors_are_counted() -> None:
    """Shares, misses and confusions of a few."""
    errors = ErrorScore((read("auth.wrong_credentials"), read("unknown"), read("net.timeout")))
    assert errors.right == errors.best == errors.top_3 == Share(1, 3)
    assert errors.of(JA).right == Share(0, 0)
    assert errors.confusions() == [
        Confusion("auth.wrong_credentials", "net.timeout", 1),
        Confusion("auth.wrong_credentials", "unknown", 1),
    ]


def test_misses_say_what_was_wanted() -> None:
    """A question's topics, an error's causes."""
    miss: Judged = MIXED.misses()[0]
    assert miss.wanted == ("symptom.slow", "warn.slow")
    assert read().wanted == ("auth.wrong_credentials", "auth.app_password_required")
