"""Fits the weights of ``knowledge/search/confidence.py`` anew and prints them.

``python -m tests.questions.fit``; ten minutes, with scikit-learn (``.[train]``). It measures the
signals of questions that the index does not hold: those of ``asked/`` that were written last, and
are left out of an index and a classifier made for this, and those of ``tuning``, never of
``held_out``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from knowledge.content import read_asked
from knowledge.layers import OURS
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.questions import AskedQuestion, read_questions
from knowledge.search.find import Finder, Search
from knowledge.search.index import REFUSED, Entry, Index, build
from knowledge.search.named import names_unknown, rows_named
from knowledge.search.signals import Signals
from tests.questions.train import trained

FOLDER = Path(__file__).parent / "tuning"
NEWEST, NEWEST_REFUSED = 8, 3  # a topic's last eighth, a third of what is refused: the hardest
TUNING_COUNTS = 3.0  # beside a listed question
PENALTY, PENALTY_RIGHT = 0.5, 2.0  # on the squares of the weights
STEPS = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """The signals of a question, whether it is ours, whether the best topic is right."""

    signals: tuple[float, ...]
    ours: bool
    right: bool
    counts: float


def newest(language: Language) -> list[tuple[str, str]]:
    """The questions that were written last, each with what it asks for."""
    files = sorted((OURS / "asked" / language).glob("*.toml"))
    return [
        (text, topic_id)
        for file in files
        for topic_id, texts in read_asked(file).items()
        for text in texts[len(texts) - len(texts) // _share(topic_id) :]
    ]


def _share(topic_id: str) -> int:
    return NEWEST_REFUSED if topic_id.startswith(REFUSED) else NEWEST


def listed(knowledge: Knowledge, language: Language) -> Iterator[Sample]:
    """Samples of the newest questions, of which one half is held against all others and the half.

    A question that is answered by another topic than the one that lists it is that one's.
    """
    entries = list(knowledge.entries(language))
    answering = {text: entry.topic_id for entry in entries for text in entry.examples}
    for half in (0, 1):
        asked = [(text, answering[text]) for text, _ in newest(language)[half::2]]
        held = {text for text, _ in asked}
        kept = [
            replace(entry, examples=tuple(text for text in entry.examples if text not in held))
            for entry in entries
        ]
        finder = finder_of(knowledge, kept, language)
        for text, topic_id in asked:
            search = searched(finder, knowledge, text)
            if search is not None:
                best = search.topics[0].topic_id if search.topics else ""
                is_ours = not topic_id.startswith(REFUSED)
                right = best == topic_id or best.startswith(f"{topic_id}.")
                yield Sample(astuple(search.signals), is_ours, right, 1.0)


def tuning(knowledge: Knowledge, language: Language) -> Iterator[Sample]:
    """Samples of the measuring questions; follow-ups are not asked by themselves."""
    finder = finder_of(knowledge, list(knowledge.entries(language)), language)
    for asked in read_questions((FOLDER / f"{language}.jsonl").read_text("utf-8").split("\n")):
        if not isinstance(asked, AskedQuestion) or asked.after:
            continue
        search = searched(finder, knowledge, asked.text)
        if search is not None:
            best = search.topics[0].topic_id if search.topics else ""
            right = bool(asked.topics) and asked.accepts(best)
            yield Sample(astuple(search.signals), bool(asked.topics), right, TUNING_COUNTS)


def finder_of(knowledge: Knowledge, entries: Sequence[Entry], language: Language) -> Finder:
    """A finder over these entries."""
    ids = frozenset((*knowledge.topic_ids, *knowledge.rows))
    concepts, weights = knowledge._data["concepts"], trained(knowledge, entries, language)
    index = Index(build(entries, concepts, knowledge.entities, language, weights))
    return Finder(index, ids, knowledge.led_to)


def searched(finder: Finder, knowledge: Knowledge, text: str) -> Search | None:
    """The search, or None where an unknown code decides before confidence does."""
    entities = knowledge.entities(text)
    rows = rows_named(entities, finder.topic_ids)
    return None if names_unknown(entities, rows) else finder.search(text, entities, rows)


def fitted(samples: Sequence[tuple[tuple[float, ...], bool, float]], penalty: float) -> list[float]:
    """The constant and the weights of a logistic regression, by Newton's method."""
    width = len(samples[0][0]) + 1
    weights = [0.0] * width
    for _ in range(STEPS):
        slope = [-penalty * weight * (at > 0) for at, weight in enumerate(weights)]
        curve = [[penalty * (row == at) for at in range(width)] for row in range(width)]
        for values, truth, counts in samples:
            signals = (1.0, *values)
            told = 1 / (1 + math.exp(-sum(map(float.__mul__, weights, signals))))
            bend = counts * told * (1 - told)
            for row, one in enumerate(signals):
                slope[row] += counts * (truth - told) * one
                for at, other in enumerate(signals):
                    curve[row][at] += bend * one * other
        weights = [
            weight + step for weight, step in zip(weights, solved(curve, slope), strict=True)
        ]
    return weights


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small system of linear equations, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at:
                by = rows[other][at]
                rows[other] = [a - by * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def main() -> None:
    """Print both regressions as they stand in the code."""
    knowledge = open_knowledge()
    asked = [sample for language in Language for sample in tuning(knowledge, language)]
    all_asked = [sample for language in Language for sample in listed(knowledge, language)] + asked
    ours = fitted([(one.signals, one.ours, one.counts) for one in all_asked], PENALTY)
    right = fitted(
        [(one.signals, one.right, one.counts) for one in all_asked if one.ours], PENALTY_RIGHT
    )
    for name, (constant, *weights) in (("_OURS", ours), ("_RIGHT", right)):
        named = zip(fields(Signals), weights, strict=True)
        shown = "".join(f"        {field.name}={weight:.2f},\n" for field, weight in named)
        print(f"{name} = (\n    {constant:.2f},\n    Signals(\n{shown}    ),\n)")


if __name__ == "__main__":
    main()
