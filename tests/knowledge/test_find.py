"""The right topic first, and none where we do not know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.search.features import features
from knowledge.search.index import Entry, Index, build

EN, JA = Language.EN, Language.JA


@pytest.mark.parametrize(
    ("question", "language", "topic_id"),
    [
        ("what's port 143?", EN, "port.143"),
        ("ポート143とは？", JA, "port.143"),
        ("ﾎﾟｰﾄ９９３", JA, "port.993"),
        ("is port 25 blocked", EN, "port25.why_blocked"),
        ("what is the difference between pop3 and imap4", EN, "pop3_and_imap4"),
        ("POP3とIMAP4の違いは?", JA, "pop3_and_imap4"),
        ("my new pc shows no old mail", EN, "pop3.takes_mail_home"),
        ("スマホで消したらパソコンのも消えた", JA, "imap4.deleting"),
        ("i deleted a mail on my phone and it is gone on my laptop", EN, "imap4.deleting"),
        ("which is better, pop or imap", EN, "pop3_or_imap4"),
        ("popとimapどっちがいい", JA, "pop3_or_imap4"),
        ("an Imap", EN, "imap4.what"),
        ("契約書をなくした", JA, "contract_sheet_lost"),
        ("i can receive but not send", EN, "receive_but_not_send"),
        ("gmail imap", EN, "provider.gmail"),
        ("what is CRAM-MD5", EN, "sasl.CRAM-MD5"),
        ("CRAM-MD5って何", JA, "sasl.CRAM-MD5"),
        ("what does 550 mean", EN, "smtp.550"),
        ("550の意味", JA, "smtp.550"),
        ("AUTHENTICATIONFAILED", EN, "imap.AUTHENTICATIONFAILED"),
        ("5.7.8とは", JA, "status.X.7.8"),
        ("what does IN-USE mean", EN, "pop3.IN-USE"),
    ],
)
def test_the_right_topic_comes_first(
    knowledge: Knowledge, question: str, language: Language, topic_id: str
) -> None:
    """Names, symptoms and half sentences, in both languages."""
    found = knowledge.find(question, language)
    assert found.answered
    assert found.matches[0].topic_id == topic_id


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("how do I boil an egg", EN),
        ("what's the capital of France", EN),
        ("明日の天気は", JA),
        ("おいしいラーメン屋を教えて", JA),
        ("what is port 8025", EN),
        ("ポート8025とは", JA),
        ("qwertyuiop", EN),
        ("", EN),
    ],
)
def test_what_we_do_not_know_is_not_answered(
    knowledge: Knowledge, question: str, language: Language
) -> None:
    """Questions outside mail, ports that we have no row for, and noise."""
    assert not knowledge.find(question, language).answered


INDEX = Index(
    build(
        [
            Entry("full", ("mailbox is full", "容量がいっぱい"), "The mailbox has no room left."),
            Entry("slow", ("mail is slow", "メールが遅い"), "It takes long."),
            Entry("none", (), ""),
        ]
    )
)


@pytest.mark.parametrize(
    "question", ["mailbox full", "maibox ful", "mailboxes are full", "容量", "いっぱい"]
)
def test_a_slip_or_a_short_word_is_forgiven(question: str) -> None:
    """Two characters of Japanese are enough, and letters may be missing."""
    assert INDEX.score(question)[0][0] == "full"


def test_a_question_in_unknown_words_is_like_nothing() -> None:
    """No feature in common, no topic."""
    assert INDEX.score("xyzzy 天気") == []


@given(st.text())
def test_likeness_is_between_nothing_and_one(question: str) -> None:
    """Whatever is asked, scores are in order and in range."""
    scores = [score for _, score in INDEX.score(question)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0001 for score in scores)


@given(st.text())
def test_a_text_has_the_features_of_its_folded_self(text: str) -> None:
    """Case makes no difference where it has none in the script."""
    assert all(weight > 0 for weight in features(text).values())
