"""Measuring goes the way of ask, triage and a conversation."""

from __future__ import annotations

import pytest

from bot.core.answer import Answerer
from bot.core.assistant import Assistant
from bot.core.score import Measured, Scorer
from bot.core.score_json import score_json
from bot.core.triage import Triager
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.questions import AskedError, AskedQuestion, Kind
from knowledge.score import Share, Verdict
from knowledge.speak import Speaker

EN, JA = Language.EN, Language.JA
LINES = (
    AskedQuestion("1", "what's port 143?", EN, Kind.FACT, ("port.143",)),
    AskedQuestion("2", "ポート１４３とは", JA, Kind.FACT, ("port.143",)),
    AskedQuestion("3", "what's port 993?", EN, Kind.FACT, ("port.143",)),
    AskedQuestion("4", "how do I boil an egg", EN, Kind.OUTSIDE, ()),
    AskedQuestion("5", "what's port 995?", EN, Kind.FOLLOW, ("port.995",), ("what's port 993?",)),
    AskedError("6", "535 5.7.8 authentication failed", EN, (Cause.AUTH_WRONG_CREDENTIALS,)),
    AskedError("7", "サーバーが緑色です", JA, (Cause.AUTH_WRONG_CREDENTIALS,)),
)


@pytest.fixture(scope="module")
def measured(
    answerer: Answerer, triager: Triager, knowledge: Knowledge, speaker: Speaker
) -> Measured:
    return Scorer(answerer, triager, lambda: Assistant(knowledge, speaker)).measure(LINES)


def test_questions_are_answered_and_judged(measured: Measured) -> None:
    """Both languages, a wrong answer, a refusal and a follow-up."""
    verdicts = [judged.verdict for judged in measured.questions.judged]
    assert verdicts == [
        Verdict.RIGHT,
        Verdict.RIGHT,
        Verdict.WRONG_TOPIC,
        Verdict.REFUSED,
        Verdict.RIGHT,
    ]


def test_errors_are_read(measured: Measured) -> None:
    """What no pattern knows is read as unknown."""
    assert [read.outcome.first for read in measured.errors.read] == [
        "auth.wrong_credentials",
        "unknown",
    ]


def test_the_figures_are_told_as_json(measured: Measured) -> None:
    """By language; a kind that was not asked about is left out."""
    told = score_json(measured, {"port.143"})
    english = told["questions"]["en"]
    assert english["answered"] == {"part": 2, "whole": 3, "ratio": 0.6667}
    assert english["refused"]["ratio"] == 1
    assert english["without_topic"] == 1
    assert set(english["kinds"]) == {"fact", "outside", "follow"}
    assert english["worst"][0]["id"] == "3"
    assert english["worst"][0]["found"] == ["port.993"]
    assert english["confusions"] == [{"wanted": "port.143", "found": "port.993", "count": 1}]
    assert told["errors"]["ja"]["right"] == {"part": 0, "whole": 1, "ratio": 0}
    assert measured.errors.right == Share(1, 2)
