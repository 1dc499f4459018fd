"""How well questions are answered and errors read: measuring lines against what came of them.

Pure: who answers is another's business (``bot.core.score``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Language
from knowledge.questions import AskedError, AskedQuestion, Kind

NOTHING = "-"
"""Stands for "no answer" where topics and causes are named."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a line.

    ``found`` are the topic or the causes, best first; empty where there was no answer. ``offered``
    are the topics among which the person could choose.
    """

    found: tuple[str, ...]
    confidence: float = 0.0
    offered: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first that was found, or that nothing was."""
        return self.found[0] if self.found else NOTHING


class Verdict(StrEnum):
    """How a question went."""

    RIGHT = "right"
    WRONG_TOPIC = "wrong_topic"
    NOT_ANSWERED = "not_answered"
    """Refused although it can be answered."""
    REFUSED = "refused"
    """Refused, and rightly."""
    NOT_REFUSED = "not_refused"
    """Answered although it must be refused."""


GOOD = frozenset({Verdict.RIGHT, Verdict.REFUSED})


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what came of it, and how that is to be judged."""

    asked: AskedQuestion
    outcome: Outcome
    verdict: Verdict

    @property
    def wanted(self) -> tuple[str, ...]:
        """What would have been right; none where it must be refused."""
        return self.asked.topics

    @property
    def near(self) -> bool:
        """Missed, but the right topic was among the choices."""
        return self.verdict not in GOOD and any(map(self.asked.accepts, self.outcome.offered))


def judge(asked: AskedQuestion, outcome: Outcome) -> Judged:
    """The verdict on one question."""
    if not asked.topics:
        verdict = Verdict.NOT_REFUSED if outcome.found else Verdict.REFUSED
    elif not outcome.found:
        verdict = Verdict.NOT_ANSWERED
    else:
        verdict = Verdict.RIGHT if asked.accepts(outcome.first) else Verdict.WRONG_TOPIC
    return Judged(asked, outcome, verdict)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def ratio(self) -> float:
        """The part of the whole, from 0 to 1; 1 where there is no whole, so nothing was missed."""
        return self.part / self.whole if self.whole else 1.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was wanted, what came instead, and how often."""

    wanted: str
    found: str
    count: int


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """How the questions went; every figure also by language, by asking ``of``."""

    judged: tuple[Judged, ...]

    def of(self, language: Language) -> QuestionScore:
        """The score of one language's questions."""
        return QuestionScore(tuple(j for j in self.judged if j.asked.language is language))

    @property
    def answered(self) -> Share:
        """First answers that were right, of the questions that can be answered."""
        return self._share(Verdict.RIGHT, lambda asked: bool(asked.topics))

    @property
    def refused(self) -> Share:
        """Refusals, of the questions that must be refused."""
        return self._share(Verdict.REFUSED, lambda asked: not asked.topics)

    @property
    def near(self) -> Share:
        """Misses whose right topic was among the choices, of all misses."""
        misses = self.misses()
        return Share(sum(judged.near for judged in misses), len(misses))

    def count(self, verdict: Verdict) -> int:
        """How many questions went this way."""
        return sum(judged.verdict is verdict for judged in self.judged)

    def kind(self, kind: Kind) -> Share:
        """What went well among the questions of this kind."""
        judged = [judged for judged in self.judged if judged.asked.kind is kind]
        return Share(sum(j.verdict in GOOD for j in judged), len(judged))

    def without_topic(self, topic_ids: Collection[str]) -> int:
        """How many questions can be answered by no topic that there is."""
        return sum(
            bool(judged.asked.topics) and not any(map(judged.asked.accepts, topic_ids))
            for judged in self.judged
        )

    def misses(self) -> list[Judged]:
        """What went wrong, the surest first; what was not answered last."""
        misses = [judged for judged in self.judged if judged.verdict not in GOOD]
        return sorted(misses, key=lambda miss: (not miss.outcome.found, -miss.outcome.confidence))

    def confusions(self) -> list[Confusion]:
        """Pairs of what was wanted and the topic that came instead, the most frequent first."""
        return _confusions(
            ((*miss.asked.topics, NOTHING)[0], miss.outcome.first)
            for miss in self.misses()
            if miss.outcome.found
        )

    def _share(self, verdict: Verdict, among: Callable[[AskedQuestion], bool]) -> Share:
        judged = [judged for judged in self.judged if among(judged.asked)]
        return Share(sum(j.verdict is verdict for j in judged), len(judged))


@dataclass(frozen=True, slots=True)
class ReadError:
    """An error text and what was read in it."""

    asked: AskedError
    outcome: Outcome

    @property
    def wanted(self) -> tuple[str, ...]:
        """The causes that are accepted, the best one first."""
        return tuple(map(str, self.asked.causes))

    @property
    def right(self) -> bool:
        """Whether the first cause is one of those accepted."""
        return self.outcome.first in self.asked.causes

    @property
    def best(self) -> bool:
        """Whether the first cause is the best one."""
        return self.outcome.first == self.asked.causes[0]

    @property
    def top_3(self) -> bool:
        """Whether the best cause is among the first three."""
        return self.asked.causes[0] in self.outcome.found[:3]


@dataclass(frozen=True, slots=True)
class ErrorScore:
    """How the error texts were read."""

    read: tuple[ReadError, ...]

    def of(self, language: Language) -> ErrorScore:
        """The score of one language's texts."""
        return ErrorScore(tuple(read for read in self.read if read.asked.language is language))

    @property
    def right(self) -> Share:
        """First causes that are accepted."""
        return Share(sum(read.right for read in self.read), len(self.read))

    @property
    def best(self) -> Share:
        """First causes that are the best."""
        return Share(sum(read.best for read in self.read), len(self.read))

    @property
    def top_3(self) -> Share:
        """Best causes among the first three."""
        return Share(sum(read.top_3 for read in self.read), len(self.read))

    def misses(self) -> list[ReadError]:
        """What was read wrongly, the surest first."""
        misses = [read for read in self.read if not read.right]
        return sorted(misses, key=lambda miss: -miss.outcome.confidence)

    def confusions(self) -> list[Confusion]:
        """Pairs of the best cause and the one that was read, the most frequent first."""
        return _confusions((str(m.asked.causes[0]), m.outcome.first) for m in self.misses())


def _confusions(pairs: Iterable[tuple[str, str]]) -> list[Confusion]:
    counted = Counter(pairs)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(wanted, found, count) for (wanted, found), count in ordered]
