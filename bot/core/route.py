"""What a message wants: pure, from its text and what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.causes import Cause
from knowledge.excerpt import excerpt, speaks_of_error
from knowledge.fold import fold, fold_width
from knowledge.load import Knowledge
from knowledge.model import Found, Language
from knowledge.replies import Reading
from knowledge.search.find import OUTSIDE, SURE, UNSURE

# How sure a reading must be to win over a topic, over a row (the code of which the error says more
# than the table), and to be told where no topic was found. Chosen on the measuring questions and
# errors together.
_READING_SURE, _READING_OF_ROW, _READING_LEAST = 0.7, 0.4, 0.3
# A reading of an error's very words beats a topic that is a little more like the text.
_WORDS_BEAT = 0.2
# A topic that is so sure beats a reading of words that name no code; sooner where a person speaks.
_TOPIC_SURE, _TOPIC_SURE_OF_PERSON = 0.8, 0.6
_PASSWORD, _APP_PASSWORD = "password", "app-password"
# What a refused password is told to mean, until the service says otherwise.
_OF_PASSWORDS = (Cause.AUTH_WRONG_CREDENTIALS, Cause.AUTH_APP_PASSWORD_REQUIRED)
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
    """A pasted error, read: readings best first. ``told``: in words alone, and in no others.

    ``like`` is the topic that the text is like, ``services`` the pages of the mail services that it
    names: to read on.
    """

    readings: tuple[Reading, ...]
    told: bool = False
    like: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Anything else, with what retrieval found."""

    found: Found


Intent = Empty | Chat | CheckWanted | ErrorToRead | Question


def route(text: str, language: Language, knowledge: Knowledge) -> Intent:
    """The intent of a text in this language; of a very long one, of its excerpt."""
    text = excerpt(text).text
    if not fold(text[:_LOOKED_AT]).strip():
        return Empty()
    asked_for = _asked_for(text, knowledge)
    if asked_for is not None:
        return asked_for
    found = knowledge.find(text, language)
    readings = knowledge.replies.read(text)
    if not readings and _may_be_an_error(text, found, knowledge):
        readings = knowledge.replies.guess(text)
    if readings and _is_an_error(text, readings[0], found, knowledge):
        told = readings[0].line.strip() == text.strip() and not knowledge.entities(text).codes
        like = (found.matches[0].topic_id,) if found.answered else ()
        readings = _by_provider(_as_found(readings, found, knowledge), text, knowledge)
        return ErrorToRead(readings, told, like, found.services)
    return Question(found_at_service(found, knowledge))


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


def _is_an_error(text: str, reading: Reading, found: Found, knowledge: Knowledge) -> bool:
    """Whether the text is an error to be read rather than a question to be answered.

    A code alone (``550``) is a question about the code. A reading wins over the code's row, over
    the mail service that is named beside a code, and over a topic that is less like the text than
    the reading is sure; but people use the words of
    errors too ("am I on a blacklist"), so a sure topic wins where no code is named.
    """
    best = found.matches[0] if found.answered else None
    if best is None:
        refused = bool(found.refusal) and speaks_as_person(text, knowledge)
        return reading.weight >= _READING_LEAST and not refused
    if best.confidence >= SURE:
        return False
    if best.topic_id == knowledge.causes[reading.cause]:
        return True
    row, named = knowledge.rows.get(best.topic_id), knowledge.entities(text)
    codes = named.codes
    # What a program's own code means is in its row, and in no topic that is like the text.
    if named.client_codes or (row is not None and (codes or row.kind != "provider")):
        return reading.weight >= _READING_OF_ROW
    if not codes:
        person = speaks_as_person(text, knowledge)
        if best.confidence >= (_TOPIC_SURE_OF_PERSON if person else _TOPIC_SURE):
            return False
    return reading.weight >= max(_READING_SURE, best.confidence - _WORDS_BEAT)


def _may_be_an_error(text: str, found: Found, knowledge: Knowledge) -> bool:
    """Whether a text that is answered by nothing seems to be a program's, in words not known."""
    if found.answered or found.refusal not in ("", OUTSIDE, UNSURE):
        return False
    return speaks_of_error(text) and not speaks_as_person(text, knowledge)


def speaks_as_person(text: str, knowledge: Knowledge) -> bool:
    """Whether there are words in the text that people write and programs do not."""
    folded = fold(text[:_LOOKED_AT])
    patterns = knowledge.conversation["person"]["patterns"]
    return any(re.search(pattern, folded) for pattern in patterns)


def _as_found(
    readings: tuple[Reading, ...], found: Found, knowledge: Knowledge
) -> tuple[Reading, ...]:
    """The readings, with the one first that the best topic is about, where one row has several.

    "Mailbox full" is said of one's own and of another's: what else is said tells whose.
    """
    first, *others = readings
    if not found.answered or not first.row:
        return readings
    best = found.matches[0].topic_id
    about = {best, *knowledge.led_to.get(best, ())}
    if knowledge.causes[first.cause] in about:
        return readings
    for one in others:
        if one.row == first.row and knowledge.causes[one.cause] in about:
            return (
                replace(one, weight=first.weight),
                *(other for other in readings if other is not one),
            )
    return readings


def _by_provider(
    readings: tuple[Reading, ...], text: str, knowledge: Knowledge
) -> tuple[Reading, ...]:
    """The readings, with what a provider's facts make of a refused password put first.

    Where the only provider that is named takes no ordinary password, it is not mistyped: an app
    password or the sign-in page is wanted.
    """
    first = readings[0]
    named = knowledge.entities(text).providers
    if first.cause is not Cause.AUTH_WRONG_CREDENTIALS or len(named) != 1:
        return readings
    return with_cause(readings, wanted_password(knowledge, named[0]))


def found_at_service(found: Found, knowledge: Knowledge) -> Found:
    """What was found, with what a refused password means at the only service that is named."""
    about_passwords = {knowledge.causes[cause] for cause in _OF_PASSWORDS}
    first_found = found.matches[0].topic_id if found.answered else ""
    if first_found not in about_passwords or len(found.services) != 1:
        return found
    cause = wanted_password(knowledge, found.services[0].partition(".")[2])
    if cause is None:
        return found
    first, *others = found.matches
    first = replace(first, topic_id=knowledge.causes[cause])
    near = (one for one in others if one.topic_id != first.topic_id)
    return replace(found, matches=(first, *near))


def wanted_password(knowledge: Knowledge, provider_id: str) -> Cause | None:
    """What a refused password means at a provider that takes no ordinary one; None at others."""
    provider = knowledge.providers.by_id(provider_id)
    ways = {way for server in provider.servers for way in server.auth} if provider else set()
    if not ways or _PASSWORD in ways:
        return None
    app = _APP_PASSWORD in ways
    return Cause.AUTH_APP_PASSWORD_REQUIRED if app else Cause.AUTH_OAUTH_REQUIRED


def with_cause(readings: tuple[Reading, ...], cause: Cause | None) -> tuple[Reading, ...]:
    """The readings with this cause in place of the first; unchanged where there is none."""
    if cause is None:
        return readings
    others = (one for one in readings if one.cause is not cause)
    return (replace(readings[0], cause=cause), *others)
