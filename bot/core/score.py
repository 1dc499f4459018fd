"""Puts a measuring file's lines to those who answer: the same way as ``ask`` and ``triage``.

A follow-up is put to a conversation of its own, in which what was said before was said before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.answer import Answerer
from bot.core.assistant import Assistant
from bot.core.model import Choices, Message, Reply
from bot.core.triage import Triager
from knowledge.questions import Asked, AskedError, AskedQuestion
from knowledge.score import ErrorScore, Outcome, QuestionScore, ReadError, judge

_TOPIC = "topic:"


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of a file; a file may hold questions, errors or both."""

    questions: QuestionScore
    errors: ErrorScore


class Scorer:
    """Measures those who answer. ``converse`` begins a conversation in which nothing was said."""

    def __init__(
        self, answerer: Answerer, triager: Triager, converse: Callable[[], Assistant]
    ) -> None:
        self._answerer = answerer
        self._triager = triager
        self._converse = converse

    def measure(self, lines: Iterable[Asked]) -> Measured:
        """Every line answered or read, and judged."""
        judged, read = [], []
        for asked in lines:
            if isinstance(asked, AskedError):
                read.append(ReadError(asked, self._read(asked)))
            else:
                judged.append(judge(asked, self._answered(asked)))
        return Measured(QuestionScore(tuple(judged)), ErrorScore(tuple(read)))

    def _answered(self, asked: AskedQuestion) -> Outcome:
        if asked.after:
            return self._followed_up(asked)
        language = self._answerer.language(asked.text, asked.language)
        answer = self._answerer.answer(asked.text, language)
        found = (answer.topic,) if answer.answered else ()
        return Outcome(found, answer.confidence, answer.related)

    def _followed_up(self, asked: AskedQuestion) -> Outcome:
        assistant = self._converse()
        for text in (*asked.after, asked.text):
            message = Message(text, asked.id, asked.id, private=True, language=asked.language)
            reply = assistant.handle(message)
        found = (reply.topic,) if reply.topic else ()
        return Outcome(found, 0.0, _offered(reply))

    def _read(self, asked: AskedError) -> Outcome:
        language = self._answerer.language(asked.text, asked.language)
        triage = self._triager.triage(asked.text, language)
        return Outcome(tuple(map(str, triage.causes)), triage.answer.confidence)


def _offered(reply: Reply) -> tuple[str, ...]:
    return tuple(
        choice.message.removeprefix(_TOPIC)
        for block in reply.blocks
        if isinstance(block, Choices)
        for choice in block.choices
        if choice.message.startswith(_TOPIC)
    )
