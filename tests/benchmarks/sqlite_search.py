"""The yardstick of answers: SQLite's full-text search over the same texts, and nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from bot.core.answer import Answerer
from knowledge.load import Knowledge
from knowledge.model import Language

TRIGRAM = "trigram"
TOKENIZERS = (TRIGRAM, "unicode61")
"""FTS5's ways to cut a text: any three characters in a row, which is what finds anything in
Japanese; words between blanks and marks."""

_FOUND = 5
_WORD = re.compile(r"\w+")


class SqliteSearch:
    """An FTS5 table in memory, asked for the best five of any of a question's words."""

    def __init__(self, texts: Iterable[tuple[str, str]], tokenizer: str) -> None:
        self._tokenizer = tokenizer
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, text, tokenize={tokenizer})"
        )
        self._connection.executemany("INSERT INTO texts VALUES (?, ?)", texts)
        self._connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")

    def find(self, question: str) -> list[tuple[str, str]]:
        """The best five, with their texts."""
        words = _WORD.findall(question)
        if self._tokenizer == TRIGRAM:
            words = [part for word in words for part in _trigrams(word)]
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        if not wanted:
            return []
        return self._connection.execute(
            "SELECT id, text FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (wanted, _FOUND),
        ).fetchall()


def texts_of(knowledge: Knowledge, answerer: Answerer, language: Language) -> list[tuple[str, str]]:
    """What a topic or row is found by and answers: title, questions, and all its words."""
    texts = []
    for topic_id in (*knowledge.topic_ids, *knowledge.rows):
        topic = knowledge.topic(topic_id, language)
        answer = answerer.topic(topic_id, language)
        asked = topic.questions if topic else ()
        texts.append((topic_id, "\n".join((answer.title, *asked, answer.text))))
    return texts


def _trigrams(word: str) -> list[str]:
    return [word[at : at + 3] for at in range(len(word) - 2)]
