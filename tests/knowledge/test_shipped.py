"""The index that comes with us, and what a company adds to it."""

from __future__ import annotations

import pytest

from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.search.index import Entry, extended
from knowledge.search.shipped import digest_of, is_stale, read_index
from tests.knowledge.conftest import Write, topic

EN, JA = Language.EN, Language.JA
ENTRIES = [Entry("full", ("mailbox is full",)), Entry("slow", ("takes ages",))]
CONCEPTS = [{"key": "full", "fields": {"en": ["no room"], "ja": ["満杯"]}}]


@pytest.mark.parametrize("language", Language)
def test_it_was_made_from_what_is_there(knowledge: Knowledge, language: Language) -> None:
    """After a change: ``python -m tests.questions.train``."""
    assert not knowledge.has_stale_index(language)
    index = read_index(language)
    assert index is not None
    topics = filter(None, (knowledge.topic(id_, language) for id_ in knowledge.topic_ids))
    assert {topic.answered_by or topic.id for topic in topics} <= set(index["topics"])


def test_any_change_makes_it_stale(knowledge: Knowledge) -> None:
    """Another question, another order, another concept: each has another digest."""
    others = [
        digest_of([ENTRIES[0], Entry("slow", ("takes an age",))], CONCEPTS),
        digest_of(ENTRIES[::-1], CONCEPTS),
        digest_of(ENTRIES, []),
    ]
    digest = digest_of(ENTRIES, CONCEPTS)
    assert digest == digest_of(list(ENTRIES), list(CONCEPTS))
    assert len({digest, *others}) == 4
    assert is_stale(EN, digest)


def test_a_company_is_told_nothing_of_our_index(lay: Write) -> None:
    """What it lays over ours is added when it is read; there is nothing to be made anew."""
    overlay = lay("topics/own/lift.stuck.en.md", topic("Call the porter."))
    assert not open_knowledge(overlay).has_stale_index(EN)


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        (EN, "the purple mailbox wants my badge number", "purple mailbox asks for a badge number"),
        (JA, "社内メールに社員番号を聞かれた", "社内メールが社員番号を聞いてくる"),
    ],
)
def test_a_topic_of_the_company_is_found(
    lay: Write, language: Language, question: str, asked: str
) -> None:
    """By its own questions, beside all of ours, which are found as before."""
    lay(
        f"topics/own/badge.number.{language}.md",
        topic("Ask the office.", questions=f'"{question}"'),
    )
    company = open_knowledge(lay("overlay.toml", 'name = "Example Inc."\n'))
    found = company.find(asked, language)
    assert (found.answered, found.matches[0].topic_id) == (True, "badge.number")
    for ours in ("what is pop3", "pop3とは"):
        of_ours = EN if ours.isascii() else JA
        assert company.find(ours, of_ours) == open_knowledge().find(ours, of_ours)


def test_a_topic_that_the_company_replaces_is_found_by_its_words(lay: Write) -> None:
    """And no longer by those that only our topic listed."""
    text = topic("Ask the office.", questions='"the purple mailbox wants a badge"')
    company = open_knowledge(lay("topics/own/symptom.garbled_text.en.md", text))
    asked = "the purple mailbox wants a badge"
    assert company.find(asked, EN).matches[0].topic_id == "symptom.garbled_text"


def test_further_ways_to_ask_for_our_topics(lay: Write) -> None:
    """A company's nicknames lead to our answers; what it will not answer is refused."""
    lay("asked/en/own.toml", '"pop3.what" = ["what is the grey pigeon"]\n')
    company = open_knowledge(
        lay("asked/en/refused.toml", '"refused.outside" = ["who waters the lobby palms"]\n')
    )
    assert company.find("what's the grey pigeon", EN).matches[0].topic_id == "pop3.what"
    assert company.find("who waters the lobby palms?", EN).refusal == "outside"


def test_a_topic_laid_over_keeps_its_place(knowledge: Knowledge) -> None:
    """The same entry once more counts no feature twice, and the classifier goes on knowing it."""
    index = read_index(EN)
    assert index is not None
    entry = next(one for one in knowledge.entries(EN) if one.topic_id == "pop3.what")
    again = extended(index, [entry], knowledge._data["concepts"], knowledge.entities, EN)
    assert again["topics"] == index["topics"]
    assert again["weights"] == index["weights"]
    known = index["features"].split("\n")
    features = again["features"].split("\n")
    assert features[: len(known)] == known
    # Two words that stood together once were not kept; they are now, as the topic's alone.
    assert set(features[len(known) :]) == {f"0 1 {index['topics'].index('pop3.what')}"}
    assert again["often"] == index["often"]
