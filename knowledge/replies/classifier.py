"""What a text of a server or program probably means: by all that it says, not by words we know.

A multinomial logistic regression over words, pairs of words and parts of words. It was trained on
examples of what is said for each cause (``knowledge/said``) by ``python -m tests.questions.train``;
lint tells when these have changed since. Nothing but sums is needed to use it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.causes import Cause
from knowledge.content import read_asked
from knowledge.replies.written import fold_reply

SCALE = 100  # weights are kept in hundredths
LOOKED_AT = 1_000
"""Characters of a text: what it is about stands in its first lines."""

# Who and where says nothing about what: addresses, links, hosts, networks.
_NAMES = re.compile(
    r"https?://\S{1,400}|[^\s<>]{1,64}@[^\s<>]{1,255}|\d{1,3}(?:\.\d{1,3}){3}"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}(?![\w-])"
)
_WORD = re.compile(r"[a-z][a-z']*|[ぁ-ゖァ-ヺ一-鿿々〆]+|\d+")
_WHOLE, _PAIR, _PART, _JAPANESE = 1.0, 0.8, 0.5, 0.8
_LETTERS = 4
_NUMBER, _RUN = "#", "あ"
_FILE = Path(__file__).parent / "classifier.json.gz"
_SAID = Path(__file__).parent.parent / "said"


class Classifier:
    """Tells causes by the weights that were trained."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._causes = tuple(map(Cause, data["causes"]))
        self._leanings: Sequence[float] = data["leanings"]
        self._features: Mapping[str, str] = data["features"]
        self._read: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}

    def probable(self, text: str, among: Collection[Cause]) -> dict[Cause, float]:
        """How probable each of these causes is, the likeliest first; all of them together 1.

        Empty where none of them was trained, or where nothing that is said is known.
        """
        told = [0.0] * len(self._causes)
        squares = 0.0
        for name, kind in features(text).items():
            if name in self._features:
                rarity, weights = self._weights(name)
                share = kind * rarity / SCALE
                squares += share * share
                for cause, weight in weights:
                    told[cause] += share * weight
        if not squares:
            return {}
        length = SCALE * math.sqrt(squares)
        odds = {
            cause: self._leanings[number] + told[number] / length
            for number, cause in enumerate(self._causes)
            if cause in among
        }
        most = max(odds.values(), default=0.0)
        parts = {cause: math.exp(of_cause - most) for cause, of_cause in odds.items()}
        whole = sum(parts.values())
        return {
            cause: part / whole
            for cause, part in sorted(parts.items(), key=lambda one: (-one[1], one[0]))
        }

    def _weights(self, name: str) -> tuple[int, tuple[tuple[int, int], ...]]:
        """A feature's rarity, and what it tells of each cause by number; read when first asked."""
        if name not in self._read:
            rarity, *figures = map(int, self._features[name].split())
            weights = tuple(zip(figures[::2], figures[1::2], strict=True))
            self._read[name] = (rarity, weights)
        return self._read[name]


def features(text: str) -> dict[str, float]:
    """What is said, and how much its kind counts, before its rarity is known."""
    found: dict[str, float] = {}
    before = ""
    for word in _WORD.findall(_NAMES.sub(" \0 ", fold_reply(text[:LOOKED_AT]))):
        if word[0].isdigit():
            said = _NUMBER
        elif word[0].isascii():
            said = word
            found[word] = _WHOLE
            found |= dict.fromkeys(_parts(f"_{word}_"), _PART)
        else:
            said = _RUN
            found |= dict.fromkeys(_runs(word), _JAPANESE)
        if before:
            found[f"{before} {said}"] = _PAIR
        before = said
    return found


def _parts(word: str) -> Iterator[str]:
    for start in range(max(1, len(word) - _LETTERS + 1)):
        yield "~" + word[start : start + _LETTERS]


def _runs(word: str) -> Iterator[str]:
    for length in (2, 3):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


@cache
def classifier() -> Classifier:
    """Ours, read when first asked for; one that knows nothing where none was trained."""
    return Classifier(_data() or {"causes": [], "leanings": [], "features": {}})


def said() -> dict[str, list[str]]:
    """What it is trained on: a cause to examples of what is said for it."""
    examples: dict[str, list[str]] = {}
    for path in sorted(_SAID.glob("*.toml")):
        for cause, texts in read_asked(path).items():
            examples.setdefault(cause, []).extend(texts)
    return examples


def write_classifier(data: Mapping[str, Any], inputs: str) -> None:
    """Put it where ``classifier`` finds it. ``inputs`` is the digest of what it was made from."""
    text = json.dumps({**data, "inputs": inputs})
    _FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


def is_stale(inputs: str) -> bool:
    """Whether there is none that was made from this."""
    data = _data()
    return data is None or data["inputs"] != inputs


def digest_of(examples: Mapping[str, Sequence[str]]) -> str:
    """A digest of what it is trained on."""
    return hashlib.sha256(json.dumps(examples, sort_keys=True).encode()).hexdigest()


def _data() -> dict[str, Any] | None:
    if not _FILE.exists():
        return None
    data: dict[str, Any] = json.loads(gzip.decompress(_FILE.read_bytes()))
    return data
