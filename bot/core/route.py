"""What a message wants: pure, from its text and what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.fold import fold, fold_width
from knowledge.load import Knowledge
from knowledge.model import Found, Language
from knowledge.replies import Reading
from knowledge.search.find import SURE

# How sure a reading must be to win over a topic, and to be told where no topic was found.
_READING_SURE, _READING_LEAST = 0.6, 0.3
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing was said."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A greeting, thanks, or a call for help: ``greeting``, ``thanks``, ``help``."""

    kind: str


@dataclass(frozen=True, slots=True)
class CheckWanted:
    """A live check, of this address where one was named."""

    address: str


@dataclass(frozen=True, slots=True)
class ErrorToRead:
    """A pasted error, read: readings best first."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Anything else, with what retrieval found."""

    found: Found


Intent = Empty | Chat | CheckWanted | ErrorToRead | Question


def route(text: str, language: Language, knowledge: Knowledge) -> Intent:
    """The intent of a text in this language."""
    if not fold(text[:_LOOKED_AT]).strip():
        return Empty()
    asked_for = _asked_for(text, knowledge)
    if asked_for is not None:
        return asked_for
    found = knowledge.find(text, language)
    readings = knowledge.replies.read(text)
    if readings and _is_an_error(readings[0], found, knowledge):
        return ErrorToRead(readings)
    return Question(found)


def _asked_for(text: str, knowledge: Knowledge) -> Chat | CheckWanted | None:
    """The wish besides an answer; only short messages can be one."""
    if len(text) > _LOOKED_AT:
        return None
    folded = fold(text).strip()
    for kind, pattern in knowledge.intents:
        match = re.search(pattern, folded)
        if match is None:
            continue
        if kind == "check":
            return CheckWanted(_as_written(match.groupdict().get("address") or "", text))
        return Chat(kind)
    return None


def _as_written(address: str, text: str) -> str:
    """The address in the case in which it was typed: a user name may depend on it."""
    wide = fold_width(text)
    at = wide.casefold().find(address) if address else -1
    return wide[at : at + len(address)] if at >= 0 else address


def _is_an_error(reading: Reading, found: Found, knowledge: Knowledge) -> bool:
    """Whether the text is an error to be read rather than a question to be answered.

    A code alone (``550``) is a question about the code. A reading wins over the code's row, and
    over a topic that is less like the text than the reading is sure.
    """
    best = found.matches[0] if found.answered else None
    if best is None:
        return reading.weight >= _READING_LEAST
    if best.confidence >= SURE:
        return False
    if best.topic_id == knowledge.causes[reading.cause]:
        return True
    return reading.weight >= _READING_SURE and (
        reading.weight >= best.confidence or best.topic_id in knowledge.rows
    )
