"""The assistant for any chat: what was heard is answered, whatever the platform.

``Conversation`` decides whether we speak at all, and whose words go where; what is said about mail
comes from ``bot.core``, and what is typed or dialled goes through ``bot.web``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat.checks import Checks
from bot.chat.given import GivenAnswers
from bot.chat.home import Home
from bot.chat.pace import Pace, Seen, Speed
from bot.chat.preferences import Preferences, PreferencesInMemory
from bot.chat.questions import ASK, TRIAGE, Questions
from bot.chat.records import CaseDesk, Records
from bot.chat.results import Results
from bot.chat.rules import NOTHING, Rules
from bot.chat.settings_talk import SettingsTalk
from bot.chat.suggest import Suggestions
from bot.chat.voice import Voice
from bot.chat.wish import address_of, request_of
from bot.core.assistant import Assistant
from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.check_form import ADDRESS, CHECK
from bot.core.explain_report import Reporter
from bot.core.model import Choices, Form, Message, Reply
from bot.core.pasted_secret import SecretFinder
from bot.web.desk import Desk
from connectors.clock import Clock
from knowledge.fold import language_of
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST_HEARD, HEARD_SECONDS = 30, 60.0
"""What one person may say in a minute; nobody who means it says more."""

PEOPLE = 10_000
"""Whose language is remembered; the one who was silent longest is forgotten first."""

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
    ) -> None:
        preferences = preferences or PreferencesInMemory()
        self._voice = voice = Voice(speaker)
        self._clock = clock
        self._usual = options.language
        self._preferences = preferences
        self._assistant = assistant = Assistant(knowledge, speaker, clock.seconds)
        self._records = records = Records(knowledge, helpdesk)
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
        self._secrets = SecretFinder(speaker)
        self._suggestions = Suggestions(knowledge, speaker)
        self._seen = Seen(clock)
        self._pace = Pace(clock, MOST_HEARD, HEARD_SECONDS)
        self._spoken: OrderedDict[str, Language] = OrderedDict()
        self._following = 0
        self._idle = asyncio.Event()
        self._idle.set()
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
        if self._seen.again(heard.id):
            return NOTHING
        language = self._language(heard.who)
        try:
            answer = self._rules.obeyed(heard, self._answer(heard, language))
        except Exception as error:
            # Neither its words nor its frames: they may hold what was said.
            log.error("an answer broke: %s", type(error).__name__)
            return Answer(self._voice.reply("defect", language))
        if answer.first and heard.way is not Way.SHORTCUT:
            self._remember_language(heard.who, answer.first.language)
        if answer.later:
            spoken = answer.first.language if answer.first else language
            answer = replace(answer, later=self._followed(answer.later, spoken))
        return answer

    def again(self, answer_id: str) -> Reply | None:
        """See ``Chat``."""
        given = self._given.find(answer_id)
        return given.reply if given else None

    def greeting(self, who: Who, where: Where) -> Reply:
        """See ``Chat``."""
        language = self._language(who)
        tries = self._voice.tries(self._assistant.greeting(language))
        return Reply((*self._voice.blocks("greeting", language), *tries), language)

    def home(self, who: Who) -> Reply:
        """See ``Chat``."""
        return self._home.of(who, self._language(who))

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
                await self._idle.wait()
                await self._records.written()
        except TimeoutError:
            log.warning("not everything was said before the end")

    def _answer(self, heard: Heard, language: Language) -> Answer:
        # A place where we are silent is woken by the same settings.
        of_settings = self._settings.concerns(heard)
        if not of_settings and (refusal := self._rules.refusal(heard, language)):
            return refusal
        speed = self._pace.count(heard.who.id)
        if speed is not Speed.FINE:
            aloud = speed is Speed.TELL and heard.way is not Way.WATCHED
            return Answer(self._voice.reply("slower", language)) if aloud else NOTHING
        if told := self._secret(heard, language):
            return told
        if answer := self._records.hear(heard):
            return answer
        if of_settings and heard.way is not Way.PICK:
            return self._settings.shown(heard, language)
        said = heard.form if heard.way is Way.FORM else heard.text
        kind, _, value = said.partition(":")
        handlers = self._forms if heard.way is Way.FORM else self._picks
        handler = handlers.get(kind)
        if handler:
            return handler(heard, value, language)
        return NOTHING if heard.way is Way.FORM else self._questions.said(heard, language)

    def _secret(self, heard: Heard, language: Language) -> Answer | None:
        """What is said to somebody who has pasted a password; nothing of it goes any further."""
        texts = (heard.text, *heard.files.values(), *self._typed(heard))
        found = next(filter(None, map(self._secrets.find, texts)), None)
        if found is None:
            return None
        language = self._written(heard.text, language)
        key = "others" if heard.way is Way.SHORTCUT else found
        place = "direct" if heard.where.direct else "channel"
        blocks = self._voice.blocks(f"secret.{place}", language)
        steps = self._voice.blocks(f"secret.{key}", language)
        return Answer(self._voice.reply("secret.lead", language, *steps, *blocks))

    @staticmethod
    def _typed(heard: Heard) -> tuple[str, ...]:
        """What was written into a form that is no place for a password."""
        if heard.way is not Way.FORM or heard.form.startswith("go:"):
            return ()
        return tuple(heard.values.values())

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

    async def _followed(
        self, later: AsyncIterator[Reply], language: Language
    ) -> AsyncIterator[Reply]:
        """Later replies, counted so that ``drain`` waits for them; a defect is told."""
        self._following += 1
        self._idle.clear()
        try:
            async for reply in later:
                yield reply
        except Exception as error:
            log.error("an answer broke: %s", type(error).__name__)
            yield self._voice.reply("defect", language)
        finally:
            self._following -= 1
            if not self._following:
                self._idle.set()

    def _language(self, who: Who) -> Language:
        """The language that somebody is spoken to in, where what they say does not tell."""
        chosen = self._preferences.language(who.id)
        return chosen or self._spoken.get(who.id) or who.language or self._usual

    def _written(self, text: str, language: Language) -> Language:
        """Japanese where something is written in it, else the language spoken so far."""
        return language_of(text, language) if language_of(text) is Language.JA else language

    def _remember_language(self, who: Who, language: Language) -> None:
        self._spoken[who.id] = language
        self._spoken.move_to_end(who.id)
        if len(self._spoken) > PEOPLE:
            self._spoken.popitem(last=False)
