"""How fast a question is answered in a running process, beside a bare full-text search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import perf_counter

from bot.core.answer import Answerer
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.benchmarks.figures import Figure, Measure, Target, quantile
from tests.benchmarks.questions import Asked, questions
from tests.benchmarks.sqlite_search import TOKENIZERS, SqliteSearch, texts_of

AT_ONCE = 600
"""Questions of one repetition: a hundredth of them are six."""

P50, P99 = "p50 ms", "p99 ms"
TO_REACH = {P50: 1.0, P99: 5.0}

OURS, FRESH = "mailmedic", "mailmedic, just started"

Ask = Callable[[Asked], object]


def measure_answers(repetitions: int) -> Measure:
    """Ask us and SQLite the same questions; in each repetition others, none twice."""
    knowledge = open_knowledge()
    asked = questions(knowledge)
    repetitions = min(repetitions, len(asked) // AT_ONCE - 1)
    parts = [asked[at * AT_ONCE : (at + 1) * AT_ONCE] for at in range(repetitions + 1)]
    fresh, answerer = _answerer(knowledge), _answerer(knowledge)
    _warm_up(knowledge, answerer)
    subjects: dict[str, Ask] = {OURS: _ask(answerer), **_searches(knowledge, answerer)}
    figures = [*_figures(FRESH, _ask(fresh), parts[:1])]
    for subject, ask in subjects.items():
        figures += _figures(subject, ask, parts[1:])
    return _measure(figures)


def _measure(figures: list[Figure]) -> Measure:
    ours = {figure.kind: figure for figure in figures if figure.subject == OURS}
    targets = (Target(kind, ours[kind].median, limit) for kind, limit in TO_REACH.items())
    return Measure("Answers in one process", tuple(figures), tuple(targets))


def _figures(subject: str, ask: Ask, parts: Iterable[Iterable[Asked]]) -> tuple[Figure, ...]:
    times = [_milliseconds(ask, part) for part in parts]
    against = "" if subject.startswith("SQLite") else f"SQLite FTS5 {TOKENIZERS[0]}"
    return tuple(
        Figure(subject, kind, tuple(quantile(some, part) for some in times), against)
        for kind, part in ((P50, 0.5), (P99, 0.99))
    )


def _milliseconds(ask: Ask, asked: Iterable[Asked]) -> list[float]:
    times = []
    for one in asked:
        began = perf_counter()
        ask(one)
        times.append((perf_counter() - began) * 1000)
    return times


def _answerer(knowledge: Knowledge) -> Answerer:
    return Answerer(knowledge, Speaker(knowledge))


def _warm_up(knowledge: Knowledge, answerer: Answerer) -> None:
    """As after some hours: every topic was spoken before, and no question was asked before."""
    for language in Language:
        for topic_id in (*knowledge.topic_ids, *knowledge.rows):
            answerer.topic(topic_id, language)


def _ask(answerer: Answerer) -> Ask:
    """To the plain text, as ``mailmedic ask --json`` gives it."""
    return lambda one: answerer.answer(one.text, one.language).text


def _searches(knowledge: Knowledge, answerer: Answerer) -> Mapping[str, Ask]:
    texts = {language: texts_of(knowledge, answerer, language) for language in Language}

    def search(tokenizer: str) -> Ask:
        found = {language: SqliteSearch(some, tokenizer) for language, some in texts.items()}
        return lambda one: found[one.language].find(one.text)

    return {f"SQLite FTS5 {tokenizer}": search(tokenizer) for tokenizer in TOKENIZERS}
