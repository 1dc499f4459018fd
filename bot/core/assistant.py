"""The assistant: a message in, a reply out, on whatever platform.

``handle`` needs no I/O, so its reply is the acknowledgement that chat platforms want within
seconds. A wish for a check is answered with a form; whoever runs the check hands the report to
``report``, whose reply replaces the progress.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from bot.core.answer import Answerer
from bot.core.check_form import check_form
from bot.core.explain_report import Reporter
from bot.core.follow_up import ASK, CHECK, FollowUps, Subject, likeliest
from bot.core.markup import parse, parse_inline
from bot.core.memory import Memory
from bot.core.model import (
    Block,
    Choice,
    Choices,
    Message,
    Note,
    Outcome,
    Reply,
    Spans,
    Text,
    Tone,
    Weight,
)
from bot.core.route import CheckWanted, route
from bot.core.vantage import CAUSES, Reached, Seen, compare
from bot.core.vantage_reader import read_vantage
from connectors.lookup.address import MalformedAddress
from connectors.lookup.address import parse as parse_address
from connectors.lookup.model import Discovery
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

TRY = ("question", "error", "check")
"""What the greeting suggests, by phrase of ``chat.try``."""


class Assistant:
    """Converses with one knowledge base. ``clock`` counts seconds, for forgetting."""

    def __init__(
        self,
        knowledge: Knowledge,
        speaker: Speaker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._answerer = Answerer(knowledge, speaker, brief=True)
        self._reporter = Reporter(knowledge, speaker)
        self._memory = Memory(clock)
        self._follow_ups = FollowUps(knowledge)
        self._picks: dict[str, Callable[[str, Message, Language], Reply | None]] = {
            "topic": self._topic,
            "details": self._details,
            "last": self._last,
        }

    def greeting(self, language: Language) -> Reply:
        """What is said first: what we do, and three things to try."""
        tries = [self._speaker.plain(f"chat.try.{name}", language) for name in TRY]
        blocks = (
            *parse(self._speaker.phrase("chat.welcome", language)),
            Note(self._spans("chat.hint", language)),
            Choices(self._spans("chat.try_lead", language), tuple(Choice(t, t) for t in tries)),
        )
        return Reply(blocks, language)

    def handle(self, message: Message) -> Reply:
        """The reply to a message, in the language of the message.

        ``message.language`` is the language spoken so far: it decides where the text does not, or
        always where it was chosen.
        """
        hint = message.language or Language.EN
        kind, _, value = message.text.partition(":")
        pick = self._picks.get(kind)
        picked = pick(value, message, hint) if pick else None
        if picked is not None:
            return self._spoken_of(message, self._memory.subject(message), picked)
        return self._seen_elsewhere(message, hint) or self._answered(message, hint)

    def report(self, message: Message, report: Report, language: Language) -> Reply:
        """The reply that ends the check which this message asked for; the report is kept."""
        self._memory.keep(message, report)
        blocks = self._reporter.report(report, language)
        return Reply((*blocks, self._after_check(report, language)), language, private=True)

    def no_servers(self, discovery: Discovery, language: Language) -> Reply:
        """The reply that ends a check for which no server was found."""
        return Reply(self._reporter.no_servers(discovery, language), language, private=True)

    def _answered(self, message: Message, hint: Language) -> Reply:
        text, before = message.text, self._memory.subject(message)
        named = self._knowledge.entities(text)
        subject = before.naming(named)
        names_only = before.topic and self._follow_ups.only_names(text, named)
        written = hint if names_only else self._answerer.language_for_person(text, hint)
        # What was written is looked up in its own language, whatever the answer's.
        language = hint if message.chosen else written
        if self._follow_ups.still_fails(text, before):
            still = replace(self._still(subject, language), outcome=Outcome.ANSWERED)
            return self._spoken_of(message, subject, still)
        topic = self._follow_ups.topic(text, named, before, written)
        if topic:
            reply = replace(self._answerer.topic(topic, language).reply, outcome=Outcome.ANSWERED)
            return self._spoken_of(message, subject, reply)
        intent = route(text, written, self._knowledge)
        if isinstance(intent, CheckWanted):
            return self._form(intent.address, language)
        intent = self._follow_ups.informed(intent, text, subject, written)
        reply = self._answerer.answer_to(intent, language).reply
        return self._spoken_of(message, subject.answered(likeliest(intent)), reply)

    def _spoken_of(self, message: Message, subject: Subject, reply: Reply) -> Reply:
        """The reply, with the one question that it depends on; what it is about is remembered."""
        asks = self._follow_ups.depends_on_provider(reply.topic or subject.topic, subject)
        asks = asks and bool(reply.topic)
        subject = replace(subject.answered(reply.topic), asked=subject.asked or asks)
        self._memory.speak_of(message, subject)
        return replace(reply, blocks=self._asking(reply)) if asks else reply

    def _asking(self, reply: Reply) -> tuple[Block, ...]:
        """The blocks of a reply, last of all the question whose mailbox it is."""
        language = reply.language
        names = (
            provider.names[language][0]
            for id_ in self._follow_ups.services(language)
            if (provider := self._knowledge.providers.by_id(id_))
        )
        other = Choice(self._speaker.plain("follow.other_service", language), f"topic:{ASK}")
        choices = (*(Choice(name, name) for name in names), other)
        question = Choices(self._spans("follow.which_service", language), choices)
        return (*reply.blocks, question)

    def _still(self, subject: Subject, language: Language) -> Reply:
        """The reply to somebody whom the last answer has not helped."""
        step = self._follow_ups.next_step(subject)
        if step != CHECK:
            reply = self._answerer.topic(step, language).reply
            title, *blocks = reply.blocks
            lead = Text(self._spans("follow.still_again", language))
            return replace(reply, blocks=(title, lead, *blocks))
        check = Choice(self._speaker.plain("follow.check", language), "check", Weight.PRIMARY)
        blocks = [Text(self._spans("follow.still", language)), Choices((), (check,))]
        return Reply(tuple(blocks), language, topic=step)

    def _form(self, address: str, language: Language) -> Reply:
        """The form, the address in it where one was named that can be one."""
        lead: Block = Text(self._spans("check.form_lead", language))
        try:
            address = str(parse_address(address)) if address else ""
        except MalformedAddress as malformed:
            key = f"usage.address.{malformed.fault}"
            lead = Note(self._spans(key, language, value=address[:100]), Tone.WARNING)
            address = ""
        form = check_form(address, self._speaker, language)
        return Reply((lead, form), language, private=True)

    def _topic(self, topic_id: str, _message: Message, language: Language) -> Reply | None:
        if not self._speaker.has(topic_id, language):
            return None
        return self._answerer.topic(topic_id, language).reply

    def _details(self, topic_id: str, _message: Message, language: Language) -> Reply | None:
        if not self._speaker.has(topic_id, language):
            return None
        return self._answerer.details(topic_id, language).reply

    def _last(self, part: str, message: Message, language: Language) -> Reply | None:
        """A part of the last check's report: ``conversation``, ``details`` or ``vantage``."""
        report = self._memory.report(message)
        parts = {
            "conversation": self._reporter.conversations,
            "details": self._reporter.details,
            "vantage": self._reporter.elsewhere,
        }
        if report is None or part not in parts or not (blocks := parts[part](report, language)):
            return None
        return Reply((*blocks, self._after_check(report, language)), language, private=True)

    def _seen_elsewhere(self, message: Message, language: Language) -> Reply | None:
        """What the person's own device saw of a server of the last check, beside what we saw."""
        seen = read_vantage(message.text)
        report = self._memory.report(message)
        pairs = compare(seen, report) if report else ()
        if report and pairs:
            blocks = self._reporter.compared(pairs, language)
            return Reply((*blocks, self._after_check(report, language)), language, private=True)
        if not seen or self._knowledge.replies.read(message.text):
            # Whatever else stands in it says more.
            return None
        return self._seen_alone(seen[0], language)

    def _seen_alone(self, seen: Seen, language: Language) -> Reply:
        """What the person's own device saw, where there is nothing to lay it beside."""
        if seen.reached is not Reached.YES:
            topic = self._knowledge.causes[CAUSES[seen.reached]]
            return self._answerer.topic(topic, language).reply
        where = {"host": seen.host, "number": str(seen.port or "")}
        return Reply((Text(self._spans("vantage.alone", language, **where)),), language)

    def _after_check(self, report: Report, language: Language) -> Choices:
        """What is near once a check has ended."""
        messages = {
            "details": "last:details",
            "conversation": "last:conversation",
            "again": f"check {report.address}",
        }
        if report.ok:
            messages["still_not"] = f"topic:{self._knowledge.causes[Cause.OK]}"
        if self._reporter.elsewhere(report, language):
            messages["vantage"] = "last:vantage"
        choices = tuple(
            Choice(self._speaker.plain(f"checks.{name}", language), message)
            for name, message in messages.items()
        )
        return Choices(self._spans("checks.next", language), choices)

    def _spans(self, key: str, language: Language, **values: object) -> Spans:
        return parse_inline(self._speaker.phrase(key, language, **values))
