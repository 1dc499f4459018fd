"""What leads on from the answer before: "and for POP?", 「じゃあ送信は?」, "still doesn't work".

A conversation's subject is ids of our own tables: the topics that were answered, and the mail
service, the program and the protocol that were named. It holds no word of what was said, so there
is nothing in it to be read by others. How people lead on is data (``facts/conversation.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.route import (
    ErrorToRead,
    Intent,
    Question,
    found_at_service,
    wanted_password,
    with_cause,
)
from knowledge.causes import Cause
from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.load import Knowledge
from knowledge.model import Found, Language, Match
from knowledge.replies import Reading

_LONGEST = 80  # characters; who writes more says by itself what it is about
_TOPICS = 5  # answered topics that are remembered
_SHORT = 25  # characters of a fact that is asked of the account that was spoken of
_ALONE = 0.55  # a topic that is less sure gives way to one that belongs to the topic before
_IN_CONTEXT = 0.6  # how sure such a one is
_ALIKE = 0.75  # so near to the best, a topic that belongs to the one before is preferred
_SIDES = ("imap", "pop3", "smtp")
_ANY = re.compile(r"[^\W\d_]")
CHECK, ASK = "check.what_it_does", "ask_your_provider"
STILL = (CHECK, ASK)
"""What is left once the advice of a topic has not helped, in this order."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about, each by its id, empty where nothing was named.

    ``topics`` are those that were answered, causes among them, the latest last. ``asked``: whose
    mailbox it is has been asked, so it is not asked again.
    """

    topics: tuple[str, ...] = ()
    provider: str = ""
    client: str = ""
    protocol: str = ""
    asked: bool = False

    @property
    def topic(self) -> str:
        """The topic that was answered last; what is left once it has not helped is none."""
        return next((one for one in reversed(self.topics) if one not in STILL), "")

    def naming(self, named: Entities) -> Subject:
        """The subject once these were named too: the last of each kind counts."""
        return replace(
            self,
            provider=_last(named.providers, self.provider),
            client=_last(named.clients, self.client),
            protocol=_last(named.protocols, self.protocol),
        )

    def answered(self, topic: str) -> Subject:
        """The subject once this topic was answered."""
        if not topic:
            return self
        earlier = tuple(one for one in self.topics if one != topic)
        return replace(self, topics=(*earlier, topic)[-_TOPICS:])


NOTHING = Subject()


class FollowUps:
    """Understands what leads on from a subject."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._data = knowledge.conversation

    def only_names(self, text: str, named: Entities) -> bool:
        """Whether nothing but names was said, which are the same in every language."""
        return bool(_names(named)) and not _ANY.search(self._without_names(fold(text), named))

    def still_fails(self, text: str, subject: Subject) -> bool:
        """Whether the text says that what was answered has not helped."""
        if not subject.topic or len(text) > _LONGEST:
            return False
        return any(re.search(one, fold(text).strip()) for one in self._patterns("still"))

    def next_step(self, subject: Subject) -> str:
        """The topic that is left once the last one has not helped."""
        return next((one for one in STILL if one not in subject.topics), STILL[-1])

    def topic(self, text: str, named: Entities, subject: Subject, language: Language) -> str:
        """The topic that a text leads on to, which says no more than a name; empty for others."""
        if not subject.topic or len(text) > _LONGEST or named.codes or named.ports:
            return ""
        rest = self._without_names(fold(text), named)
        side = self._side(rest, named, subject)
        for name in ("smtp", "receiving", "frame"):
            rest = self._without(name, rest)
        if _ANY.search(rest) or not (side or _names(named)):
            return ""
        if side and not self._has_sides(subject.topic):
            in_context = self._in_context(text, subject, language)
            if in_context:
                return in_context
        return self._led_to(named, subject, side)

    def informed(self, intent: Intent, text: str, subject: Subject, language: Language) -> Intent:
        """The intent in the light of what was said before.

        A mail service that was named holds for it, and a refused password means what it means
        there. Of topics that are alike, the one comes first that belongs to the topic before; and
        what says little by itself is said of that topic.
        """
        page = f"provider.{subject.provider}"
        remembered = (page,) if page in self._knowledge.rows else ()
        if isinstance(intent, ErrorToRead):
            readings = self._at_provider(intent.readings, subject.provider)
            return replace(intent, readings=readings, services=intent.services or remembered)
        if isinstance(intent, Question) and not intent.found.services:
            found = replace(intent.found, services=remembered)
            intent = Question(found_at_service(found, self._knowledge))
        if not isinstance(intent, Question) or not subject.topic or len(text) > _LONGEST:
            return intent
        found = intent.found
        near = self._near(subject.topic)
        least = _ALIKE * found.matches[0].confidence if found.answered else 0.0
        for match in () if found.refusal else found.matches:
            if match.confidence >= least and match.topic_id in near:
                others = tuple(one for one in found.matches if one is not match)
                return Question(replace(found, answered=True, matches=(match, *others), refusal=""))
        topic = self._in_context(text, subject, language) if self._says_little(text, found) else ""
        if topic:
            matches = (Match(topic, _IN_CONTEXT), *found.matches)
            return Question(replace(found, answered=True, matches=matches, refusal=""))
        return intent

    def _says_little(self, text: str, found: Found) -> bool:
        """Whether a text is hardly answered by itself, and may be said of what was before."""
        if found.refusal:
            fact = self._without("fact", fold(text)) != fold(text)
            return fact and len(text) <= _SHORT
        return not found.answered or found.matches[0].confidence < _ALONE

    def _in_context(self, text: str, subject: Subject, language: Language) -> str:
        """What the text means, said of the topic before: a topic that this one leads on to.

        A mail service's page, a code's or a port's tells all of it itself.
        """
        topic = self._knowledge.topic(subject.topic, language)
        led_to = self._knowledge.led_to.get(subject.topic, ())
        if topic is None:
            return subject.topic if subject.topic in self._knowledge.rows else ""
        found = self._knowledge.find(f"{topic.title} {text}", language)
        return next((one.topic_id for one in found.matches if one.topic_id in led_to), "")

    def _at_provider(self, readings: tuple[Reading, ...], provider: str) -> tuple[Reading, ...]:
        if readings[0].cause is not Cause.AUTH_WRONG_CREDENTIALS or not provider:
            return readings
        return with_cause(readings, wanted_password(self._knowledge, provider))

    def depends_on_provider(self, topic: str, subject: Subject) -> bool:
        """Whether what to do depends on whose mailbox it is, and nobody has said or been asked."""
        unknown = not subject.provider and not subject.asked
        return unknown and topic in self._data["needs_provider"]["topics"]

    def services(self, language: Language) -> tuple[str, ...]:
        """The mailboxes that are offered where it is asked whose it is."""
        return tuple(self._data["services"][language])

    def _led_to(self, named: Entities, subject: Subject, side: str) -> str:
        if side:
            return self._other_side(subject.topic, side)
        if named.providers:
            return self._of_provider(named.providers[-1], subject)
        if subject.topic.startswith("change."):
            return subject.topic  # tells every program's menus
        return self._knowledge.setups.get(named.clients[-1], "")

    def _of_provider(self, provider: str, subject: Subject) -> str:
        if subject.topic in self._data["refused_password"]["topics"]:
            cause = wanted_password(self._knowledge, provider)
            if cause is not None:
                return self._knowledge.causes[cause]
        row = f"provider.{provider}"
        return row if row in self._knowledge.rows else ""

    def _side(self, rest: str, named: Entities, subject: Subject) -> str:
        """The protocol that is meant, by its name or by the direction of its mail."""
        if named.providers or named.clients:
            return ""
        if named.protocols:
            return named.protocols[-1]
        if self._without("smtp", rest) != rest:
            return "smtp"
        if self._without("receiving", rest) != rest:
            return subject.protocol if subject.protocol in ("imap", "pop3") else "imap"
        return ""

    def _other_side(self, topic: str, side: str) -> str:
        """What the topic is about, told of this protocol."""
        at = _SIDES.index(side) if side in _SIDES else 0
        rows: list[list[str]] = self._data["sides"]["topics"]
        ports = self._data["ports"]
        for row in rows:
            if topic in row and row[at] and topic != ports["topics"][2]:
                return row[at]
        if topic.startswith("port.") or topic in ports["of"]:
            return str(ports["topics"][at])
        if topic.startswith(("provider.", "setup.", "change.")):
            return topic  # tells all sides
        return rows[0][at]

    def _has_sides(self, topic: str) -> bool:
        """Whether the same is told of another protocol, or all of it by the topic itself."""
        rows: list[list[str]] = self._data["sides"]["topics"]
        of_account = topic.startswith(("port.", "provider.", "setup.", "change."))
        return of_account or any(topic in row for row in (*rows, self._data["ports"]["of"]))

    def _near(self, topic_id: str) -> frozenset[str]:
        topic = self._knowledge.topic(topic_id, Language.EN)
        return frozenset(topic.related) if topic else frozenset()

    def _without_names(self, folded: str, named: Entities) -> str:
        """The text without the mailboxes, programs, protocols and addresses it names."""
        names = self._knowledge.names
        kinds = ((names.providers, named.providers), (names.clients, named.clients))
        said = [name for known, ids in kinds for name, id_ in known.items() if id_ in ids]
        for name in sorted((*said, *named.addresses, *named.hosts), key=len, reverse=True):
            folded = folded.replace(f"{name}ー", " ").replace(name, " ")
        return re.sub(r"(?<![a-z])(imaps?4?|pop[23]?s?|e?smtps?)(?![a-z])", " ", folded)

    def _without(self, key: str, folded: str) -> str:
        for pattern in self._patterns(key):
            folded = re.sub(pattern, " ", folded)
        return folded

    def _patterns(self, key: str) -> Iterable[str]:
        patterns: Iterable[str] = self._data[key]["patterns"]
        return patterns


def likeliest(intent: Intent) -> str:
    """The topic that a question is nearest to, answered or not; empty where nothing is near."""
    matches = intent.found.matches if isinstance(intent, Question) else ()
    refused = isinstance(intent, Question) and intent.found.refusal
    return matches[0].topic_id if matches and not refused else ""


def _names(named: Entities) -> tuple[str, ...]:
    return (*named.providers, *named.clients, *named.protocols)


def _last(named: tuple[str, ...], before: str) -> str:
    return named[-1] if named else before
