"""The assistant for any chat: what was heard is answered, whatever the platform.

``Conversation`` decides whether we speak at all, and whose words go where; what is said about mail
comes from ``bot.core``, and what is typed or dialled goes through ``bot.web``.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat.checks import Checks
from bot.chat.consent import Consent
from bot.chat.given import GivenAnswers, new_id
from bot.chat.home import home
from bot.chat.pace import Pace, Seen, Speed
from bot.chat.preferences import Preferences, PreferencesInMemory, Rule
from bot.chat.results import files_of, mood_of, with_remarks
from bot.chat.suggest import Suggestions
from bot.chat.voice import Voice
from bot.core.assistant import Assistant
from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.check_form import ADDRESS, CHECK
from bot.core.check_talk import CheckRequest
from bot.core.explain_report import Reporter
from bot.core.model import Choices, Feedback, Form, Message, Reply
from bot.web.desk import Desk
from bot.web.wish import Checked, Ending, NoToken, Stopped
from connectors.clock import Clock
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST_HEARD, HEARD_SECONDS = 30, 60.0
"""What one person may say in a minute; nobody who means it says more."""

PEOPLE = 10_000
"""Whose language is remembered; the one who was silent longest is forgotten first."""

NOTHING = Answer(None)

log = logging.getLogger(__name__)

Handler = Callable[[Heard, str, Language], Answer]


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """What the operator chose for the chats.

    ``outsiders_may_check``: guests and people of connected organizations may have accounts
    checked. ``admins`` are the ids of people who may change the rules of places.
    """

    language: Language = Language.EN
    outsiders_may_check: bool = False
    admins: frozenset[str] = frozenset()


class Conversation:
    """``bot.core.chat.Chat`` for every face of one process."""

    def __init__(
        self,
        knowledge: Knowledge,
        speaker: Speaker,
        desk: Desk,
        clock: Clock,
        options: ChatOptions = ChatOptions(),
        preferences: Preferences | None = None,
    ) -> None:
        self._voice = Voice(speaker)
        self._desk = desk
        self._clock = clock
        self._options = options
        self._preferences = preferences or PreferencesInMemory()
        self._assistant = Assistant(knowledge, speaker)
        self._checks = Checks(
            desk, Reporter(knowledge, speaker), self._voice, clock, self._finished
        )
        self._given = GivenAnswers(clock)
        self._seen = Seen(clock)
        self._pace = Pace(clock, MOST_HEARD, HEARD_SECONDS)
        self._suggestions = Suggestions(knowledge, speaker)
        self._spoken: OrderedDict[str, Language] = OrderedDict()
        self._picks: Mapping[str, Handler] = {
            "go": self._go,
            "dry": self._dry,
            "stop": self._checks.stop,
            "feedback": self._feedback,
            "still": self._still,
            "human": self._human,
        }
        self._forms: Mapping[str, Handler] = {
            CHECK: self._check_form,
            "password": self._checks.typed,
        }

    def hear(self, heard: Heard) -> Answer:
        """See ``Chat``."""
        if self._seen.again(heard.id):
            return NOTHING
        language = self._language(heard.who)
        try:
            answer = self._answer(heard, language)
        except Exception as error:
            # Neither its words nor its frames: they may hold what was said.
            log.error("an answer broke: %s", type(error).__name__)
            return Answer(self._voice.reply("defect", language))
        if answer.first:
            self._remember_language(heard.who, answer.first.language)
        return answer

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        given = self._given.find(answer_id)
        return given.reply if given else None

    def greeting(self, who: Who, where: Where) -> Reply:
        """See ``Chat``."""
        language = self._language(who)
        greeting = self._assistant.greeting(language)
        choices = [block for block in greeting.blocks if isinstance(block, Choices)]
        return Reply((*self._voice.blocks("greeting", language), *choices), language)

    def home(self, who: Who) -> Reply:
        """See ``Chat``."""
        return home(self._assistant, self._voice, self._language(who))

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """See ``Chat``."""
        return self._suggestions.of(typed, language)

    def _answer(self, heard: Heard, language: Language) -> Answer:
        if Rule(self._preferences.rule(heard.where.id)) is Rule.OFF:
            return NOTHING
        match self._pace.count(heard.who.id):
            case Speed.TELL:
                return Answer(self._voice.reply("slower", language))
            case Speed.SILENT:
                return NOTHING
        if heard.way is Way.FORM:
            form, _, value = heard.form.partition(":")
            filled = self._forms.get(form)
            return filled(heard, value, language) if filled else NOTHING
        kind, _, value = heard.text.partition(":")
        pick = self._picks.get(kind)
        return pick(heard, value, language) if pick else self._said(heard, language)

    def _said(self, heard: Heard, language: Language) -> Answer:
        """What the assistant says; a wish for a check goes another way than at a terminal."""
        reply = self._assistant.handle(_message(heard, language))
        form = next((block for block in reply.blocks if isinstance(block, Form)), None)
        if form is not None:
            return self._check_wanted(heard, reply, form)
        if reply.private:
            return Answer(reply)
        return self._helpful(heard, reply)

    def _helpful(self, heard: Heard, reply: Reply) -> Answer:
        """An answer with what may come after it."""
        answer_id, language, voice = new_id(), reply.language, self._voice
        in_channel = heard.way in (Way.COMMAND, Way.SHORTCUT) and not heard.where.direct
        more = [voice.choice("human.ask", f"human:{answer_id}", language)]
        if reply.topic:
            more.insert(0, voice.choice("still.label", f"still:{answer_id}", language))
        shown = replace(reply, blocks=(*reply.blocks, *self._asks(answer_id, reply)))
        private = replace(shown, blocks=(*shown.blocks, Choices((), tuple(more))))
        self._given.keep(answer_id, heard, reply.topic, shown)
        if in_channel:
            private = replace(private, private=True)
        return Answer(private, id=answer_id)

    def _asks(self, answer_id: str, reply: Reply) -> tuple[Feedback, ...]:
        if not reply.topic:
            return ()
        yes, no = (self._voice.plain(f"feedback.{key}", reply.language) for key in ("yes", "no"))
        return (Feedback(yes, no, f"feedback:{answer_id}"),)

    def _check_wanted(self, heard: Heard, reply: Reply, form: Form) -> Answer:
        language = reply.language
        if heard.who.outside and not self._options.outsiders_may_check:
            return Answer(self._voice.reply("check.outsider", language))
        address = next(field.value for field in form.fields if field.id == ADDRESS)
        if address:
            return self._checks.asked(heard, CheckRequest(address), language)
        leads = (block for block in reply.blocks if block is not form)
        return Answer(replace(reply, blocks=(*leads, self._checks.form(language))))

    def _check_form(self, heard: Heard, _value: str, language: Language) -> Answer:
        address = heard.values.get(ADDRESS, "").strip()
        return self._said(replace(heard, text=f"check {address}", way=Way.PICK), language)

    def _go(self, heard: Heard, value: str, language: Language) -> Answer:
        return self._checks.agreed(heard, value, language, login=True)

    def _dry(self, heard: Heard, value: str, language: Language) -> Answer:
        return self._checks.agreed(heard, value, language, login=False)

    def _feedback(self, heard: Heard, value: str, language: Language) -> Answer:
        answer_id, _, word = value.partition(":")
        if given := self._given.find(answer_id):
            given.helped = word == "yes"
        if word == "yes":
            return Answer(self._voice.reply("feedback.thanks", language))
        return self._still(heard, answer_id, language)

    def _still(self, heard: Heard, answer_id: str, language: Language) -> Answer:
        choices = (
            self._voice.choice("still.check", "check", language),
            self._voice.choice("human.ask", f"human:{answer_id}", language),
        )
        return Answer(self._voice.reply("still.text", language, Choices((), choices)))

    def _human(self, heard: Heard, _answer_id: str, language: Language) -> Answer:
        reply = Reply((self._voice.text("human.who", language),), language, private=True)
        return Answer(reply)

    def _finished(self, consent: Consent, ending: Ending) -> Reply:
        """The reply of a check's ending; the report is kept for the buttons below it."""
        language, heard = consent.language, consent.heard
        match ending:
            case Checked(report, remarks):
                reply = self._assistant.report(_message(heard, language), report, language)
                reply = with_remarks(reply, remarks, self._voice, language)
                files = files_of(report, self._voice, language)
                return replace(reply, mood=mood_of(report), files=files)
            case NoToken():
                return self._desk.told(ending, language)
            case Stopped():
                topic = Message("topic:check.cancelled", heard.who.id, "", True, language)
                return replace(self._assistant.handle(topic), private=True)

    def _language(self, who: Who) -> Language:
        """The language that somebody is spoken to in, where what they say does not tell."""
        chosen = self._preferences.language(who.id)
        return chosen or self._spoken.get(who.id) or who.language or self._options.language

    def _remember_language(self, who: Who, language: Language) -> None:
        self._spoken[who.id] = language
        self._spoken.move_to_end(who.id)
        if len(self._spoken) > PEOPLE:
            self._spoken.popitem(last=False)


def _message(heard: Heard, language: Language) -> Message:
    """What the assistant reads. A report is its asker's, wherever they speak."""
    return Message(heard.text, heard.who.id, "", heard.where.direct, language)
