"""A question or a pasted error to an answer: one topic in words, and what is near it.

Deterministic: the topic is found, never composed. Where nothing is found, the
answer says so, offers what is near, and names a person to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from bot.core.markup import parse, parse_inline
from bot.core.model import (
    Block,
    Choice,
    Choices,
    Heading,
    Note,
    Picture,
    Reply,
    Span,
    Text,
    Tone,
)
from bot.core.plain import plain, plain_spans
from bot.core.route import Chat, CheckWanted, Empty, ErrorToRead, Question, route
from knowledge.causes import Cause
from knowledge.fold import language_of
from knowledge.load import Knowledge
from knowledge.model import Language, Source, Spoken
from knowledge.replies import Reading
from knowledge.speak import Speaker

ABOUT = "what_mailmedic_is"
ABOUT_CHECKS = "check.what_it_does"
# Tables whose rows are causes of trouble by themselves, when they are all that was pasted.
_ERROR_ROWS = ("smtp", "status", "imap", "pop3")
_OTHER_CAUSES = 3


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


class Answerer:
    """Answers texts from one knowledge base."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker

    def language(self, text: str, hint: Language | None = None) -> Language:
        """The language to answer in: the text's own, else the hint's, else English."""
        return language_of(text, hint or Language.EN)

    def answer(self, text: str, language: Language) -> Answer:
        """The answer to a text in this language. A wish for a check is answered by how to ask."""
        match route(text, language, self._knowledge):
            case Empty():
                return self._say("answers.empty", language)
            case Chat(kind="help"):
                return self.topic(ABOUT, language)
            case Chat(kind=kind):
                return self._say(f"answers.{kind}", language)
            case CheckWanted():
                return self.topic(ABOUT_CHECKS, language)
            case ErrorToRead(readings=readings):
                return self.error(readings, language)
            case Question(found=found) if found.answered:
                best, *near = found.matches
                answer = self.topic(best.topic_id, language, best.confidence)
                return self._with_near(answer, [match.topic_id for match in near])
            case Question(found=found):
                return self.unknown([match.topic_id for match in found.matches], language)
            case other:
                assert_never(other)

    def topic(self, topic_id: str, language: Language, confidence: float = 1.0) -> Answer:
        """A topic or row as an answer. KeyError when there is none of this id."""
        spoken = self._speaker.topic(topic_id, language)
        return Answer(
            Reply(self.blocks(spoken), language, topic=topic_id),
            answered=True,
            topic=topic_id,
            confidence=confidence,
            title=plain_spans(parse_inline(spoken.title)),
            causes=self._causes_of_row(topic_id),
            sources=spoken.sources,
            related=self._existing(spoken.related, language),
        )

    def error(self, readings: tuple[Reading, ...], language: Language) -> Answer:
        """What a pasted error means: the likeliest cause's topic, then the others it can be."""
        causes = tuple(dict.fromkeys(reading.cause for reading in readings))
        best = readings[0]
        answer = self.topic(self._knowledge.causes[best.cause], language, best.weight)
        decisive = self._note("answers.decisive", language, line=best.line.strip()[:300])
        title, *body = answer.reply.blocks
        blocks: list[Block] = [title, decisive, *body]
        others = [self._knowledge.causes[cause] for cause in causes[1 : 1 + _OTHER_CAUSES]]
        if others:
            blocks = [block for block in blocks if not isinstance(block, Choices)]
            blocks.append(self._choices("answers.other_causes", others, language))
        return replace(answer, reply=replace(answer.reply, blocks=tuple(blocks)), causes=causes)

    def unknown(self, near: list[str], language: Language) -> Answer:
        """That we do not know, what is near, and whom to ask."""
        unsure = bool(near)
        title_key, key = ("unsure_title", "unsure") if unsure else ("unknown_title", "unknown")
        title = self._spans(f"answers.{title_key}", language)
        blocks: list[Block] = [Heading(title, 1), Text(self._spans(f"answers.{key}", language))]
        if unsure:
            blocks.append(Choices((), self._links(near, language)))
        else:
            blocks.append(Text(self._spans("answers.unknown_again", language)))
        blocks.append(Note(self._spans("answers.ask_human", language)))
        return Answer(
            Reply(tuple(blocks), language),
            answered=False,
            title=plain_spans(title),
            related=self._existing(near, language),
        )

    def blocks(self, spoken: Spoken) -> tuple[Block, ...]:
        """A spoken topic as blocks: title, words, picture, sources, what to read on."""
        language = spoken.language
        body = list(parse(spoken.markdown))
        if spoken.picture:
            body.insert(1, self._picture(spoken.picture, language))
        blocks: list[Block] = [Heading(parse_inline(spoken.title), 1), *body]
        if spoken.layer:
            blocks.append(self._note("answers.layer", language))
        if spoken.sources:
            spans = self._spans("answers.sources", language, sources=spoken.sources)
            blocks.append(Note(spans, Tone.SOURCE))
        related = self._existing(spoken.related, language)
        if related:
            blocks.append(self._choices("answers.related", related, language))
        return tuple(blocks)

    def _with_near(self, answer: Answer, near: list[str]) -> Answer:
        related = tuple(dict.fromkeys((*answer.related, *near)))
        return replace(answer, related=tuple(id_ for id_ in related if id_ != answer.topic))

    def _causes_of_row(self, topic_id: str) -> tuple[Cause, ...]:
        row = self._knowledge.rows.get(topic_id)
        if row is None or row.kind not in _ERROR_ROWS:
            return ()
        return tuple(map(Cause, row.fields.get("causes", ())))

    def _existing(self, topic_ids: Iterable[str], language: Language) -> tuple[str, ...]:
        return tuple(id_ for id_ in topic_ids if self._speaker.has(id_, language))

    def _choices(self, lead: str, topic_ids: Iterable[str], language: Language) -> Choices:
        return Choices(self._spans(lead, language), self._links(topic_ids, language))

    def _links(self, topic_ids: Iterable[str], language: Language) -> tuple[Choice, ...]:
        titles = {
            id_: plain_spans(parse_inline(self._speaker.title(id_, language)))
            for id_ in self._existing(topic_ids, language)
        }
        return tuple(Choice(title, f"topic:{id_}") for id_, title in titles.items())

    def _picture(self, name: str, language: Language) -> Picture:
        alternative = self._speaker.plain(f"pictures.{name}.alternative", language)
        return Picture(name, alternative, self._knowledge.drawing(name, language))

    def _say(self, key: str, language: Language) -> Answer:
        reply = Reply(parse(self._speaker.phrase(key, language)), language)
        return Answer(reply, answered=False)

    def _note(self, key: str, language: Language, **values: object) -> Note:
        return Note(self._spans(key, language, **values))

    def _spans(self, key: str, language: Language, **values: object) -> tuple[Span, ...]:
        return parse_inline(self._speaker.phrase(key, language, **values))
