"""Clauses, the concepts in them, and slips of the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fold import fold
from knowledge.model import Language
from knowledge.search.clauses import clauses, spaced
from knowledge.search.concepts import concepts, table
from knowledge.search.spelling import Speller

TABLE = table(
    [
        {"key": "send", "fields": {"en": ["send*", "goes out"], "ja": ["送信", "送れ"]}},
        {"key": "receive", "fields": {"en": ["receiv*"], "ja": ["受信"]}},
        {"key": "cannot", "fields": {"en": ["can't", "not"], "ja": ["できない", "ん。"]}},
        {"key": "carrier", "fields": {"en": ["au"], "ja": ["au"]}},
    ],
    Language.JA,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("can send but not receive", ["can send ", "but not receive "]),
        ("受信はできるのに送信できない", ["受信はできる ", "のに送信できない "]),
        ("gmail.com, since 3.5 works", ["gmail com ", "since 3 5 works "]),
        ("IMAPで？はい。", ["imap で ", "はい "]),
        ("...", []),
        ("", []),
    ],
)
def test_a_text_is_cut_where_another_thing_is_said(text: str, parts: list[str]) -> None:
    """At marks and at the words that join clauses, in both languages; dots inside names stay."""
    assert clauses(fold(text)) == parts


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("sending", {"send"}),
        ("nothing goes out", {"send"}),
        ("goes outside", set()),
        ("i can't", {"cannot"}),
        ("送信できない", {"send", "cannot"}),
        ("メールを送れ", {"send"}),
        ("auth", set()),
        ("auの", {"carrier"}),
        ("", set()),
    ],
)
def test_concepts_are_found_by_their_phrases(clause: str, found: set[str]) -> None:
    """Latin phrases as whole words or beginnings of words, Japanese ones anywhere."""
    assert concepts(spaced(fold(clause)), TABLE) == found


@given(st.text())
def test_any_text_has_clauses(text: str) -> None:
    """No clause is empty, and each can be searched for concepts."""
    for clause in clauses(fold(text)):
        assert clause.strip()
        assert concepts(clause, TABLE) <= {"send", "receive", "cannot", "carrier"}


SPELLER = Speller(["mail", "password", "thunderbird", "sent", "server"], ["spying"])


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("thunderbrid", "thunderbird"),
        ("servers", "server"),
        ("serber", "server"),
        ("mial", "mail"),
        ("mall", "mall"),
        ("spring", "spring"),
        ("sant", "sant"),
        ("my pasword, please", "my password, please"),
        ("メールのpasword", "メールのpassword"),
    ],
)
def test_one_slip_is_mended(slip: str, mended: str) -> None:
    """A letter too many, too few, wrong, or in the wrong place; short words only where swapped."""
    assert SPELLER.mend(slip) == mended


def test_a_text_in_another_language_is_left_alone() -> None:
    """Only so many words are mended, however many are unknown."""
    text = "pasword " * 20
    assert SPELLER.mend(text).count("password") == 8
