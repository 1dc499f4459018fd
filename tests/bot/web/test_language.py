"""The language of pages that belong to nobody's link."""

from __future__ import annotations

import pytest

from bot.web.language import language_of
from knowledge.model import Language

EN, JA = Language.EN, Language.JA


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("ja", JA),
        ("ja-JP,ja;q=0.9,en;q=0.8", JA),
        ("en-GB,en;q=0.9,ja;q=0.8", EN),
        ("fr-FR, ja;q=0.3, en;q=0.7", EN),
        ("de, ja;q=0.1", JA),
        ("en;q=0.2,ja;q=0.3", JA),
        ("JA", JA),
        ("ja;q=0", EN),
        ("", EN),
        ("*", EN),
        ("jam", EN),
        (";;;,,,q=1", EN),
        ("ja" * 10_000, EN),
    ],
)
def test_the_wanted_one(accept: str, language: Language) -> None:
    """The one of ours that is wanted most, else the operator's."""
    assert language_of(accept, EN) is language


def test_the_default() -> None:
    """Where nothing is said."""
    assert language_of("fr", JA) is JA
