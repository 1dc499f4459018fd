"""Measuring lines: read whole, or refused with the line's number."""

from __future__ import annotations

import json

import pytest

from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.questions import (
    AskedError,
    AskedQuestion,
    Kind,
    QuestionError,
    read_questions,
)

QUESTION = {
    "id": "q1",
    "lang": "en",
    "q": "mail is slow",
    "kind": "symptom",
    "topics": ["symptom.slow", "setup.iphone.*"],
}
ERROR = {"id": "e1", "lang": "ja", "text": "535 認証に失敗", "causes": ["auth.wrong_credentials"]}


def test_a_question_and_an_error_are_read() -> None:
    """Both kinds of line may stand in one file; empty lines are passed over."""
    follow = QUESTION | {"id": "q2", "after": ["my mail"]}
    lines = [json.dumps(QUESTION), "", json.dumps(ERROR, ensure_ascii=False), json.dumps(follow)]
    question, error, followed = read_questions(lines)
    assert isinstance(question, AskedQuestion)
    assert question.kind is Kind.SYMPTOM
    assert not question.after
    assert error == AskedError("e1", "535 認証に失敗", Language.JA, (Cause.AUTH_WRONG_CREDENTIALS,))
    assert isinstance(followed, AskedQuestion)
    assert followed.after == ("my mail",)


@pytest.mark.parametrize(
    ("topic_id", "accepted"),
    [
        ("symptom.slow", True),
        ("setup.iphone.password", True),
        ("setup.iphone", False),
        ("setup.iphones.password", False),
        ("symptom.slower", False),
        ("", False),
    ],
)
def test_a_topic_is_accepted_by_its_id_or_what_it_stands_below(
    topic_id: str, accepted: bool
) -> None:
    """A star stands for the rest of an id, and never for a part of a word."""
    (question,) = read_questions([json.dumps(QUESTION)])
    assert isinstance(question, AskedQuestion)
    assert question.accepts(topic_id) is accepted


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        json.dumps(QUESTION | {"lang": "de"}),
        json.dumps(QUESTION | {"q": ""}),
        json.dumps(QUESTION | {"q": 5}),
        json.dumps(QUESTION | {"kind": "weather"}),
        json.dumps(QUESTION | {"topics": []}),
        json.dumps(QUESTION | {"kind": "outside"}),
        json.dumps(QUESTION | {"topics": "symptom.slow"}),
        json.dumps(QUESTION | {"after": "before"}),
        json.dumps({name: value for name, value in QUESTION.items() if name != "id"}),
        json.dumps(ERROR | {"causes": []}),
        json.dumps(ERROR | {"causes": ["auth.nonsense"]}),
        json.dumps(QUESTION),
    ],
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    """The number of the line is told, for a faulty field and for an id that is there already."""
    with pytest.raises(QuestionError, match="line 3:") as caught:
        read_questions([json.dumps(QUESTION), "", line])
    assert caught.value.line == 3
