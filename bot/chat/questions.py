"""Questions and pasted errors: the answer, whether it helped, and what comes after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.chat.files import nothing_read, only_pictures, text_with
from bot.chat.given import GivenAnswers, new_id
from bot.chat.preferences import Preferences
from bot.chat.records import Records
from bot.chat.voice import Voice
from bot.core.answer import Answerer
from bot.core.assistant import Assistant
from bot.core.chat import Answer, Heard, Way
from bot.core.model import (
    Block,
    Choice,
    Choices,
    Feedback,
    Field,
    FieldKind,
    Form,
    Message,
    Reply,
)
from bot.core.triage import Triager
from bot.core.vantage_reader import read_vantage
from knowledge.load import Knowledge
from knowledge.model import Language

ASK, TRIAGE = "ask", "triage"
"""The forms for a question and for a report to be read; each has one field of the same name."""

NOTHING = Answer(None)

CheckWanted = Callable[[Heard, Reply, Form], Answer]
"""What is said to a wish for a check: the reply and the form that a terminal would show."""


class Questions:
    """Answers what is said in words, or picked."""

    def __init__(
        self,
        knowledge: Knowledge,
        assistant: Assistant,
        voice: Voice,
        given: GivenAnswers,
        records: Records,
        preferences: Preferences,
        check_wanted: CheckWanted,
    ) -> None:
        self._knowledge = knowledge
        self._assistant = assistant
        self._voice = voice
        self._given = given
        self._records = records
        self._preferences = preferences
        self._answerer = Answerer(knowledge, voice.speaker)
        self._triager = Triager(knowledge, voice.speaker, self._answerer)
        words = " ".join(voice.plain("words.triage", one) for one in Language).split()
        any_word = "|".join(map(re.escape, words))
        self._triage_word = re.compile(rf"\s*(?:{any_word})(?:\s+|$)", re.IGNORECASE)
        self._check_wanted = check_wanted

    def said(self, heard: Heard, language: Language) -> Answer:
        """The answer to a text with its files. Along a channel we speak up only when we know."""
        if nothing_read(heard.files) and not heard.text.strip():
            key = "picture" if only_pictures(heard.files) else "unread"
            return Answer(self._voice.reply(f"file.{key}", language))
        triage = self._triage_word.match(heard.text) if heard.way is not Way.WATCHED else None
        if triage:
            rest = replace(heard, text=heard.text[triage.end() :])
            return self.triage(rest, language)
        heard = replace(heard, text=text_with(heard.text, heard.files), files={})
        if not heard.text.strip() and heard.way is Way.COMMAND:
            return Answer(Reply((self._form(ASK, language),), language, private=True))
        reply = self._assistant.handle(_message(heard, language, chosen=self._is_chosen(heard)))
        if heard.way is Way.WATCHED and not reply.topic:
            return NOTHING
        form = next((block for block in reply.blocks if isinstance(block, Form)), None)
        if form is not None:
            return self._check_wanted(heard, reply, form)
        return Answer(reply) if reply.private else self._helpful(heard, reply)

    def triage(self, heard: Heard, language: Language) -> Answer:
        """A report read for whoever works at a helpdesk: they alone see it."""
        text = text_with(heard.text, heard.files).strip()
        if not text:
            return Answer(Reply((self._form(TRIAGE, language),), language, private=True))
        if not self._is_chosen(heard):
            language = self._answerer.language_for_person(text, language)
        triage = self._triager.triage(text, language)
        answer_id = new_id()
        # What a helpdesk pastes is somebody else's, and none of their own questions.
        self._given.keep(answer_id, triage.answer.topic, None)
        more = Choices((), self.ways_on(heard, answer_id, language))
        blocks = (*self._triager.blocks(triage), more)
        return Answer(Reply(blocks, language, private=True, topic=triage.answer.topic))

    def feedback(self, heard: Heard, value: str, language: Language) -> Answer:
        """``ID:yes`` or ``ID:no``. The last word of a person counts."""
        answer_id, _, word = value.partition(":")
        given = self._given.find(answer_id)
        helped = word == "yes"
        if given and given.helped.get(heard.who.id) is not helped:
            given.helped[heard.who.id] = helped
            self._records.feedback(heard.who, answer_id, given.topic, helpful=helped)
        if helped:
            return Answer(self._voice.reply("feedback.thanks", language))
        return Answer(self._next(heard, answer_id, language))

    def still(self, heard: Heard, answer_id: str, language: Language) -> Answer:
        """It is still broken: that counts as not helped, and leads on."""
        return self.feedback(heard, f"{answer_id}:no", language)

    def human(self, heard: Heard, _answer_id: str, language: Language) -> Answer:
        """Who can help where no helpdesk is at hand."""
        return Answer(self._voice.reply("human.who", language))

    def ways_on(self, heard: Heard, answer_id: str, language: Language) -> tuple[Choice, ...]:
        """What is left when nothing helped: a person, where one can be asked from here."""
        key = "human.ask" if self._records.available(heard.where.workspace) else "human.whom"
        return (self._voice.choice(key, f"human:{answer_id}", language),)

    def _helpful(self, heard: Heard, reply: Reply) -> Answer:
        """An answer, with a known outage before it and what may come next after it."""
        answer_id, language = new_id(), reply.language
        notice = self._notice(heard.text, language)
        shown = replace(reply, blocks=(*notice, *reply.blocks, *self._asks(answer_id, reply)))
        more = self.ways_on(heard, answer_id, language)
        if reply.topic:
            more = (self._voice.choice("still.label", f"still:{answer_id}", language), *more)
        self._given.keep(answer_id, reply.topic, shown)
        if heard.way is not Way.PICK:
            self._records.asked(heard, answer_id, reply)
        return Answer(replace(shown, blocks=(*shown.blocks, Choices((), more))), id=answer_id)

    def _is_chosen(self, heard: Heard) -> bool:
        """Whether the language is settled: somebody else's message says nothing about the asker."""
        others = heard.way is Way.SHORTCUT and heard.who.language is not None
        return others or self._preferences.language(heard.who.id) is not None

    def _notice(self, text: str, language: Language) -> tuple[Block, ...]:
        causes = tuple(dict.fromkeys(one.cause for one in self._knowledge.replies.read(text)))
        return self._records.notice(text, language, causes)

    def _asks(self, answer_id: str, reply: Reply) -> tuple[Feedback, ...]:
        if not reply.topic:
            return ()
        yes, no = (self._voice.plain(f"feedback.{key}", reply.language) for key in ("yes", "no"))
        return (Feedback(yes, no, f"feedback:{answer_id}"),)

    def _next(self, heard: Heard, answer_id: str, language: Language) -> Reply:
        """What to do when an answer has not helped: what it leads to, a check, a person."""
        given = self._given.find(answer_id)
        further = self._further(given.reply) if given and given.reply else ()
        check = self._voice.choice("still.check", "check", language)
        blocks: list[Block] = [Choices((), (check, *self.ways_on(heard, answer_id, language)))]
        if further:
            blocks.insert(0, Choices(self._voice.spans("still.further", language), further))
        return self._voice.reply("still.text", language, *blocks)

    @staticmethod
    def _further(reply: Reply) -> tuple[Choice, ...]:
        """The topics that an answer named as near."""
        choices = [c for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
        return tuple(choice for choice in choices if choice.message.startswith("topic:"))[:4]

    def _form(self, name: str, language: Language) -> Form:
        title, label, hint, submit = (
            self._voice.plain(f"{name}.{key}", language)
            for key in ("title", "label", "hint", "submit")
        )
        field = Field(name, label, FieldKind.LINES, hint=hint, required=True)
        return Form(name, title, (field,), submit)


def _message(heard: Heard, language: Language, *, chosen: bool) -> Message:
    """What the assistant reads. A check's report is its asker's, wherever they speak of it."""
    of_report = heard.text.startswith("last:") or bool(read_vantage(heard.text))
    place = "" if of_report else f"{heard.where.id} {heard.where.thread}"
    return Message(heard.text, heard.who.id, place, heard.where.direct, language, chosen)
