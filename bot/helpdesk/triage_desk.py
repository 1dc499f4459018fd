"""``triage TEXT``: a report read for whoever has to deal with it, codes and evidence beside words.

No I/O. What is missing is asked in one form; the last check of the same person strikes out or
confirms the causes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.core.answer import Answerer
from bot.core.chat import Answer, Heard, Way
from bot.core.model import Block, Choices, Heading, Note, Reply
from bot.core.triage import Triage, Triager
from bot.helpdesk.card import Cards
from bot.helpdesk.forms import Forms
from bot.helpdesk.intake import Intake
from bot.helpdesk.mask import Mask
from bot.helpdesk.recent import Asked, Checked, Recent
from bot.helpdesk.suspects import rank
from bot.helpdesk.words import Words
from knowledge.causes import Cause
from knowledge.excerpt import excerpt
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.replies import Reading

FORM = "triage"
SHOWN_AGAIN = 2_500
"""Characters of the report in the form: what platforms take."""

LONGEST_MESSAGE = 90
"""Of a choice, so that it fits every platform's button."""

Notice = Callable[[str, Language, tuple[Cause, ...]], tuple[Block, ...]]


@dataclass(frozen=True)
class TriageDesk:
    """Hears wishes for triage."""

    knowledge: Knowledge
    answerer: Answerer
    triager: Triager
    intake: Intake
    recent: Recent
    words: Words
    forms: Forms
    cards: Cards
    mask: Mask
    notice: Notice
    now: Callable[[], datetime]

    def hear(self, heard: Heard, language: Language) -> Answer | None:
        """The answer to a wish for triage, or to its form; None for anything else."""
        if heard.way is Way.FORM:
            if heard.form != FORM:
                return None
            return Answer(self._read(heard, self.intake.told(heard.values, language), language))
        wish, _, text = heard.text.strip().partition(" ")
        if wish.casefold() not in self._wishes:
            return None
        if not text.strip():
            form = self.forms.triage("", (), language)
            return Answer(Reply((form,), language, private=True))
        return Answer(self._read(heard, text.strip(), language))

    @cached_property
    def _wishes(self) -> frozenset[str]:
        return frozenset(
            word.casefold()
            for language in Language
            for word in self.words.plain("triage.wishes", language).split()
        )

    def _read(self, heard: Heard, text: str, hint: Language) -> Reply:
        text = self.mask.struck(text)
        now, person = self.now(), heard.who.id
        language = self.answerer.language_for_person(text, hint)
        triage = self.triager.triage(text, language)
        read = tuple(cause for cause in triage.causes if cause is not Cause.UNKNOWN)
        asked = Asked(heard.id, text, "", read, language, now)
        self.recent.keep_asked(person, asked)
        checked = self.recent.checked(person, now)
        report = checked.report if checked else None
        blocks = (
            *self.notice(text, language, read),
            Heading(self.words.spans("triage.title", language), 1),
            self._facts(triage, checked),
            *self.cards.suspects(rank(self.readings(text), report), language),
            *self._missing(triage, asked, checked),
            self._next(triage),
        )
        return Reply(blocks, language, private=True)

    def readings(self, text: str) -> Sequence[Reading]:
        """What a report may mean; of a very long one, what its excerpt may."""
        return self.knowledge.replies.read(excerpt(text).text)

    def _facts(self, triage: Triage, checked: Checked | None) -> Block:
        say, language = self.words.speaker.plain, triage.language
        named = triage.entities
        checked_hosts = [check["host"] for check in checked.report["checks"]] if checked else []
        return self.words.facts(
            {
                "severity": say(f"triage.severity.{triage.severity}", language),
                "owner": say(f"triage.owner.{triage.owner}", language),
                "provider": ", ".join(named.providers),
                "host": ", ".join(dict.fromkeys((*named.hosts, *checked_hosts))),
                "codes": ", ".join(named.codes),
            },
            language,
        )

    def _missing(self, triage: Triage, asked: Asked, checked: Checked | None) -> tuple[Block, ...]:
        missing = self.intake.missing(asked, checked)
        if not missing:
            return ()
        language = triage.language
        lead = Note(self.words.spans("triage.missing", language))
        return lead, self.forms.triage(asked.text[:SHOWN_AGAIN], missing, language)

    def _next(self, triage: Triage) -> Choices:
        language = triage.language
        address = next(iter(triage.entities.addresses), "")
        wish = f"check {address}".strip()
        choices = (
            self.words.choice("check", wish if len(wish) <= LONGEST_MESSAGE else "check", language),
            self.words.choice("human", "human:", language),
        )
        return Choices((), choices)
