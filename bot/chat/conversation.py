"""The assistant for any chat: what was heard is answered, whatever the platform.

``Conversation`` decides whether we speak at all, and whose words go where; what is said about mail
comes from ``bot.core``, and what is typed or dialled goes through ``bot.web``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from prometheus_client import CollectorRegistry

from bot.chat.checks import Checks
from bot.chat.counts import ChatCounts, Turned
from bot.chat.following import Following
from bot.chat.given import GivenAnswers
from bot.chat.home import Home
from bot.chat.languages import Languages
from bot.chat.pace import Pace, Speed
from bot.chat.preferences import Preferences, PreferencesInMemory
from bot.chat.questions import ASK, TRIAGE, Questions
from bot.chat.records import CaseDesk, Records
from bot.chat.results import Results
from bot.chat.rules import NOTHING, Rules
from bot.chat.secret_talk import SecretTalk
from bot.chat.settings_talk import SettingsTalk
from bot.chat.suggest import Suggestions
from bot.chat.voice import Voice
from bot.chat.wish import address_of, request_of
from bot.core.assistant import Assistant
from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.check_form import ADDRESS, CHECK
from bot.core.explain_report import Reporter
from bot.core.kept import Seen
from bot.core.model import Choices, Form, Message, Reply
from bot.web.desk import Desk
from connectors.clock import Clock
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST_HEARD, HEARD_SECONDS = 30, 60.0
"""What one person may say in a minute; nobody who means it says more."""

LONG, MOST_LONG = 20_000, 6
"""Characters, files included, of what takes long to read; and of such in a minute. While a
megabyte is read everybody waits."""

log = logging.getLogger(__name__)

Handler = Callable[[Heard, str, Language], Answer]


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """What the operator chose for the chats.

    ``outsiders_may_check``: guests and people of connected organizations may have accounts
    checked. ``admins`` are the ids of people and groups who may change the rules of places.
    """

    language: Language = Language.EN
    outsiders_may_check: bool = False
    admins: frozenset[str] = frozenset()


_USUAL = ChatOptions()


class Conversation:
    """``bot.core.chat.Chat`` for every face of one process."""

    def __init__(
        self,
        knowledge: Knowledge,
        speaker: Speaker,
        desk: Desk,
        clock: Clock,
        options: ChatOptions = _USUAL,
        preferences: Preferences | None = None,
        helpdesk: CaseDesk | None = None,
        counts: ChatCounts | None = None,
    ) -> None:
        preferences = preferences or PreferencesInMemory()
        self._counts = counts or ChatCounts(CollectorRegistry(), clock)
        self._voice = voice = Voice(speaker)
        self._clock = clock
        self._languages = Languages(preferences, options.language)
        self._assistant = assistant = Assistant(knowledge, speaker, clock.seconds)
        self._records = records = Records(helpdesk)
        self._given = given = GivenAnswers(clock)
        self._questions = Questions(
            knowledge, assistant, voice, given, records, preferences, self._check_wanted
        )
        self._results = Results(assistant, desk, voice, given, records, self._questions, clock)
        reporter = Reporter(knowledge, speaker)
        self._checks = Checks(
            desk,
            reporter,
            voice,
            clock,
            self._results.finished,
            outsiders_may_check=options.outsiders_may_check,
        )
        self._rules = Rules(preferences, voice)
        self._settings = SettingsTalk(preferences, voice, speaker, options.admins)
        self._home = Home(knowledge.causes, assistant, voice, self._settings, self._results)
        self._secrets = SecretTalk(voice)
        self._suggestions = Suggestions(knowledge, speaker)
        self._seen = Seen(clock)
        self._pace = Pace(clock, MOST_HEARD, HEARD_SECONDS)
        self._pace_of_long = Pace(clock, MOST_LONG, HEARD_SECONDS)
        self._following = Following()
        self._picks: Mapping[str, Handler] = {
            "go": self._go,
            "dry": self._dry,
            "works": self._works,
            "stop": self._checks.stop,
            "feedback": self._questions.feedback,
            "still": self._questions.still,
            "human": self._questions.human,
            "language": self._settings.language,
            "rule": self._settings.rule,
            "desk": self._settings.desk,
        }
        self._forms: Mapping[str, Handler] = {
            CHECK: self._check_form,
            ASK: self._asked,
            TRIAGE: self._reported,
            "go": self._checks.typed,
        }

    def hear(self, heard: Heard) -> Answer:
        """See ``Chat``."""
        with self._counts.hearing(heard):
            return self._heard(heard)

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        given = self._given.find(answer_id)
        return given.reply if given else None

    def greeting(self, who: Who, where: Where) -> Reply:
        """See ``Chat``."""
        language = self._languages.of(who)
        tries = self._voice.tries(self._assistant.greeting(language))
        return Reply((*self._voice.blocks("greeting", language), *tries), language)

    def home(self, who: Who) -> Reply:
        """See ``Chat``."""
        return self._home.of(who, self._languages.of(who))

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """See ``Chat``."""
        return self._suggestions.of(typed, language)

    def warm(self) -> None:
        """Read what the first answer and the first suggestion would wait for."""
        self._suggestions.warm()
        for language in Language:
            for block in self._assistant.greeting(language).blocks:
                for choice in block.choices if isinstance(block, Choices) else ():
                    self._assistant.handle(Message(choice.message, "", "", True, language))

    async def drain(self, seconds: float) -> None:
        """Take on no further check, end those that run, and let what was begun be said.

        Faces must still be there: they read the last words. Ends after so many seconds.
        """
        try:
            async with self._clock.limit(seconds):
                await self._checks.finish(seconds / 2)
                await self._following.ended()
                await self._records.written()
        except TimeoutError:
            log.warning("not everything was said before the end")

    def _heard(self, heard: Heard) -> Answer:
        if self._seen.again(heard.id):
            self._counts.turned(Turned.REPEATED)
            return NOTHING
        language = self._languages.of(heard.who)
        try:
            answer = self._rules.obeyed(heard, self._answer(heard, language))
        except Exception as error:
            return Answer(self._defect(error, language))
        if answer.first and heard.way is not Way.SHORTCUT:
            self._languages.spoke(heard.who, answer.first.language)
        if answer.later is None:
            return answer
        spoken = answer.first.language if answer.first else language
        later = self._following.read(answer.later, lambda error: self._defect(error, spoken))
        return replace(answer, later=later)

    def _defect(self, error: Exception, language: Language) -> Reply:
        """What is said when something broke; logged without words and frames, which may quote."""
        self._counts.turned(Turned.DEFECT)
        log.error("an answer broke: %s", type(error).__name__)
        return self._voice.reply("defect", language)

    def _answer(self, heard: Heard, language: Language) -> Answer:
        # A place where we are silent is woken by the same settings.
        of_settings = self._settings.concerns(heard)
        if not of_settings and (refusal := self._rules.refusal(heard, language)):
            self._counts.turned(Turned.RULE)
            return refusal
        speed = self._speed(heard)
        if speed is not Speed.FINE:
            self._counts.turned(Turned.FLOOD)
            aloud = speed is Speed.TELL and heard.way is not Way.WATCHED
            return Answer(self._voice.reply("slower", language)) if aloud else NOTHING
        if told := self._secrets.told(heard, language):
            self._counts.turned(Turned.SECRET)
            return Answer(told)
        if answer := self._records.hear(heard):
            return answer
        if of_settings and heard.way is not Way.PICK:
            return self._settings.shown(heard, language)
        if heard.way is Way.FORM:
            return self._handled(self._forms, heard.form, heard, language) or NOTHING
        if heard.way is Way.PICK and (
            picked := self._handled(self._picks, heard.text, heard, language)
        ):
            return picked
        # What is only written stands for nothing: the words may be another's, as of a message
        # that somebody has us explain.
        return self._questions.said(heard, language)

    def _speed(self, heard: Heard) -> Speed:
        """Whether somebody says too much, or too much at once."""
        speed = self._pace.count(heard.who.id)
        said = len(heard.text) + sum(map(len, heard.files.values()))
        if speed is not Speed.FINE or said <= LONG:
            return speed
        return self._pace_of_long.count(heard.who.id)

    @staticmethod
    def _handled(
        handlers: Mapping[str, Handler], said: str, heard: Heard, language: Language
    ) -> Answer | None:
        kind, _, value = said.partition(":")
        handler = handlers.get(kind)
        return handler(heard, value, language) if handler else None

    def _check_wanted(self, heard: Heard, reply: Reply, form: Form) -> Answer:
        """A terminal would fill in this form; here it is asked for what is missing in it."""
        lead = tuple(block for block in reply.blocks if block is not form)
        address = next(field.value for field in form.fields if field.id == ADDRESS)
        return self._checks.asked(heard, request_of(address, heard.values), reply.language, lead)

    def _check_form(self, heard: Heard, _value: str, language: Language) -> Answer:
        request = request_of(address_of(heard.values), heard.values)
        return self._checks.asked(heard, request, language)

    def _asked(self, heard: Heard, _value: str, language: Language) -> Answer:
        said = replace(heard, text=heard.values.get(ASK, ""), values={})
        return self._questions.said(said, language)

    def _reported(self, heard: Heard, _value: str, language: Language) -> Answer:
        said = replace(heard, text=heard.values.get(TRIAGE, ""), values={})
        return self._questions.triage(said, language)

    def _go(self, heard: Heard, value: str, language: Language) -> Answer:
        return self._checks.agreed(heard, value, language, login=True)

    def _dry(self, heard: Heard, value: str, language: Language) -> Answer:
        return self._checks.agreed(heard, value, language, login=False)

    def _works(self, heard: Heard, value: str, language: Language) -> Answer:
        """``works:ID``: the settings that answered in place of those that failed."""
        consent = self._results.instead(value, heard.who)
        if consent is None:
            return Answer(self._voice.reply("check.forgotten", language))
        return self._checks.offered(consent)
