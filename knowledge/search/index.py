"""An inverted index over the ways people ask, and the scoring of a question against it.

Every topic brings examples: its questions, its title, its first paragraph. In a
first pass a linear classifier that was trained on our own topics' examples (``weights``) tells
which topics a question may be about. In a second pass it is compared with each example of the
likeliest of them, by the cosine of their features. A topic is as like the
question as its examples are, the likest counting most: several that are rather like
it tell more than one that happens to share its words. How much more often its
features stand in a topic's examples than in all others (naive Bayes) tells a little besides.
What an overlay brings (``extended``) the classifier does not know: it is always compared. A
question in words that no topic knows is covered by none: that is how we notice that we do not
know.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, NamedTuple

from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.model import Language
from knowledge.search.clauses import WORD
from knowledge.search.concepts import Table, table
from knowledge.search.features import CORE_MARK, features
from knowledge.search.spelling import Speller
from knowledge.search.weights import NOTHING, SELDOM, Classifier, Weights, importance

REFUSED = "refused."
"""Before the key of a refusal where it stands among topics."""
MARKS = ("mail", "near", "facts")
"""What a row of concepts can be ``about``: mail itself; what mail has in common with other things;
a provider's facts, asked for."""

# More than this (in log-odds) nothing can speak for or against a question.
_ODDS_MOST = 6.0
_COMPARED = 5  # topics whose examples are compared one by one: the classifier's best
# Of a word that so few topics know, the classifier learns little or nothing: of these topics, so
# many are compared besides.
_RARE, _BY_RARE = 2, 2
# How much the likest examples of a topic count, the likest first.
_COUNTS = tuple(0.85**n for n in range(12))
_SUMS = tuple(sum(_COUNTS[:n]) for n in range(len(_COUNTS) + 1))
_PART = 3  # of a topic with few examples only the likest third counts
_LITTLE = 0.004  # of a question; what counts less of it is not looked for in every example
_FREQUENT = 2  # a word in so many examples is what a slip may have been meant to be
# So like one listed question that it is that question.
_SAME = 0.97
# How much it counts beside likeness how often a topic says what is said, in log-odds a feature; and
# as if so many further examples of each topic had the features that all examples have.
_TELLS, _FURTHER = 0.3, 8.0
_OFTEN = 0.1  # how much it counts that a topic is often wanted; chosen on real askings
_JUDGED = 0.6  # how much the classifier counts, from -1 (another topic) to about 1 (this one)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a topic brings to the index; or a table, whose rows are all asked for in these ways.

    ``often`` is how often the topic was what people wanted, of those that were counted.
    """

    topic_id: str
    examples: tuple[str, ...]
    is_table: bool = False
    often: int = 0


def build(
    entries: Iterable[Entry],
    concepts: Iterable[Mapping[str, Any]],
    named: Callable[[str], Entities],
    language: Language,
    weights: Weights = NOTHING,
) -> dict[str, Any]:
    """The index of a language as plain data that JSON can hold.

    ``concepts`` are the rows of the table of concepts; ``named`` tells what a text names;
    ``weights`` are the classifier's.

    ``features`` holds, a line for each of ``names``, how many examples and how many topics have
    the feature, and which where they are few; ``counted`` and ``total`` are all topics and
    examples; ``examples``, a topic, the lengths of its examples' vectors, and below each feature
    with the examples that have it; ``weights`` what the classifier knows. All are text, figures
    with blanks between, since most of them are never read: a start from the cache takes a third of
    the time. Numbers in order are told as the step from the one before, which packs well.
    """
    rows = tuple(concepts)
    phrases = table(rows, language)
    topics: list[str] = []
    often_wanted: list[int] = []
    examples: list[list[dict[str, float]]] = []
    tables: list[str] = []
    words: Counter[str] = Counter()
    for entry in filter(lambda entry: entry.examples, entries):
        topics.append(entry.topic_id)
        often_wanted.append(entry.often)
        tables += [entry.topic_id] * entry.is_table
        words.update(word for text in entry.examples for word in WORD.findall(fold(text)))
        examples.append([features(text, phrases, named(text)) for text in entry.examples])
    having: dict[str, list[int]] = defaultdict(list)
    often: Counter[str] = Counter()
    for number, of_topic in enumerate(examples):
        for name in sorted(set().union(*of_topic)):
            having[name].append(number)
        for found in of_topic:
            often.update(found.keys())
    of_all = sum(map(len, examples)) + 1
    rarity = {name: _rarity(len(those), len(topics)) for name, those in having.items()}
    # Of two words or concepts that stood together once, nothing is learned but that they did.
    kept = [name for name in having if often[name] > 1 or not _is_pair(name)]
    kept.sort(key=often.__getitem__, reverse=True)  # short figures for those that stand often
    numbers = {name: number for number, name in enumerate(kept)}
    examples = [
        [{n: kind for n, kind in found.items() if n in numbers} for found in of_topic]
        for of_topic in examples
    ]
    return {
        "topics": topics,
        "often": often_wanted,
        "tables": tables,
        "marked": {
            mark: [row["key"] for row in rows if mark in row["fields"].get("about", ())]
            for mark in MARKS
        },
        "words": _words(words, phrases),
        "phrases": phrases,
        "names": "\n".join(kept),
        "features": "\n".join(_counts(often[name], having[name]) for name in kept),
        "examples": [_inverted(of_topic, rarity, numbers) for of_topic in examples],
        "weights": weights.figures(topics, kept),
        "total": of_all,
        "counted": len(topics),
    }


def extended(
    index: Mapping[str, Any],
    entries: Iterable[Entry],
    concepts: Iterable[Mapping[str, Any]],
    named: Callable[[str], Entities],
    language: Language,
) -> dict[str, Any]:
    """An index with further entries, each in place of one of the same topic that may be there.

    What tells how rare a feature is stays as it was: a company's few topics change that little. The
    classifier goes on speaking for a topic that it knows, and says nothing of a new one.
    """
    phrases = table(tuple(concepts), language)
    names, figures = index["names"].split("\n"), index["features"].split("\n")
    numbers = {name: number for number, name in enumerate(names)}
    topics, examples = list(index["topics"]), list(index["examples"])
    often = list(index["often"])
    leanings = list(index["weights"]["leanings"])
    words: Counter[str] = Counter()
    for entry in filter(lambda entry: entry.examples, entries):
        found = [features(text, phrases, named(text)) for text in entry.examples]
        words.update(word for text in entry.examples for word in WORD.findall(fold(text)))
        if entry.topic_id not in topics:
            topics.append(entry.topic_id)
            often.append(0)
            examples.append("")
            leanings.append(None)
        topic = topics.index(entry.topic_id)
        often[topic] = entry.often
        for name in sorted(set().union(*found)):
            if name not in numbers:
                numbers[name] = len(names)
                names.append(name)
                figures.append(_counts(0, [topic]))
        rarity = {
            name: _rarity(_counted(figures[numbers[name]])[1], index["counted"])
            for name in set().union(*found)
        }
        examples[topic] = _inverted(found, rarity, numbers)
    known = [word for word in words if word[0].isascii()]
    return {
        **index,
        "topics": topics,
        "often": often,
        "words": {**index["words"], "known": [*index["words"]["known"], *known]},
        "phrases": phrases,
        "names": "\n".join(names),
        "features": "\n".join(figures),
        "examples": examples,
        "weights": {**index["weights"], "leanings": leanings},
    }


def _is_pair(feature: str) -> bool:
    """Whether it is two words or concepts together."""
    return " " in feature


def _figures(*figures: float) -> str:
    return " ".join(
        f"{figure:.4g}" if isinstance(figure, float) else str(figure) for figure in figures
    )


def _counts(often: int, having: Sequence[int]) -> str:
    return _figures(often, len(having), *(having if len(having) <= _RARE else ()))


def _counted(figures: str) -> tuple[int, int, list[int]]:
    """How many examples and how many topics have a feature, and which where they are few."""
    often, having, *topics = map(int, figures.split())
    return often, having, topics


def _steps(numbers: Iterable[int]) -> Iterator[int]:
    """From each to the next, in order and from zero: short figures, which pack well."""
    ordered = sorted(numbers)
    return map(int.__sub__, ordered, (0, *ordered))


def _inverted(
    examples: Sequence[Mapping[str, float]],
    rarity: Mapping[str, float],
    numbers: Mapping[str, int],
) -> str:
    having: dict[int, list[int]] = defaultdict(list)
    for example, found in enumerate(examples):
        for name in found:
            having[numbers[name]].append(example)
    ordered = sorted(having)
    features = (
        f"{step}:{','.join(map(str, _steps(having[number])))}"
        for step, number in zip(_steps(ordered), ordered, strict=True)
    )
    return f"{_figures(*(_length(found, rarity) for found in examples))}\n{' '.join(features)}"


def _words(asked: Counter[str], phrases: Table) -> dict[str, list[str]]:
    """The Latin words that we know how to write: the frequent ones, in order, and the others."""
    written = {
        word for found in phrases.values() for phrase, *_ in found for word in phrase.split()
    }
    latin = [(word, count) for word, count in asked.most_common() if word[0].isascii()]
    frequent = [word for word, count in latin if count >= _FREQUENT]
    known = {word for word, _ in latin} | {word for word in written if word[0].isascii()}
    return {"frequent": frequent, "known": sorted(known.difference(frequent))}


def _rarity(having: int, total: int) -> float:
    """How much a feature tells: the fewer topics have it, the more (BM25's idf)."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _length(found: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return math.sqrt(sum((kind * rarity[name]) ** 2 for name, kind in found.items())) or 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a topic the question is, and how much of the question the topic knows (0 to 1).

    ``told`` is how much more often the topic says what the question says than others do: log-odds,
    the mean of the question's features. ``judged`` is what the classifier makes of it, from -1 to
    about 1; ``is_trained`` whether it knows the topic; ``often`` how often it is wanted, by its
    order of magnitude. ``fit`` is by what topics are ordered.
    """

    topic_id: str
    like: float
    covered: float
    is_table: bool = False
    told: float = 0.0
    judged: float = -1.0
    is_trained: bool = True
    often: float = 0.0

    @property
    def fit(self) -> float:
        """How well the topic fits, all of it taken together."""
        told = self.like + _TELLS * self.told + _JUDGED * (1 + self.judged)
        return told + _OFTEN * self.often

    @property
    def is_listed(self) -> bool:
        """Whether the question is one that the topic lists."""
        return self.like >= _SAME and not self.is_table

    def order(self) -> tuple[bool, float, str]:
        """Sorts by how well the topic fits, what lists the very question first."""
        return (not self.is_listed, -self.fit, self.topic_id)


@dataclass(frozen=True, slots=True)
class _Examples:
    """The lengths of a topic's examples, and which of them have a feature."""

    lengths: list[float]
    having: Mapping[int, list[int]]


class _Feature(NamedTuple):
    """What the index knows of a feature."""

    number: int
    rarity: float
    often: float
    topics: list[int]


Asked = Mapping[int, tuple[float, float, float]]
"""A question's features by number: their weight, how much their kind counts, and how many of the
further examples have them."""


class Index:
    """Answers which topics a question is like."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._phrases: Table = data["phrases"]
        self._mend = Speller(**data["words"]).mend
        self._topics: list[str] = data["topics"]
        self._often = [math.log1p(often / 2) for often in data["often"]]
        self._tables = frozenset(data["tables"])
        self.marked = {mark: frozenset(keys) for mark, keys in data["marked"].items()}
        self._figures: list[str] = data["features"].split("\n")
        names = data["names"].split("\n")
        self._features = dict(zip(names, range(len(names)), strict=True))
        self._total, self._counted = data["total"], data["counted"]
        self._read: dict[str, _Feature] = {}
        self._examples: list[str] = data["examples"]
        self._of_topics: dict[int, _Examples] = {}
        self._classifier = Classifier(**data["weights"])
        self._seldom = (SELDOM + 0.5) / self._total
        self._unknown = _rarity(0, self._counted)
        self._by_name = {name: number for number, name in enumerate(self._topics)}

    def features(self, question: str, named: Entities) -> dict[str, float]:
        """The question's features, its slips mended."""
        return features(question, self._phrases, named, self._mend)

    def score(
        self,
        found: Mapping[str, float],
        judged: Sequence[float],
        always: Iterable[str] = (),
    ) -> list[Likeness]:
        """Topics by their likeness, best first; empty when nothing is alike.

        ``found`` are the question's ``features`` and ``judged`` what the classifier makes of them;
        ``always`` are entries to be compared in any case.
        """
        asked: dict[int, tuple[float, float, float]] = {}
        by_rare: dict[int, float] = defaultdict(float)
        total = kinds = 0.0
        for name, kind in found.items():
            known = self._feature(name)
            if known is not None:
                weight = (kind * known.rarity) ** 2
                asked[known.number] = (weight, kind, _FURTHER * known.often)
                total += weight
                kinds += kind
                for topic in known.topics:
                    by_rare[topic] += weight
            elif not _is_pair(name) and not name.startswith(CORE_MARK):
                total += (kind * self._unknown) ** 2
        untrained = self._classifier.untrained
        likely = sorted(range(len(judged)), key=judged.__getitem__, reverse=True)
        trained = (number for number in likely if number not in untrained)
        named = {self._by_name[name] for name in always if name in self._by_name}
        rare = sorted(by_rare, key=by_rare.__getitem__, reverse=True)[:_BY_RARE]
        length = math.sqrt(total) or 1.0
        scored = []
        for number in {*named, *untrained, *rare, *islice(trained, _COMPARED)}:
            like, told, covered = self._like(number, asked, length)
            if not covered:
                continue
            told += kinds * self._unsaid(number)
            topic_id = self._topics[number]
            scored.append(
                Likeness(
                    topic_id,
                    like,
                    covered / (total or 1.0),
                    topic_id in self._tables,
                    told / (len(asked) or 1),
                    judged[number],
                    number not in untrained,
                    self._often[number],
                )
            )
        scored.sort(key=Likeness.order)
        return scored

    def judge(self, found: Mapping[str, float]) -> tuple[float, list[float]]:
        """What the classifier makes of a question, and what of each topic for it.

        The first is how much is said for a question that is answered, from -1 to 1.
        """
        known = ((self._feature(name), kind) for name, kind in found.items())
        ours, topics = self._classifier.judge(
            {
                feature.number: kind * importance(feature.often)
                for feature, kind in known
                if feature is not None and feature.often > self._seldom
            }
        )
        return max(-1.0, min(1.0, ours / _ODDS_MOST)), topics

    def strange(self, found: Mapping[str, float]) -> float:
        """The part of the features that no example has."""
        known = sum(kind**2 for name, kind in found.items() if name in self._features)
        return 1 - known / (sum(kind**2 for kind in found.values()) or 1.0)

    def _feature(self, name: str) -> _Feature | None:
        if name in self._read:
            return self._read[name]
        if name not in self._features:
            return None
        number = self._features[name]
        often, having, topics = _counted(self._figures[number])
        part, rarity = (often + 1) / self._total, _rarity(having, self._counted)
        return self._read.setdefault(name, _Feature(number, rarity, part, topics))

    def _unsaid(self, number: int) -> float:
        """What a feature tells that none of the topic's examples has: the less, the more it has."""
        return math.log(_FURTHER / (len(self._of_topic(number).lengths) + _FURTHER))

    def _like(self, number: int, asked: Asked, length: float) -> tuple[float, float, float]:
        """How like the question a topic's examples are, how much they tell of it, what they cover.

        The first is the mean of the likest ones, by rank; the second how much more often the
        topic's examples have what is said than all examples have; the third the weight of what
        they have.
        """
        of_topic = self._of_topic(number)
        having, examples = of_topic.having, len(of_topic.lengths)
        shared = [0.0] * examples
        little = _LITTLE * length * length
        told = covered = 0.0
        for name in having.keys() & asked.keys():
            weight, kind, often = asked[name]
            which = having[name]
            covered += weight
            told += kind * math.log1p(len(which) / often)
            if weight > little:
                for example in which:
                    shared[example] += weight
        pairs = zip(shared, of_topic.lengths, strict=True)
        likes = sorted([one / length_of for one, length_of in pairs if one], reverse=True)
        if likes and likes[0] >= _SAME * length:
            return likes[0] / length, told, covered
        counts = _COUNTS[: max(1, examples // _PART)]
        like = sum(map(float.__mul__, counts, likes)) / (_SUMS[len(counts)] * length)
        return like, told, covered

    def _of_topic(self, number: int) -> _Examples:
        """A topic's examples, read when they are first compared."""
        if number not in self._of_topics:
            lengths, features = self._examples[number].split("\n")
            parts = [part.split(":") for part in features.split()]
            names = accumulate(int(step) for step, _ in parts)
            which = (list(accumulate(map(int, steps.split(",")))) for _, steps in parts)
            having = dict(zip(names, which, strict=True))
            self._of_topics[number] = _Examples(list(map(float, lengths.split())), having)
        return self._of_topics[number]
