"""A question or a pasted error to an answer: one topic in words, and what is near it.

Deterministic: the topic is found, never composed. Where nothing is found, the
answer says so, offers what is near, and names a person to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import assert_never

from bot.core.details import split
from bot.core.markup import parse, parse_inline
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Heading,
    Note,
    Outcome,
    Picture,
    Reply,
    Span,
    Spans,
    Style,
    Text,
    Tone,
)
from bot.core.plain import plain, plain_spans
from bot.core.route import (
    Chat,
    CheckWanted,
    Empty,
    ErrorToRead,
    Intent,
    Question,
    route,
    speaks_as_person,
)
from knowledge.causes import Cause
from knowledge.excerpt import excerpt
from knowledge.fold import language_of
from knowledge.load import Knowledge
from knowledge.model import Found, Language, Match, Source, Spoken
from knowledge.replies import Reading
from knowledge.speak import Speaker

ABOUT = "what_mailmedic_is"
ABOUT_CHECKS = "check.what_it_does"
# Tables whose rows are causes of trouble by themselves, when they are all that was pasted.
_ERROR_ROWS = ("smtp", "status", "imap", "pop3")
_OTHER_CAUSES = 3
_HARDLY_DOUBTED = 0.6
"""An answer that is less sure is followed by what else may be meant."""
_OTHERS_MOST = 3
_OTHERS_TOLD = 2
_WORTH_TELLING = 0.6
"""Of these, what so many begin with is told at once: the first paragraph is an answer by itself;
unless they are less sure by more than this."""
_NOTES_MOST = 2
"""Of what is to be known of a mail service that is named by the way."""
# What a person writes and a server or program does not: with one of these an English text tells
# the asker's language, while a pasted error alone does not.
_PERSON = re.compile(r"\b(i|i'm|my|me|we|our|says|said|what|what's|why|how)\b", re.IGNORECASE)
_SENTENCE = 80  # characters; what a person says at length is no line that a program printed


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as blocks, and what it rests on.

    ``topic`` is empty and ``answered`` false where we do not know. ``causes`` is empty unless the
    text was read as an error; best first.
    """

    reply: Reply
    answered: bool
    topic: str = ""
    confidence: float = 0.0
    title: str = ""
    causes: tuple[Cause, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole answer as plain text, without its title; what is near only where we ask."""
        blocks = self.reply.blocks
        titled = bool(blocks) and isinstance(blocks[0], Heading) and blocks[0].level == 1
        shown = blocks[titled:]
        return plain(b for b in shown if not (self.answered and isinstance(b, Choices)))


# Topics are the same for everybody, so they are parsed once; what holds somebody's own values
# (a pasted line, a check) is not kept.
@lru_cache(maxsize=1_024)
def _read(markdown: str) -> tuple[Block, ...]:
    return parse(markdown)


@lru_cache(maxsize=4_096)
def _line(markdown: str) -> Spans:
    return parse_inline(markdown)


def _label(title: str) -> str:
    return plain_spans(_line(title))


def _is_source(block: Block) -> bool:
    return isinstance(block, Note) and block.tone is Tone.SOURCE


def _emphatic(spans: Spans) -> Spans:
    return tuple(
        replace(span, style=Style.STRONG) if span.style is Style.PLAIN else span for span in spans
    )


def _outcome(intent: Intent) -> Outcome | None:
    """What becomes of it; None for what is no question."""
    match intent:
        case ErrorToRead():
            return Outcome.ERROR_READ
        case Question(found=found) if found.answered:
            return Outcome.ANSWERED
        case Question(found=found):
            return Outcome.NOT_OURS if found.refusal else Outcome.UNSURE
        case _:
            return None


def _in_short(page: Iterable[Block]) -> tuple[Block, ...]:
    """A mail service's page: its name, what it begins with, and what is to be known first."""
    title, *blocks = page
    named = [replace(title, level=2)] if isinstance(title, Heading) else []
    first = takewhile(lambda block: isinstance(block, Text), blocks)
    notes = [block for block in blocks if isinstance(block, Bullets)][:1]
    short = (Bullets(block.items[:_NOTES_MOST]) for block in notes)
    return (*named, *first, *short)


class Answerer:
    """Answers texts from one knowledge base.

    With ``brief``, details and sources are left out and offered as a choice: for conversations,
    where they can be asked for.
    """

    def __init__(self, knowledge: Knowledge, speaker: Speaker, *, brief: bool = False) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._brief = brief
        self._topics: dict[tuple[str, Language], Answer] = {}
        self._titles: dict[tuple[str, Language], str] = {}
        self._day = speaker.today()

    def language(self, text: str, hint: Language | None = None) -> Language:
        """The language to answer in: the text's own, else the hint's, else English."""
        return language_of(excerpt(text).text, hint or Language.EN)

    def language_for_person(self, text: str, hint: Language) -> Language:
        """As ``language``, for a person who has been spoken to in ``hint`` so far.

        A pasted error is English whoever pastes it, and ``check`` is the name of a command:
        neither changes the language.
        """
        text = excerpt(text).text
        language = language_of(text, hint)
        if language is hint or language is not Language.EN:
            return language
        intent = route(text, language, self._knowledge)
        pasted = isinstance(intent, ErrorToRead) and not _PERSON.search(text)
        return hint if pasted or isinstance(intent, CheckWanted) else language

    def answer(self, text: str, language: Language) -> Answer:
        """The answer to a text in this language. A wish for a check is answered by how to ask."""
        read = excerpt(text)
        answer = self.answer_to(route(read.text, language, self._knowledge), language)
        return self.in_part(answer, read.left_out, language)

    def in_part(self, answer: Answer, left_out: int, language: Language) -> Answer:
        """The answer to a text of which so many characters were not read: it says so."""
        if not left_out:
            return answer
        count = f"{left_out:,}"
        note = self._note("answers.read_in_part", language, count=count)
        title, *blocks = answer.reply.blocks
        return replace(answer, reply=replace(answer.reply, blocks=(title, note, *blocks)))

    def answer_to(self, intent: Intent, language: Language) -> Answer:
        """The answer to what a text wants."""
        answer = self._to(intent, language)
        match intent:
            case ErrorToRead(services=services, like=like):
                answer = self._with_service(answer, services, language)
                answer = self._with_further(answer, (*like, *services), language)
            case Question(found=Found(services=services)):
                answer = self._with_service(answer, services, language)
                answer = self._with_further(answer, services, language)
        causes = answer.causes if isinstance(intent, ErrorToRead) else ()
        return replace(answer, reply=replace(answer.reply, outcome=_outcome(intent), causes=causes))

    def _to(self, intent: Intent, language: Language) -> Answer:
        match intent:
            case Empty():
                return self._say("answers.empty", language)
            case Chat(kind="help"):
                return self.topic(ABOUT, language)
            case Chat(kind=kind):
                return self._say(f"answers.{kind}", language)
            case CheckWanted():
                return self.topic(ABOUT_CHECKS, language)
            case ErrorToRead(readings=readings, told=told):
                return self.error(readings, language, told=told)
            case Question(found=found) if found.answered:
                best, *near = found.matches
                answer = self.topic(best.topic_id, language, best.confidence)
                return self._with_near(answer, near, language)
            case Question(found=found) if found.refusal:
                return self.refused(found.refusal, language)
            case Question(found=found):
                return self.unknown([match.topic_id for match in found.matches], language)
            case other:
                assert_never(other)

    def topic(self, topic_id: str, language: Language, confidence: float = 1.0) -> Answer:
        """A topic or row as an answer. KeyError when there is none of this id.

        Spoken once a day: what a topic says by itself depends on the date and nothing else.
        """
        if self._day != self._speaker.today():
            self._day = self._speaker.today()
            self._topics.clear()
            self._titles.clear()
        key = (topic_id, language)
        if key not in self._topics:
            spoken = self._speaker.topic(topic_id, language)
            self._topics[key] = self._answer(spoken, self._blocks(spoken, spoken.related))
        return replace(self._topics[key], confidence=confidence)

    def details(self, topic_id: str, language: Language) -> Answer:
        """What a brief answer left out of a topic. KeyError when there is none of this id."""
        spoken = self._speaker.topic(topic_id, language)
        _, details = split(_read(spoken.markdown), self._speaker, language)
        blocks = [
            Heading(_line(spoken.title), 1),
            *details,
            *self._sources(spoken.sources, language),
        ]
        if links := self._links(spoken.related, language):
            blocks.append(Choices(self._spans("answers.related", language), links))
        return self._answer(spoken, tuple(blocks))

    def error(
        self, readings: tuple[Reading, ...], language: Language, *, told: bool = False
    ) -> Answer:
        """What a pasted error means: the likeliest cause's topic, then the others it can be.

        The line that decided is quoted, unless it is all that was ``told``: everybody sees it; or
        what the person told in words of their own. What no row knows is told as what it is, the
        most probable.
        """
        causes = tuple(dict.fromkeys(reading.cause for reading in readings))
        best = readings[0]
        spoken = self._speaker.topic(self._knowledge.causes[best.cause], language)
        others = [self._knowledge.causes[cause] for cause in causes[1 : 1 + _OTHER_CAUSES]]
        title, *body = self._blocks(spoken, () if others else spoken.related, others)
        own = len(best.line) > _SENTENCE and speaks_as_person(best.line, self._knowledge)
        if not (told and best.row) and not own:
            note = "answers.decisive" if best.row else "answers.guessed"
            body.insert(0, self._note(note, language, line=best.line.strip()[:300]))
        answer = self._answer(spoken, (title, *body), best.weight)
        return replace(answer, causes=causes)

    def _answer(self, spoken: Spoken, blocks: tuple[Block, ...], confidence: float = 1.0) -> Answer:
        return Answer(
            Reply(blocks, spoken.language, topic=spoken.topic_id),
            answered=True,
            topic=spoken.topic_id,
            confidence=confidence,
            title=_label(spoken.title),
            causes=self._causes_of_row(spoken.topic_id),
            sources=spoken.sources,
            related=self._existing(spoken.related, spoken.language),
        )

    def unknown(self, near: list[str], language: Language) -> Answer:
        """That we do not know, what is near, and whom to ask."""
        unsure = bool(near)
        title_key, key = ("unsure_title", "unsure") if unsure else ("unknown_title", "unknown")
        title = self._spans(f"answers.{title_key}", language)
        blocks: list[Block] = [Heading(title, 1), Text(self._spans(f"answers.{key}", language))]
        if unsure:
            blocks.append(Choices((), self._links(near, language)))
            blocks.append(Text(self._spans("answers.unsure_again", language)))
        else:
            blocks.append(Text(self._spans("answers.unknown_again", language)))
        blocks.append(Note(self._spans("answers.ask_human", language)))
        return Answer(
            Reply(tuple(blocks), language),
            answered=False,
            title=plain_spans(title),
            related=self._existing(near, language),
        )

    def refused(self, refusal: str, language: Language) -> Answer:
        """That we do not answer this, why, and what we are here for.

        ``refusal`` is its key in ``asked/…/refused.toml``.
        """
        title = self._spans(f"answers.refused.{refusal}_title", language)
        blocks: list[Block] = [
            Heading(title, 1),
            *parse(self._speaker.phrase(f"answers.refused.{refusal}", language)),
        ]
        if refusal == "unknowable":
            blocks.append(Note(self._spans("answers.ask_human", language)))
        return Answer(Reply(tuple(blocks), language), answered=False, title=plain_spans(title))

    def _blocks(
        self, spoken: Spoken, related: Iterable[str], others: Iterable[str] = ()
    ) -> tuple[Block, ...]:
        """A spoken topic as blocks: title, words, picture, sources, what to read on.

        ``others`` are topics that the same error can mean as well.
        """
        language = spoken.language
        main, details = split(_read(spoken.markdown), self._speaker, language)
        blocks: list[Block] = [Heading(_line(spoken.title), 1), *main]
        if spoken.picture:
            blocks.insert(2, self._picture(spoken.picture, language))
        further = self._links(related, language)
        if not self._brief:
            blocks += [*details, *self._layer(spoken), *self._sources(spoken.sources, language)]
        else:
            blocks += self._layer(spoken)
            if details or spoken.sources:
                more = self._speaker.plain("answers.more", language)
                further = (Choice(more, f"details:{spoken.topic_id}"), *further)
        if links := self._links(others, language):
            blocks.append(Choices(self._spans("answers.other_causes", language), links))
        if further:
            blocks.append(Choices(self._spans("answers.related", language), further))
        return tuple(blocks)

    def _layer(self, spoken: Spoken) -> list[Block]:
        return [self._note("answers.layer", spoken.language)] if spoken.layer else []

    def _sources(self, sources: Sequence[Source], language: Language) -> list[Block]:
        if not sources:
            return []
        checked = min(source.checked for source in sources)
        phrase = self._speaker.phrase("answers.sources", language, sources=sources, checked=checked)
        return [Note(_line(phrase), Tone.SOURCE)]

    def _with_near(self, answer: Answer, near: list[Match], language: Language) -> Answer:
        """The answer with what is near; where we are not sure, that is offered in its place."""
        ids = [match.topic_id for match in near]
        related = tuple(dict.fromkeys((*answer.related, *ids)))
        answer = replace(answer, related=tuple(id_ for id_ in related if id_ != answer.topic))
        if answer.confidence >= _HARDLY_DOUBTED:
            return answer
        links = self._links(ids[:_OTHERS_MOST], language)
        if not links:
            return answer
        lead = self._spans("answers.instead", language)
        told = tuple(
            self._told_first(match.topic_id, language)
            for match in near[:_OTHERS_TOLD]
            if match.confidence >= _WORTH_TELLING * answer.confidence
        )
        instead: list[Block] = [Choices(lead, links)]
        if told:
            instead = [Text(lead), Bullets(told), Choices((), links)]
        *blocks, last = answer.reply.blocks
        if isinstance(last, Choices):
            others = tuple(choice for choice in last.choices if choice not in links)
            further = [Choices(last.lead, others)] if others else []
            blocks += [*instead, *further]
        else:
            blocks += [last, *instead]
        return replace(answer, reply=replace(answer.reply, blocks=tuple(blocks)))

    def _told_first(self, topic_id: str, language: Language) -> Spans:
        """A topic's title and first paragraph."""
        title, *body = self.topic(topic_id, language).reply.blocks
        first = next((block.spans for block in body if isinstance(block, Text)), ())
        named = _emphatic(title.text) if isinstance(title, Heading) else ()
        return (*named, Span("", Style.BREAK), *first)

    def _with_service(self, answer: Answer, services: Sequence[str], language: Language) -> Answer:
        """The answer with a mail service's page in short, where it matters whose mailbox it is.

        Of more than one service nobody knows which has the trouble.
        """
        told = self._knowledge.conversation["tells_service"]
        if (
            len(services) != 1
            or services[0] in told["not_of"]
            or answer.topic not in told["topics"]
        ):
            return answer
        page = self.topic(services[0], language)
        short = _in_short(page.reply.blocks)
        title, *body = answer.reply.blocks
        at = next((n for n, block in enumerate(body, 1) if isinstance(block, Text)), len(body))
        sources = tuple(dict.fromkeys((*answer.sources, *page.sources)))
        note = self._sources(sources, language)
        body = [one for block in body for one in (note if _is_source(block) else [block])]
        blocks = (title, *body[:at], *short, *body[at:])
        return replace(answer, reply=replace(answer.reply, blocks=blocks), sources=sources)

    def _with_further(self, answer: Answer, further: Iterable[str], language: Language) -> Answer:
        """The answer with these topics first of what to read on, unless it offers them anyway."""
        new = [id_ for id_ in dict.fromkeys(further) if id_ != answer.topic]
        if not new or not answer.answered:
            return answer
        blocks = answer.reply.blocks
        offered = {
            choice.message
            for block in blocks
            if isinstance(block, Choices)
            for choice in block.choices
        }
        links = [link for link in self._links(new, language) if link.message not in offered]
        if not links:
            return answer
        lead = self._spans("answers.related", language)
        last = blocks[-1]
        if isinstance(last, Choices) and last.lead == lead:
            blocks, links = blocks[:-1], [*links, *last.choices]
        reply = replace(answer.reply, blocks=(*blocks, Choices(lead, tuple(links))))
        related = dict.fromkeys((*answer.related, *self._existing(new, language)))
        return replace(answer, reply=reply, related=tuple(related))

    def _causes_of_row(self, topic_id: str) -> tuple[Cause, ...]:
        row = self._knowledge.rows.get(topic_id)
        if row is None or row.kind not in _ERROR_ROWS:
            return ()
        return tuple(map(Cause, row.fields.get("causes", ())))

    def _existing(self, topic_ids: Iterable[str], language: Language) -> tuple[str, ...]:
        return tuple(id_ for id_ in topic_ids if self._speaker.has(id_, language))

    def _links(self, topic_ids: Iterable[str], language: Language) -> tuple[Choice, ...]:
        titles = {id_: self._title(id_, language) for id_ in self._existing(topic_ids, language)}
        return tuple(Choice(title, f"topic:{id_}") for id_, title in titles.items())

    def _title(self, topic_id: str, language: Language) -> str:
        key = (topic_id, language)
        if key not in self._titles:
            self._titles[key] = _label(self._speaker.title(topic_id, language))
        return self._titles[key]

    def _picture(self, name: str, language: Language) -> Picture:
        alternative = self._speaker.plain(f"pictures.{name}.alternative", language)
        return Picture(name, alternative, self._knowledge.drawing(name, language))

    def _say(self, key: str, language: Language) -> Answer:
        reply = Reply(parse(self._speaker.phrase(key, language)), language)
        return Answer(reply, answered=False)

    def _note(self, key: str, language: Language, **values: object) -> Note:
        return Note(self._spans(key, language, **values))

    def _spans(self, key: str, language: Language, **values: object) -> Spans:
        return parse_inline(self._speaker.phrase(key, language, **values))
