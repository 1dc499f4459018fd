"""Unanswered questions put together by what they ask."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.helpdesk.reports.clusters import clusters, gaps
from knowledge.load import Knowledge

FORWARD = [
    "how do I forward all my mail to another address",
    "forward my mail to another address",
    "can i forward all mail to an other address automatically",
]
CALENDAR = [
    "calendar does not sync on my phone",
    "my phone's calendar doesn't sync",
]
SIGNATURE = ["署名に画像を入れたい", "メールの署名に画像を入れる方法", "署名に画像"]
VACATION = ["休暇中の自動返信を設定したい", "自動返信の設定方法"]


def test_those_that_ask_the_same_stand_together(knowledge: Knowledge) -> None:
    """In both languages, the most asked first."""
    mixed = [*CALENDAR, *SIGNATURE, *VACATION, *FORWARD]
    found = [set(cluster.texts) for cluster in clusters(mixed, knowledge)]
    assert found[:2] == [set(SIGNATURE), set(FORWARD)]
    assert set(CALENDAR) in found
    assert set(VACATION) in found


def test_the_shortest_speaks_for_the_others(knowledge: Knowledge) -> None:
    """A report has one line for each."""
    (gap,) = gaps(SIGNATURE, knowledge)
    assert (gap.example, gap.count) == ("署名に画像", 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how do I print a mail", "can I recall a mail that I sent"),
        ("メールを印刷したい", "送ったメールを取り消したい"),
    ],
)
def test_those_that_ask_something_else_stand_apart(
    knowledge: Knowledge, one: str, other: str
) -> None:
    """Only words in common are not enough."""
    assert len(clusters([one, other], knowledge)) == 2


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_text_is_in_one_cluster(knowledge: Knowledge, texts: list[str]) -> None:
    """None is lost, none counted twice."""
    found = [text for cluster in clusters(texts, knowledge) for text in cluster.texts]
    assert sorted(found) == sorted(texts)
