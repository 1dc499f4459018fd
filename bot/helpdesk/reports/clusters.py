"""Questions that were not answered, put together by what they are about. Pure.

Two texts are alike by the pieces that they share, the rarer the more, and by what they name
(providers, programs, codes). Pieces are three letters, or two characters of Japanese, where
words are as short as that and no blanks part them; two hiragana are grammar. Each text joins the
cluster whose first text is likest, or begins one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk.reports.model import Gap
from knowledge.fold import fold
from knowledge.load import Knowledge

ALIKE = 0.3
"""Cosine from which on two texts ask the same. Chosen by looking at what it puts together."""

MOST = 5_000
"""Texts that are compared; the newest are enough to see what is missing."""

_NAMED = 3.0
"""What a name counts beside a piece: "gmail" says more than its letters."""

_LAST_OF_LATIN = "\u2e7f"

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that ask the same, in the order in which they came; the first one began it."""

    texts: tuple[str, ...]

    def gap(self) -> Gap:
        """It as a line of a report: the shortest says it best."""
        return Gap(min(self.texts, key=len), len(self.texts))


def clusters(texts: Sequence[str], knowledge: Knowledge) -> list[Cluster]:
    """The clusters, the largest first; of equals the one that began first."""
    texts = texts[-MOST:]
    weighed = _weighed([_features(text, knowledge) for text in texts])
    firsts: list[Mapping[str, float]] = []
    members: list[list[str]] = []
    for text, vector in zip(texts, weighed, strict=True):
        likest, place = max(
            ((_alike(vector, first), -number) for number, first in enumerate(firsts)),
            default=(0.0, 0),
        )
        if likest >= ALIKE:
            members[-place].append(text)
        else:
            firsts.append(vector)
            members.append([text])
    found = [Cluster(tuple(member)) for member in members]
    return sorted(found, key=lambda cluster: -len(cluster.texts))


def _features(text: str, knowledge: Knowledge) -> Counter[str]:
    folded = " ".join(fold(text[:_LONGEST]).split())
    counted = Counter(_pieces(folded))
    named = knowledge.entities(text[:_LONGEST])
    for name in (*named.providers, *named.clients, *named.codes):
        counted[f"names {name}"] += 1
    return counted


def _pieces(folded: str) -> Iterator[str]:
    for at in range(len(folded) - 1):
        pair = folded[at : at + 2]
        if all(character > _LAST_OF_LATIN for character in pair):
            if not all("\u3041" <= character <= "\u309f" for character in pair):
                yield pair
        elif len(piece := folded[at : at + 3]) == 3:
            yield piece


def _weighed(counted: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Each text as a vector of length one, rare features heavier."""
    frequency = Counter(feature for one in counted for feature in one)
    total = len(counted)
    vectors = []
    for one in counted:
        raw = {
            feature: (1 + math.log(times))
            * (1 + math.log(total / frequency[feature]))
            * (_NAMED if feature.startswith("names ") else 1.0)
            for feature, times in one.items()
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        vectors.append({feature: weight / length for feature, weight in raw.items()})
    return vectors


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())


def gaps(texts: Iterable[str], knowledge: Knowledge) -> tuple[Gap, ...]:
    """The clusters as lines of a report, most asked first."""
    return tuple(cluster.gap() for cluster in clusters(tuple(texts), knowledge))
