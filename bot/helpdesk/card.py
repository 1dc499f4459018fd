"""A case as the helpdesk sees it: codes, evidence and history, in the helpdesk's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.markup import parse_inline
from bot.core.model import (
    Attachment,
    Block,
    Bullets,
    Choices,
    Code,
    Facts,
    Heading,
    Mood,
    Reply,
    Span,
    Spans,
    Style,
    Text,
    Weight,
)
from bot.core.plain import plain_spans
from bot.helpdesk.cases import Record
from bot.helpdesk.hours import Hours
from bot.helpdesk.suspects import Evidence, Suspect, from_data
from bot.helpdesk.words import Words
from bot.store.cases import Case, Event, State
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language

BUTTONS = {
    State.OPEN: ("claim", "ask", "resolve", "handover", "show"),
    State.CLAIMED: ("ask", "resolve", "handover", "release", "show"),
    State.WAITING: ("ask", "resolve", "handover", "release", "show"),
    State.RESOLVED: ("show",),
}
MOODS = {
    State.OPEN: Mood.FAILED,
    State.CLAIMED: Mood.WARNING,
    State.WAITING: Mood.WARNING,
    State.RESOLVED: Mood.OK,
}
HISTORY = 5
"""Lines of it on a card; all of it is behind "show"."""
WORDS_SHOWN, EVENT_SHOWN = 1_500, 200


class Cards:
    """Draws cases for one helpdesk."""

    def __init__(
        self, words: Words, knowledge: Knowledge, language: Language, hours: Hours | None = None
    ) -> None:
        self._words = words
        self._hours = hours or Hours()
        self._knowledge = knowledge
        self._language = language

    def card(self, record: Record, now: datetime) -> Reply:
        """What stands in the helpdesk's channel; changed as the case changes."""
        case = record.case
        # What is resolved takes little room; all of it is behind "show".
        over = case.state is State.RESOLVED
        blocks = (
            *self._head(case, now, self._language),
            *(() if over else self._evidence(case, self._language, WORDS_SHOWN)),
            *self._history(record.events[-HISTORY:], now, self._language, EVENT_SHOWN),
            self._buttons(case, self._language),
        )
        return Reply(blocks, self._language, mood=MOODS[case.state])

    def whole(self, record: Record, now: datetime, language: Language) -> Reply:
        """All of it, for one agent, with the reports as a file."""
        case = record.case
        blocks = (
            *self._head(case, now, language),
            *self._evidence(case, language, len(case.words)),
            *(self._report(body, language) for body in record.reports),
            *self._history(record.events, now, language, WORDS_SHOWN),
            self._buttons(case, language),
        )
        return Reply(blocks, language, private=True, files=_files(record))

    def comment(self, case: Case, event: Event) -> Reply:
        """A word below the card, so that it is noticed."""
        said: tuple[Block, ...] = (Code(event.text),) if event.text else ()
        lead = self._words.text(
            f"comment.{event.act}",
            self._language,
            number=case.number,
            name=event.name,
            to=case.agent_name,
        )
        return Reply((lead, *(() if event.act == "handover" else said)), self._language)

    def reminder(self, case: Case, minutes: int) -> Reply:
        """Nobody has claimed it."""
        claim = self._words.choice(
            "claim", f"case:claim:{case.number}", self._language, Weight.PRIMARY
        )
        lead = self._words.text(
            "comment.remind", self._language, number=case.number, minutes=minutes
        )
        return Reply((lead, Choices((), (claim,))), self._language, mood=Mood.WARNING)

    def take(self, number: int, language: Language) -> Choices:
        """Take it over from another agent."""
        return Choices((), (self._words.choice("take", f"case:take:{number}", language),))

    def _head(self, case: Case, now: datetime, language: Language) -> tuple[Block, ...]:
        say = self._words.plain
        title = self._title(case.cause, language)
        heading = self._words.spans("card.title", language, number=case.number, title=title)
        state = say(f"state.{case.state}", language)
        if case.agent_name:
            state = say("card.by", language, state=state, name=case.agent_name)
        facts = {
            "state": state,
            "person": case.person_name,
            "place": case.place_name,
            "language": say(f"language.{case.language}", language),
            "cause": str(case.cause),
            "severity": self._words.speaker.plain(f"triage.severity.{case.severity}", language),
            "owner": self._words.speaker.plain(f"triage.owner.{case.owner}", language),
            "provider": case.provider,
            "host": case.host,
            "opened": self._words.time(case.opened_at, language, now),
            "answered": self._answered(case, language),
            "outage": f"#{case.incident}" if case.incident else "",
            "reason": say(f"reason.{case.reason}", language) if case.reason else "",
            "note": case.note,
        }
        return (Heading(heading, 1), self._words.facts(facts, language))

    def _answered(self, case: Case, language: Language) -> str:
        """How long the person waited for the first word, in working time."""
        if case.answered_at is None:
            return ""
        waited = self._hours.between(case.opened_at, case.answered_at)
        minutes = round(waited.total_seconds() / 60)
        return self._words.plain("card.minutes", language, minutes=minutes)

    def _evidence(self, case: Case, language: Language, shown: int) -> tuple[Block, ...]:
        blocks: list[Block] = []
        if case.words:
            text = case.words if len(case.words) <= shown else case.words[:shown] + "…"
            blocks += [Heading(self._words.spans("card.words", language), 3), Code(text)]
        return (*blocks, *self.suspects(from_data(case.suspects), language))

    def suspects(self, suspects: Sequence[Suspect], language: Language) -> tuple[Block, ...]:
        """The causes, each with what speaks for and against it."""
        if not suspects:
            return ()
        lead = Heading(self._words.spans("card.suspects", language), 3)
        return lead, Bullets(tuple(self._suspect(one, language) for one in suspects))

    def _suspect(self, suspect: Suspect, language: Language) -> Spans:
        """One cause: how it stands, what speaks for it, what against it."""
        standing = self._words.plain(f"standing.{suspect.standing}", language)
        spans = [
            Span(f"{standing} {self._title(suspect.cause, language)} "),
            Span(str(suspect.cause), Style.CODE),
        ]
        for side, reasons in (("for", suspect.speaks_for), ("against", suspect.speaks_against)):
            if reasons:
                told = "; ".join(self._evidence_of(reason, language) for reason in reasons)
                lead = self._words.plain(f"card.{side}", language)
                spans += [Span("", Style.BREAK), Span(f"{lead} {told}")]
        return tuple(spans)

    def _evidence_of(self, reason: Evidence, language: Language) -> str:
        values = dict(reason.values)
        if "step" in values:
            values["step"] = self._words.plain(f"step.{values['step']}", language)
        return self._words.plain(f"evidence.{reason.code}", language, **values)

    def _report(self, body: Mapping[str, Any], language: Language) -> Block:
        """What each server of a check came to."""
        checks = body.get("checks", [])
        rows = tuple(
            (
                (Span(f"{one['protocol']} {one['host']}:{one['port']}"),),
                (Span(str(one["cause"]), Style.CODE),),
                (Span(_failed(one)),),
            )
            for one in checks
        )
        if not rows:
            return Text(self._words.spans("card.erased", language))
        return Facts((), rows)

    def _history(
        self, events: Sequence[Event], now: datetime, language: Language, shown: int
    ) -> tuple[Block, ...]:
        lines = tuple((Span(self._event(event, now, language, shown)),) for event in events)
        return (Bullets(lines),) if lines else ()

    def _event(self, event: Event, now: datetime, language: Language, shown: int) -> str:
        text = event.text if len(event.text) <= shown else event.text[:shown] + "…"
        return self._words.plain(
            "card.event",
            language,
            at=self._words.time(event.at, language, now),
            act=self._words.plain(f"act.{event.act}", language),
            name=event.name,
            text=text if event.act != "open" else "",
        )

    def _buttons(self, case: Case, language: Language) -> Choices:
        names = BUTTONS[case.state]
        choices = tuple(
            self._words.choice(
                name,
                f"case:{name}:{case.number}",
                language,
                Weight.PRIMARY if name == "claim" else Weight.PLAIN,
            )
            for name in names
        )
        return Choices((), choices)

    def _title(self, cause: Cause, language: Language) -> str:
        title = self._words.speaker.title(self._knowledge.causes[cause], language)
        return plain_spans(parse_inline(title))


def _failed(check: Mapping[str, Any]) -> str:
    for step in check["steps"]:
        if step["outcome"] == "failed":
            reply = step.get("reply") or {}
            return " ".join(filter(None, (step["name"], reply.get("text", ""))))
    return ""


def _files(record: Record) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            f"case-{record.case.number}-check-{place}.json",
            json.dumps(body, ensure_ascii=False, indent=2).encode(),
        )
        for place, body in enumerate(record.reports, 1)
        if body
    )
