"""The assistant: a message in, a reply out, on whatever platform.

``handle`` needs no I/O, so its reply is the acknowledgement that chat platforms want within
seconds. A wish for a check is answered with a form; whoever runs the check hands the report to
``report``, whose reply replaces the progress.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.core.answer import Answerer
from bot.core.check_form import check_form
from bot.core.explain_report import Reporter
from bot.core.markup import parse, parse_inline
from bot.core.memory import Memory
from bot.core.model import Block, Choice, Choices, Message, Note, Reply, Spans, Text, Tone
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
    """Converses with one knowledge base."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._answerer = Answerer(knowledge, speaker, brief=True)
        self._reporter = Reporter(knowledge, speaker)
        self._memory = Memory()
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

        ``message.language`` is the language spoken so far: it decides where the text does not.
        """
        hint = message.language or Language.EN
        kind, _, value = message.text.partition(":")
        pick = self._picks.get(kind)
        picked = pick(value, message, hint) if pick else None
        return picked or self._seen_elsewhere(message, hint) or self._answered(message.text, hint)

    def report(self, message: Message, report: Report, language: Language) -> Reply:
        """The reply that ends the check which this message asked for; the report is kept."""
        self._memory.keep(message, report)
        blocks = self._reporter.report(report, language)
        return Reply((*blocks, self._after_check(report, language)), language, private=True)

    def no_servers(self, discovery: Discovery, language: Language) -> Reply:
        """The reply that ends a check for which no server was found."""
        return Reply(self._reporter.no_servers(discovery, language), language, private=True)

    def _answered(self, text: str, hint: Language) -> Reply:
        language = self._answerer.language_for_person(text, hint)
        intent = route(text, language, self._knowledge)
        if isinstance(intent, CheckWanted):
            return self._form(intent.address, language)
        return self._answerer.answer_to(intent, language).reply

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
