"""What is offered while somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.suggest import MOST, Suggestions
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

EN, JA = Language.EN, Language.JA
KNOWLEDGE = open_knowledge(None, None)
SUGGESTIONS = Suggestions(KNOWLEDGE, Speaker(KNOWLEDGE))


@pytest.mark.parametrize(
    ("typed", "language", "message"),
    [
        ("port 143", EN, "topic:port.143"),
        ("143", EN, "topic:port.143"),
        ("pop3 imap4", EN, "topic:pop3_and_imap4"),
        ("difference between pop and imap", EN, "topic:pop3_and_imap4"),
        ("POP3とIMAP4", JA, "topic:pop3_and_imap4"),
        ("ﾎﾟｰﾄ１４３", JA, "topic:port.143"),
        ("143番ポートとは", JA, "topic:port.143"),
    ],
)
def test_what_is_meant_is_offered(typed: str, language: Language, message: str) -> None:
    """By its title, by any of its words, and by what it answers."""
    assert message in [offered for _, offered in SUGGESTIONS.of(typed, language)]


@pytest.mark.parametrize("language", Language)
def test_nothing_was_typed_yet(language: Language) -> None:
    """There is something to choose from all the same."""
    assert len(SUGGESTIONS.of("", language)) == MOST


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(Language))
def test_whatever_is_typed(typed: str, language: Language) -> None:
    """At most as many as are shown, each once, each with a title that can be shown."""
    found = SUGGESTIONS.of(typed, language)
    assert len(found) <= MOST
    assert len({message for _, message in found}) == len(found)
    assert all(title.strip() and len(message) <= 100 for title, message in found)


def test_titles_are_in_the_language(knowledge: Knowledge) -> None:
    """The same topic is called otherwise in the other language."""
    english, japanese = (SUGGESTIONS.of("143", language)[0][0] for language in (EN, JA))
    assert english != japanese
