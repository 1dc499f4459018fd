"""What was asked and how it went, and whether it helped; without the words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Outcome
from bot.store.rows import insert_into
from bot.store.tables import feedback, questions
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``heard`` is ``Heard.id``; ``words`` is None but by the operator's choice."""

    heard: str
    at: datetime
    person: str
    workspace: str
    place: str
    way: str
    language: Language
    outcome: Outcome
    topic: str = ""
    cause: str = ""
    provider: str = ""
    answer: str = ""
    words: str | None = None


async def add(connection: AsyncConnection, question: Question) -> None:
    """Write it down; what was heard twice is one question."""
    row = {field.name: getattr(question, field.name) for field in fields(Question)}
    row |= {"language": str(question.language), "outcome": str(question.outcome)}
    new = insert_into(connection, questions).values(row)
    await connection.execute(new.on_conflict_do_nothing(index_elements=["heard"]))


async def keep_words(connection: AsyncConnection, answer: str, person: str, words: str) -> None:
    """Keep what was asked, masked, of an answer that did not help."""
    which = (questions.c.answer == answer) & (questions.c.person == person)
    await connection.execute(update(questions).where(which).values(words=words))


async def judge(
    connection: AsyncConnection,
    answer: str,
    person: str,
    topic: str,
    helpful: bool,
    at: datetime,
) -> None:
    """Write down whether an answer helped a person; their last word counts."""
    said = {"at": at, "topic": topic, "helpful": helpful}
    new = insert_into(connection, feedback).values(answer=answer, person=person, **said)
    again = new.on_conflict_do_update(index_elements=["answer", "person"], set_=said)
    await connection.execute(again)
