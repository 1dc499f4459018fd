"""A free text read as a report of trouble: causes, entities, who can mend it, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.answer import Answer, Answerer
from bot.core.markup import parse_inline
from bot.core.model import Block, Facts, Heading, Span
from bot.core.plain import plain_spans
from bot.core.route import speaks_as_person
from knowledge.causes import Cause
from knowledge.entities import Entities
from knowledge.excerpt import excerpt
from knowledge.load import Knowledge
from knowledge.model import Language, Owner, Severity
from knowledge.replies import Reading
from knowledge.speak import Speaker

_NOTHING_MISSING = frozenset({Cause.NOT_AN_ERROR, Cause.OK, Cause.SEND_DELAYED})
QUESTION = "question"
_GUESS_OF_PERSON, _ANSWER_TO_PERSON = 0.15, 0.85
"""So sure a guess must be about what a person tells in his own words; and so sure a topic, to be
his answer rather than the guess."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What the machine-readable contract names, as values.

    ``missing`` are what to ask, in the asker's words; ``decisive`` is the line that decided, empty
    where nothing matched. ``reply`` is for the user, ``summary`` for the ticket.
    """

    language: Language
    causes: tuple[Cause, ...]
    category: str
    severity: Severity
    owner: Owner
    entities: Entities
    missing: tuple[str, ...]
    decisive: str
    answer: Answer
    summary: str

    @property
    def reply(self) -> str:
        """The text for the user."""
        return "\n\n".join(filter(None, (self.answer.title, self.answer.text)))


class Triager:
    """Reads reports with one knowledge base."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker, answerer: Answerer) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._answerer = answerer

    def triage(self, text: str, language: Language) -> Triage:
        """The reading of a report in this language; of a very long one, of its excerpt."""
        read = excerpt(text)
        text = read.text
        readings = self._readings(text, language)
        entities = self._knowledge.entities(text)
        causes = tuple(dict.fromkeys(reading.cause for reading in readings)) or (Cause.UNKNOWN,)
        first = causes[0]
        if readings:
            answer = self._answerer.error(readings, language)
        else:
            answer = self._answerer.answer(text, language)
        answer = self._answerer.in_part(answer, read.left_out, language)
        return Triage(
            language=language,
            causes=causes,
            category=first.stage if readings and first is not Cause.UNKNOWN else QUESTION,
            severity=self._knowledge.severities[first],
            owner=self._knowledge.owners[first],
            entities=entities,
            missing=self._missing(first, entities, language),
            decisive=readings[0].line.strip() if readings else "",
            answer=answer,
            summary=self._summary(causes, entities, read.left_out, language),
        )

    def _readings(self, text: str, language: Language) -> tuple[Reading, ...]:
        """What the text means as an error; none where it is a person's question that we answer."""
        readings = self._knowledge.replies.guess(text)
        is_guess = bool(readings) and not readings[0].row
        if is_guess and speaks_as_person(text, self._knowledge):
            found = self._knowledge.find(text, language)
            answers = found.answered and found.matches[0].confidence >= _ANSWER_TO_PERSON
            if answers or readings[0].weight < _GUESS_OF_PERSON:
                return self._knowledge.replies.read(text)
        return readings

    def blocks(self, triage: Triage) -> tuple[Block, ...]:
        """The whole reading for a person: the ticket's facts, what to ask, the user's answer."""
        language = triage.language
        values = {
            "causes": ", ".join(map(str, triage.causes)),
            "severity": self._speaker.plain(f"triage.severity.{triage.severity}", language),
            "owner": self._speaker.plain(f"triage.owner.{triage.owner}", language),
            "decisive": triage.decisive,
            "missing": "; ".join(triage.missing),
        }
        rows = tuple(
            (parse_inline(self._speaker.phrase(f"triage.label.{name}", language)), (Span(value),))
            for name, value in values.items()
            if value
        )
        summary = parse_inline(self._speaker.phrase("triage.title", language))
        return (Heading(summary, 1), Facts((), rows), *triage.answer.reply.blocks)

    def _missing(self, cause: Cause, entities: Entities, language: Language) -> tuple[str, ...]:
        """What a helpdesk would ask next, at most three things."""
        if cause in _NOTHING_MISSING:
            return ()
        wanted = {
            "error": cause is Cause.UNKNOWN,
            "address": not entities.addresses and not entities.providers,
            "program": not entities.clients and cause.stage not in ("send", "mailbox"),
            "since": cause is Cause.UNKNOWN,
        }
        keys = [key for key, missing in wanted.items() if missing][:3]
        return tuple(self._speaker.plain(f"triage.missing.{key}", language) for key in keys)

    def _summary(
        self, causes: tuple[Cause, ...], entities: Entities, left_out: int, language: Language
    ) -> str:
        """One line for the ticket: the likeliest cause by name and code, and what was named."""
        title = self._speaker.title(self._knowledge.causes[causes[0]], language)
        named = (*entities.providers, *entities.clients, *entities.hosts, *entities.codes)
        return self._speaker.plain(
            "triage.summary",
            language,
            cause=plain_spans(parse_inline(title)),
            code=str(causes[0]),
            others=", ".join(causes[1:3]),
            named=", ".join(named),
            left_out=f"{left_out:,}" if left_out else "",
        )
