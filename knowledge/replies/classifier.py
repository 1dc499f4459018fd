"""What a text of a server or program probably means: by all that it says, not by words we know.

A multinomial logistic regression over words, pairs of words and parts of words. It was trained on
examples of what is said for each cause (``knowledge/said``) by ``python -m tests.questions.train``;
lint tells when these have changed since. Nothing but sums is needed to use it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from knowledge import shipped
from knowledge.causes import Cause
from knowledge.replies.written import ALPHABETS, RUNS, fold_reply

FILE = Path(__file__).parent / "classifier.json.gz"
SCALE = 100  # weights are kept in hundredths
LOOKED_AT = 1_000
"""Characters of a text: what it is about stands in its first lines."""

# Who and where says nothing about what: addresses, links, hosts, networks.
_NAMES = re.compile(
    r"https?://\S{1,400}|[^\s<>]{1,64}@[^\s<>]{1,255}|\d{1,3}(?:\.\d{1,3}){3}"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}(?![\w-])"
)
_WORD = re.compile(rf"[a-z][a-z']*|[{ALPHABETS}]+|[{RUNS}]+|\d+")
_IN_RUNS = re.compile(f"[{RUNS}]")
_WHOLE, _PAIR, _PART, _IN_RUN = 1.0, 0.8, 0.5, 0.8
_PART_LENGTH = 4
_NUMBER, _RUN = "#", "あ"
# One word alone ("no") is not heard unless it leaves hardly a doubt ("quota").
_FEW, _WITHOUT_DOUBT = 2, 0.7
# Characters of a run that say as much as a word.
_RUN_WORD = 5


class Classifier:
    """Tells causes by the weights that were trained."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._causes = tuple(map(Cause, data["causes"]))
        self._leanings: Sequence[float] = data["leanings"]
        self._features: Mapping[str, str] = data["features"]
        self._read: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}

    def probable(self, text: str) -> dict[Cause, float]:
        """How probable each cause is, the likeliest first; all of them together 1.

        Empty where too little is known of what is said.
        """
        words, found = _read_text(text)
        told = [0.0] * len(self._causes)
        squares = 0.0
        for name, kind in found.items():
            if name in self._features:
                rarity, weights = self._weights(name)
                share = kind * rarity / SCALE
                squares += share * share
                for cause, weight in weights:
                    told[cause] += share * weight
        known = sum(count for name, count in words.items() if name in self._features)
        if known < 1:
            return {}
        length = SCALE * math.sqrt(squares)
        odds = [leaning + of / length for leaning, of in zip(self._leanings, told, strict=True)]
        most = max(odds)
        parts = [math.exp(one - most) for one in odds]
        whole = sum(parts)
        if known < _FEW and 1 / whole < _WITHOUT_DOUBT:
            return {}
        shares = zip(self._causes, (part / whole for part in parts), strict=True)
        return dict(sorted(shares, key=lambda one: (-one[1], one[0])))

    def _weights(self, name: str) -> tuple[int, tuple[tuple[int, int], ...]]:
        """A feature's rarity, and what it tells of each cause by number; read when first asked."""
        if name not in self._read:
            rarity, *figures = map(int, self._features[name].split())
            weights = tuple(zip(figures[::2], figures[1::2], strict=True))
            self._read[name] = (rarity, weights)
        return self._read[name]


def features(text: str) -> dict[str, float]:
    """What is said, and how much its kind counts, before its rarity is known."""
    return _read_text(text)[1]


def _read_text(text: str) -> tuple[dict[str, float], dict[str, float]]:
    """The words of a text, with how many words each is worth, and its features."""
    words: dict[str, float] = {}
    found: dict[str, float] = {}
    before = ""
    for word in _WORD.findall(_NAMES.sub(" ", fold_reply(text[:LOOKED_AT]))):
        if word[0].isdigit():
            said = _NUMBER
        elif not _IN_RUNS.match(word):
            said = word
            words[word] = found[word] = _WHOLE
            found |= dict.fromkeys(_parts(f"_{word}_"), _PART)
        else:
            said = _RUN
            runs = dict.fromkeys(_runs(word), _IN_RUN)
            words |= dict.fromkeys(runs, 1 / (2 * _RUN_WORD - 5))
            found |= runs
        if before:
            found[f"{before} {said}"] = _PAIR
        before = said
    return words, found


def _parts(word: str) -> Iterator[str]:
    for start in range(max(1, len(word) - _PART_LENGTH + 1)):
        yield "~" + word[start : start + _PART_LENGTH]


def _runs(word: str) -> Iterator[str]:
    for length in (2, 3):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


@cache
def classifier() -> Classifier:
    """Ours, read when first asked for."""
    return Classifier(shipped.read(FILE))


def digest_of(examples: Mapping[str, Sequence[str]]) -> str:
    """A digest of what it is trained on: the examples, and how some of them are read."""
    read = [sorted(features(text).items()) for texts in examples.values() for text in texts[:2]]
    return shipped.digest([sorted(examples.items()), read])
