"""Whatever is written can be stored: no text of a stranger's makes a database refuse a case."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store import audit
from bot.store.audit import Audited
from bot.store.preferences import Preferences
from bot.store.store import Store
from bot.store.tables import questions
from tests.bot.store.moments import Clock

HOSTILE = [
    "\x00 begins with nothing",
    "half a pair \ud83d of an emoji",
    "\udfff\x00" * 40,
    "\u202e right to left, \u0007 a bell",
    "'; DROP TABLE cases; --",
    "%s %(name)s :name ? $1 {}",
    "日本語\uff5e表\u2460𠮷野家👨\u200d👩\u200d👧",
    "x" * 10_000,
    "\U0001f600" * 300,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_any_text(store: Store, text: str) -> None:
    """In long columns and in short ones."""
    clock = Clock()
    await (await Preferences.loaded(store, clock)).set_rule(text, text)
    row = {
        "heard": text,
        "at": clock(),
        "person": text,
        "workspace": text,
        "place": text,
        "way": text,
        "language": "en",
        "outcome": text,
        "topic": text,
        "cause": text,
        "provider": text,
        "answer": text,
        "words": text,
    }
    async with store.writing() as connection:
        await audit.write(connection, Audited(clock(), text, text, text, text, detail=text))
        await connection.execute(questions.insert().values(row))
    async with store.reading() as connection:
        kept = (await connection.execute(select(questions.c.words, questions.c.topic))).one()
    assert len(kept.words) == len(text)
    assert kept.topic == kept.words[:255]
