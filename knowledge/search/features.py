"""A text as features: words and character n-grams, so that no tokenizer is needed.

Latin words count whole and as trigrams of their letters, which forgives a slip
(``STMP``); Japanese counts as pairs and triples of characters, which finds 容量
and 受信 where a tokenizer for longer words would not.
"""

from __future__ import annotations

import re

from knowledge.fold import fold
from knowledge.search.asking import core

# A question's decisive words stand in its first 2,000 characters; a log's do not matter here.
LOOKED_AT = 2_000

WORD, LETTERS, NEIGHBOURS, PAIR, TRIPLE, CORE = 1.0, 0.4, 0.6, 0.8, 0.6, 1.5
CORE_MARK = "="
_CORE_LENGTH = 24
_LATIN = re.compile(r"[a-z0-9]+")
_JAPANESE = re.compile(r"[ぁ-ゖー一-鿿々]+")


def features(text: str) -> dict[str, float]:
    """Each feature of the text and how much its kind counts, before its rarity is known."""
    folded = fold(text[:LOOKED_AT])
    found: dict[str, float] = {}
    about = core(folded)
    if about and len(about) <= _CORE_LENGTH:
        # What a short question is about, whichever way it asks: all its other features may be
        # common ("what is smtp").
        found[CORE_MARK + about] = CORE
    before = ""
    for word in _LATIN.findall(folded):
        stem = _stem(word)
        found[stem] = WORD
        if before:
            # "can send but not receive" has the words of its opposite, in another order.
            found[f"{before} {stem}"] = NEIGHBOURS
        before = stem
        if len(stem) > 3 and not stem.isdigit():
            edged = f"^{stem}$"
            for i in range(len(edged) - 2):
                found[edged[i : i + 3]] = LETTERS
    for run in _JAPANESE.findall(folded):
        if len(run) == 1:
            found[f"_{run}"] = PAIR
        for i in range(len(run) - 1):
            found["_" + run[i : i + 2]] = PAIR
        for i in range(len(run) - 2):
            found["_" + run[i : i + 3]] = TRIPLE
    return found


def _stem(word: str) -> str:
    """The word without the commonest English endings: mails, mailing, mailed."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word
