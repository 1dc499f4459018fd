"""An inverted index over the ways people ask, and the scoring of a question against it.

Every topic brings examples: its questions, its title, its first paragraph. In a
first pass a question is held against all that each topic says: how much of it is
covered, weighted by rarity. In a second pass it is compared with each example of the
best covered topics, by the cosine of their features. A topic is as like the
question as its examples are, the likest counting most: several that are rather like
it tell more than one that happens to share its words. A question in words that no
topic knows is covered by none: that is how we notice that we do not know.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.model import Language
from knowledge.search.clauses import WORD
from knowledge.search.concepts import Table, table
from knowledge.search.features import CORE_MARK, features
from knowledge.search.spelling import Speller

REFUSED = "refused."
"""Before the key of a refusal where it stands among topics."""
MARKS = ("mail", "near", "facts")
"""What a row of concepts can be ``about``: mail itself; what mail has in common with other things;
a provider's facts, asked for."""

# No feature speaks for or against a question more than this (in log-odds).
_ODDS_MOST = 3.0
# A feature in more than this part of all topics says too little to be followed.
_COMMON = 0.25
_COMPARED = 20  # topics whose examples are compared one by one
# How much the likest examples of a topic count, the likest first.
_COUNTS = tuple(0.7**n for n in range(8))
# So like one listed question that it is that question.
_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """What a topic brings to the index; or a table, whose rows are all asked for in these ways."""

    topic_id: str
    examples: tuple[str, ...]
    is_table: bool = False


def build(
    entries: Iterable[Entry],
    concepts: Iterable[Mapping[str, Any]],
    named: Callable[[str], Entities],
    language: Language,
) -> dict[str, Any]:
    """The index of a language as plain data that JSON can hold.

    ``concepts`` are the rows of the table of concepts; ``named`` tells what a text names.
    ``features`` maps a feature to its rarity, the topics that have it and how much it speaks for a
    question that is answered; ``examples`` holds, a
    topic, each example's features (by number) and the length of its vector.
    """
    rows = tuple(concepts)
    phrases = table(rows, language)
    topics: list[str] = []
    examples: list[list[dict[str, float]]] = []
    tables: list[str] = []
    words: Counter[str] = Counter()
    for entry in filter(lambda entry: entry.examples, entries):
        topics.append(entry.topic_id)
        tables += [entry.topic_id] * entry.is_table
        words.update(word for text in entry.examples for word in WORD.findall(fold(text)))
        examples.append([features(text, phrases, named(text)) for text in entry.examples])
    postings: dict[str, list[int]] = defaultdict(list)
    for number, of_topic in enumerate(examples):
        for name in sorted(set().union(*of_topic)):
            postings[name].append(number)
    rarity = {name: _rarity(len(having), len(topics)) for name, having in postings.items()}
    odds = _odds(topics, examples)
    numbers = {name: number for number, name in enumerate(postings)}
    return {
        "topics": topics,
        "tables": tables,
        "marked": {
            mark: [row["key"] for row in rows if mark in row["fields"].get("about", ())]
            for mark in MARKS
        },
        "words": _words(words, phrases),
        "phrases": phrases,
        "features": {
            name: [round(rarity[name], 4), having, odds[name]] for name, having in postings.items()
        },
        "examples": [
            [
                [round(_length(found, rarity), 4), *map(numbers.__getitem__, found)]
                for found in of_topic
            ]
            for of_topic in examples
        ],
        "unknown": round(_rarity(0, len(topics)), 4),
    }


def _odds(topics: list[str], examples: list[list[dict[str, float]]]) -> dict[str, float]:
    """By how much a feature speaks for questions that are answered, against those refused."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    totals = {True: 1, False: 1}
    for topic_id, of_topic in zip(topics, examples, strict=True):
        refused = topic_id.startswith(REFUSED)
        for found in of_topic:
            counts[refused].update(found.keys())
            totals[refused] += 1
    return {
        name: round(
            math.log((counts[False][name] + 0.3) / totals[False])
            - math.log((counts[True][name] + 0.3) / totals[True]),
            2,
        )
        for name in counts[True].keys() | counts[False].keys()
    }


def _words(asked: Counter[str], phrases: Table) -> list[str]:
    """The Latin words that we know how to write, the most frequent first."""
    written = {
        word for found in phrases.values() for phrase, *_ in found for word in phrase.split()
    }
    known = [word for word, _ in asked.most_common()]
    return [word for word in dict.fromkeys((*known, *sorted(written))) if word[0].isascii()]


def _rarity(having: int, total: int) -> float:
    """How much a feature tells: the fewer topics have it, the more (BM25's idf)."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _length(found: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return math.sqrt(sum((kind * rarity[name]) ** 2 for name, kind in found.items())) or 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a topic the question is, and how much of the question the topic knows (0 to 1)."""

    topic_id: str
    like: float
    covered: float
    is_table: bool = False

    @property
    def is_listed(self) -> bool:
        """Whether the question is one that the topic lists."""
        return self.like >= _SAME and not self.is_table


class Index:
    """Answers which topics a question is like."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._phrases: Table = data["phrases"]
        self._mend = Speller(data["words"]).mend
        self._topics: list[str] = data["topics"]
        self._tables = frozenset(data["tables"])
        self.marked = {mark: frozenset(keys) for mark, keys in data["marked"].items()}
        self._features: Mapping[str, tuple[float, list[int], float]] = data["features"]
        self._numbers = {name: number for number, name in enumerate(self._features)}
        self._examples: list[list[list[Any]]] = data["examples"]
        self._sets: dict[int, list[tuple[float, frozenset[int]]]] = {}
        self._unknown: float = data["unknown"]
        self._by_name = {name: number for number, name in enumerate(self._topics)}
        self._many = _COMMON * len(self._topics)

    def features(self, question: str, named: Entities) -> dict[str, float]:
        """The question's features, its slips mended."""
        return features(question, self._phrases, named, self._mend)

    def score(self, found: Mapping[str, float], always: Iterable[str] = ()) -> list[Likeness]:
        """Topics by their likeness, best first; empty when nothing is alike.

        ``found`` are the question's ``features``; ``always`` are entries to be compared in any
        case.
        """
        weights: dict[int, float] = {}
        having: dict[int, list[int]] = {}
        total = 0.0
        for name, kind in found.items():
            known = self._features.get(name)
            if known is not None:
                number = self._numbers[name]
                having[number] = known[1]
                weights[number] = (kind * known[0]) ** 2
                total += weights[number]
            elif not name.startswith(CORE_MARK):
                total += (kind * self._unknown) ** 2
        covered = self._covered(having, weights)
        length = math.sqrt(total)
        asked = frozenset(weights)
        scored = [
            Likeness(
                self._topics[number],
                self._like(number, weights, asked, length or 1.0),
                covered[number] / (total or 1.0),
                self._topics[number] in self._tables,
            )
            for number in self._compared(covered, always)
        ]
        scored.sort(key=lambda one: (-one.like, one.topic_id))
        return scored

    def ours(self, found: Mapping[str, float]) -> float:
        """How much the features speak for a question that is answered, from -1 to 1."""
        told = [
            kind * max(-_ODDS_MOST, min(_ODDS_MOST, self._features[name][2]))
            for name, kind in found.items()
            if name in self._features
        ]
        return sum(told) / (sum(found.values()) or 1.0) / _ODDS_MOST

    def strange(self, found: Mapping[str, float]) -> float:
        """The part of the features that no example has."""
        known = sum(kind**2 for name, kind in found.items() if name in self._features)
        return 1 - known / (sum(kind**2 for kind in found.values()) or 1.0)

    def _compared(self, covered: list[float], always: Iterable[str]) -> set[int]:
        best = nlargest(_COMPARED, range(len(covered)), covered.__getitem__)
        named = (self._by_name[name] for name in always if name in self._by_name)
        return {*named, *(number for number in best if covered[number])}

    def _covered(
        self, having: Mapping[int, list[int]], weights: Mapping[int, float]
    ) -> list[float]:
        """How much of the question's weight each topic covers.

        Common features are followed only where the question has no other ("an imap").
        """
        telling = [name for name, topics in having.items() if len(topics) <= self._many]
        covered = [0.0] * len(self._topics)
        for name in telling or having:
            weight = weights[name]
            for number in having[name]:
                covered[number] += weight
        return covered

    def _like(
        self, number: int, weights: Mapping[int, float], asked: frozenset[int], length: float
    ) -> float:
        """How like the question a topic's examples are: the mean of the likest ones, by rank."""
        weight = weights.__getitem__
        likes = [
            sum(map(weight, names & asked)) / (own * length) for own, names in self._sets_of(number)
        ]
        likes.sort(reverse=True)
        if likes[0] >= _SAME:
            return likes[0]
        counts = _COUNTS[: len(likes)]
        return sum(map(float.__mul__, counts, likes)) / sum(counts)

    def _sets_of(self, number: int) -> list[tuple[float, frozenset[int]]]:
        """A topic's examples as sets, made when they are first compared."""
        if number not in self._sets:
            self._sets[number] = [(e[0], frozenset(e[1:])) for e in self._examples[number]]
        return self._sets[number]
