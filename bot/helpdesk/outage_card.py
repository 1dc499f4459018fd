"""Outages in words: for those who ask, and for the helpdesk."""

from __future__ import annotations

from datetime import datetime

from bot.core.markup import parse_inline
from bot.core.model import (
    Block,
    Choices,
    Heading,
    Mood,
    Note,
    Reply,
    Span,
    Tone,
    Weight,
)
from bot.core.plain import plain_spans
from bot.helpdesk.words import Words
from bot.store.incidents import Incident
from knowledge.load import Knowledge
from knowledge.model import Language

CASES_SHOWN = 30
BY = ("recovered", "quiet")
"""What closes an outage besides a person."""


class OutageCards:
    """Draws outages."""

    def __init__(self, words: Words, knowledge: Knowledge, language: Language) -> None:
        self._words = words
        self._knowledge = knowledge
        self._language = language

    def notice(self, incident: Incident, language: Language, now: datetime) -> tuple[Block, ...]:
        """What somebody is told who asks while it is going on."""
        spans = self._words.spans(
            "outage.notice",
            language,
            place=self.place(incident, language),
            step=self._words.plain(f"step.{incident.step}", language),
            since=self._words.time(incident.first_at, language, now),
            people=incident.people,
        )
        return (Note(spans, Tone.WARNING),)

    def card(self, incident: Incident, now: datetime) -> Reply:
        """What stands in the helpdesk's channel."""
        language, say = self._language, self._words.plain
        closed = incident.closed_at is not None
        title = self._words.spans(
            "outage.title",
            language,
            number=incident.number,
            place=self.place(incident, language),
        )
        state = "closed" if closed else "confirmed" if incident.confirmed else "told"
        snoozed = incident.snoozed_until if incident.snoozed_until and not closed else None
        facts = {
            "state": say(f"outage.state.{state}", language),
            "step": say(f"step.{incident.step}", language),
            "cause": str(incident.cause),
            "people": str(incident.people),
            "since": self._words.time(incident.first_at, language, now),
            "snoozed": self._words.time(snoozed, language, now) if snoozed else "",
            "cases": self._cases(incident),
        }
        cause = self._words.speaker.title(self._knowledge.causes[incident.cause], language)
        blocks = (
            Heading(title, 1),
            Heading((Span(plain_spans(parse_inline(cause))),), 3),
            self._words.facts(facts, language),
            *(() if closed else (self._buttons(incident, language),)),
        )
        return Reply(blocks, language, mood=Mood.OK if closed else Mood.FAILED)

    def over(self, incident: Incident) -> Reply:
        """A word below the card: it is over."""
        by = incident.closed_by if incident.closed_by in BY else "helpdesk"
        minutes = 0
        if incident.closed_at is not None:
            minutes = round((incident.closed_at - incident.first_at).total_seconds() / 60)
        return self._word(f"outage.over.{by}", incident, minutes=minutes)

    def still(self, incident: Incident) -> Reply:
        """A word below the card: it outlasted its snooze."""
        return self._word("outage.still", incident, people=incident.people)

    def place(self, incident: Incident, language: Language) -> str:
        """The provider by its name, or the host."""
        kind, _, name = incident.scope.partition(":")
        provider = self._knowledge.providers.by_id(name) if kind == "provider" else None
        return provider.names[language][0] if provider else name

    def _word(self, key: str, incident: Incident, **values: object) -> Reply:
        place = self.place(incident, self._language)
        text = self._words.text(key, self._language, number=incident.number, place=place, **values)
        return Reply((text,), self._language)

    def _cases(self, incident: Incident) -> str:
        shown = ", ".join(f"#{number}" for number in incident.cases[:CASES_SHOWN])
        return shown + (" …" if len(incident.cases) > CASES_SHOWN else "")

    def _buttons(self, incident: Incident, language: Language) -> Choices:
        names = ("snooze", "close") if incident.confirmed else ("confirm", "snooze", "close")
        choices = tuple(
            self._words.choice(
                name,
                f"outage:{name}:{incident.number}",
                language,
                Weight.PRIMARY if name == "confirm" else Weight.PLAIN,
            )
            for name in names
        )
        return Choices((), choices)
