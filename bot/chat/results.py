"""What a check came to: its reply, the settings to take along, and each person's last checks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.consent import Consent
from bot.chat.given import GivenAnswers, new_id
from bot.chat.questions import Questions
from bot.chat.records import Records
from bot.chat.voice import Voice
from bot.core.assistant import Assistant
from bot.core.chat import Who
from bot.core.model import Attachment, Block, Choice, Choices, Message, Mood, Note, Reply
from bot.core.settings_card import SettingsCard
from bot.web.desk import Desk, Looked
from bot.web.wish import Checked, Ending, NoToken, Remark, Stopped
from connectors.card.account import account_of
from connectors.clock import Clock
from connectors.lookup.model import SourceName
from connectors.model import Protocol, Report, Target, Working
from knowledge.causes import Cause
from knowledge.model import Language

PEOPLE = 1_000
"""Whose last checks are remembered; the one who was silent longest is forgotten first."""

LAST = 5
"""Checks that are remembered of each."""


@dataclass(frozen=True, slots=True)
class Past:
    """One line about a check: no server's words, no header."""

    address: str
    ok: bool
    causes: tuple[Cause, ...]
    at: datetime


class Results:
    """Puts the endings of checks into words, and remembers the last of them in memory."""

    def __init__(
        self,
        assistant: Assistant,
        desk: Desk,
        voice: Voice,
        given: GivenAnswers,
        records: Records,
        questions: Questions,
        clock: Clock,
    ) -> None:
        self._assistant = assistant
        self._desk = desk
        self._voice = voice
        self._given = given
        self._records = records
        self._questions = questions
        self._clock = clock
        self._past: OrderedDict[str, tuple[Past, ...]] = OrderedDict()
        self._instead: OrderedDict[str, Consent] = OrderedDict()

    def finished(self, consent: Consent, ending: Ending) -> Reply:
        """The reply of an ending, for the asker only."""
        match ending:
            case Checked(report, remarks):
                self._remember(consent.heard.who, report)
                self._records.checked(consent.heard, report, consent.language)
                return self._result(consent, report, remarks)
            case NoToken():
                return self._desk.told(ending, consent.language)
            case Stopped():
                return self._stopped(consent, ending)

    def past(self, who: Who) -> tuple[Past, ...]:
        """Somebody's last checks, the latest first."""
        return self._past.get(who.id, ())

    def instead(self, answer_id: str, who: Who) -> Consent | None:
        """The question for the settings that answered in a check of this person's."""
        consent = self._instead.get(answer_id)
        return consent if consent and consent.heard.who.id == who.id else None

    def _result(self, consent: Consent, report: Report, remarks: tuple[Remark, ...]) -> Reply:
        language, answer_id = consent.language, new_id()
        whose = Message(f"check {report.address}", consent.heard.who.id, "", True, language)
        reply = self._assistant.report(whose, report, language)
        causes = tuple(dict.fromkeys(r.cause for r in report.checks if not r.ok))
        blocks: list[Block] = [
            *self._records.notice(report.address, language, causes),
            *(block for block in reply.blocks if not isinstance(block, Choices)),
            *(Note(self._voice.inline(f"web.remark.{one}", language)) for one in remarks),
            *(block for block in reply.blocks if isinstance(block, Choices)),
            Choices((), tuple(self._more(consent, report, answer_id))),
        ]
        # Shown to nobody else, so there is nothing of it to share.
        self._given.keep(answer_id, "", None)
        files = files_of(report, self._voice, language)
        return replace(reply, blocks=tuple(blocks), mood=mood_of(report), files=files)

    def _more(self, consent: Consent, report: Report, answer_id: str) -> Iterator[Choice]:
        if not report.ok and (targets := _answering(consent, report)):
            servers = replace(consent.looked.servers, targets=targets, candidates=())
            looked = Looked(servers, consent.looked.discovery)
            entrance = self._desk.entrance(servers)
            again = replace(consent, id=new_id(), looked=looked, entrance=entrance)
            self._instead[answer_id] = again
            while len(self._instead) > PEOPLE:
                self._instead.popitem(last=False)
            yield self._voice.choice("check.try_works", f"works:{answer_id}", consent.language)
        yield from self._questions.ways_on(consent.heard, answer_id, consent.language)

    def _stopped(self, consent: Consent, ending: Stopped) -> Reply:
        language = consent.language
        topic = Message("topic:check.cancelled", consent.heard.who.id, "", True, language)
        reply = self._assistant.handle(topic)
        key = "check.stopped" if ending.by_person else "check.broken_off"
        lead = self._voice.blocks(key, language)
        again = self._voice.choice("check.ask_again", f"check {consent.request.address}", language)
        choices = Choices((), (again,))
        return replace(reply, blocks=(*lead, *reply.blocks, choices), private=True)

    def _remember(self, who: Who, report: Report) -> None:
        causes = tuple(dict.fromkeys(r.cause for r in report.checks if not r.ok))
        past = Past(report.address, report.ok, causes, self._clock.now())
        self._past[who.id] = (past, *self._past.get(who.id, ()))[:LAST]
        self._past.move_to_end(who.id)
        if len(self._past) > PEOPLE:
            self._past.popitem(last=False)


def mood_of(report: Report) -> Mood:
    """How it stands."""
    if not report.ok:
        return Mood.FAILED
    return Mood.WARNING if any(result.warnings for result in report.checks) else Mood.OK


def files_of(report: Report, voice: Voice, language: Language) -> tuple[Attachment, ...]:
    """The settings card of what was logged in with; nothing where nothing worked."""
    works = tuple(way for way in report.works if way.logged_in)
    account = account_of(replace(report, works=works))
    card = SettingsCard(account, voice.speaker, language, for_domain=False)
    return tuple(Attachment(name, content) for name, content in card.files().items())


def _answering(consent: Consent, report: Report) -> tuple[Target, ...]:
    """The best server of each protocol that answered in place of one that failed."""
    servers = consent.looked.servers
    known = {_place(one): one for one in (*servers.candidates, *servers.targets)}
    vouched = {one.host for one in known.values() if one.trusted}
    dialled = {_place(one) for one in servers.targets}
    found: dict[Protocol, Target] = {}
    for way in report.works:
        if not way.logged_in and _place(way) not in dialled:
            target = known.get(_place(way)) or _target(way, trusted=way.host in vouched)
            found.setdefault(way.protocol, target)
    return tuple(found.values())


def _place(one: Target | Working) -> tuple[str, str, int, str]:
    return one.protocol, one.host, one.port, one.security


def _target(way: Working, *, trusted: bool) -> Target:
    place = (way.protocol, way.host, way.port, way.security)
    return Target(*place, way.user, SourceName.GUESS, trusted=trusted)
