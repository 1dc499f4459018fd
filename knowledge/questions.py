"""The lines of a measuring file: questions and error texts, each with what is right.

A file is JSON Lines. A question:
``{"id", "q", "lang", "kind", "topics"}``, and ``"after"``, what the same person said before, where
it is a follow-up. ``topics`` are those that would satisfy the asker, ``setup.iphone.*`` any topic
below; none where no answer may be given. An error: ``{"id", "text", "lang", "causes"}``, the best
cause first, then what is also accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.causes import Cause
from knowledge.model import Language


class Kind(StrEnum):
    """What a question is about, or why it must not be answered."""

    SYMPTOM = "symptom"
    CONCEPT = "concept"
    SETUP = "setup"
    FACT = "fact"
    PROVIDER = "provider"
    PASSWORD = "password"  # noqa: S105 - a kind of question
    MOVE = "move"
    QUOTA = "quota"
    SPAM = "spam"
    BOUNCE = "bounce"
    PHISHING = "phishing"
    JAPAN = "japan"
    FOLLOW = "follow"
    OUTSIDE = "outside"
    UNKNOWABLE = "unknowable"
    INJECTION = "injection"


REFUSED_KINDS = frozenset({Kind.OUTSIDE, Kind.UNKNOWABLE, Kind.INJECTION})


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, and the topics of which any is right; none where it must be refused."""

    id: str
    text: str
    language: Language
    kind: Kind
    topics: tuple[str, ...]
    after: tuple[str, ...] = ()

    def accepts(self, topic_id: str) -> bool:
        """Whether this topic is a right answer."""
        return any(
            topic_id == wanted or (wanted.endswith(".*") and topic_id.startswith(wanted[:-1]))
            for wanted in self.topics
        )


@dataclass(frozen=True, slots=True)
class AskedError:
    """An error text, and its causes: the best one, then what is also accepted."""

    id: str
    text: str
    language: Language
    causes: tuple[Cause, ...]


Asked = AskedQuestion | AskedError


class QuestionError(ValueError):
    """A line of a measuring file cannot be used; ``line`` is its number, from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


def read_questions(lines: Iterable[str]) -> tuple[Asked, ...]:
    """The lines of a measuring file.

    QuestionError where one is not as told above, or has the id of an earlier one.
    """
    asked: dict[str, Asked] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = _read(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise QuestionError(number, repr(fault)) from fault
        if read.id in asked:
            raise QuestionError(number, f"id {read.id} is there twice")
        asked[read.id] = read
    return tuple(asked.values())


def _read(fields: dict[str, Any]) -> Asked:
    id_, language = _text(fields["id"]), Language(fields["lang"])
    if "text" in fields:
        causes = tuple(map(Cause, fields["causes"]))
        if not causes:
            raise ValueError("an error has at least one cause")
        return AskedError(id_, _text(fields["text"]), language, causes)
    kind, topics = Kind(fields["kind"]), _texts(fields["topics"])
    if bool(topics) == (kind in REFUSED_KINDS):
        raise ValueError(f"kind {kind} and topics {topics} contradict each other")
    after = _texts(fields.get("after", []))
    return AskedQuestion(id_, _text(fields["q"]), language, kind, topics, after)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{value!r} is not a text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is not a list")
    return tuple(map(_text, values))
