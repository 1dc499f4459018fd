"""A text as features: its words and characters, the concepts in it, and what it names.

Latin words count whole and with their neighbours; Japanese counts as pairs of
characters, which finds 容量 and 受信 where a tokenizer for longer words would not. Concepts count
more than words, since people who ask the same choose other words; two concepts in
one clause count together, so that "can send but not receive" is not its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import combinations

from knowledge.entities import Entities
from knowledge.fold import fold, fold_width
from knowledge.search.asking import core, without_pleas
from knowledge.search.clauses import clauses
from knowledge.search.concepts import Table, concepts

# A question's decisive words stand in its first 2,000 characters; a log's do not matter here.
LOOKED_AT = 2_000

# Chosen by measuring; see the package's README.
WORD, NEIGHBOURS, PAIR, CORE = 0.8, 0.6, 0.7, 1.2
CONCEPT, TOGETHER, NAMED = 1.0, 0.7, 0.7
CORE_MARK, CONCEPT_MARK, NAMED_MARK = "=", "§", "@"
_CORE_LENGTH = 24
_LATIN = re.compile(r"[a-z0-9]+")
_JAPANESE = re.compile(r"[ぁ-ゖー一-鿿々]+")
# Letters read in another encoding than they were written in (UTF-8 as Latin-1 or Shift_JIS), and
# names of characters and encoded words that nobody turned into text.
_GARBLED = re.compile(
    r"[ÃÂÄÅ][\x80-¿‚™œžŸƒ„…†‡ˆ‰Š‹]|â€|ï¿½|縺|繧[^る]|譁|&#\d|&[a-z]{3,6};|=\?[\w-]+\?[bBqQ]\?"
)
# Written with a blank or without one: a size and its unit (2mb), a name and its version
# (outlook2013).
_JOINT = re.compile(r"(?<=\d)(?=[kmgt]i?b(?![a-z0-9]))|(?<=[a-z]{5})(?=\d)")
_TOGETHER_MOST = 12  # concepts in a clause; one that holds more is a list, not a statement


def features(
    text: str, phrases: Table, named: Entities, mend: Callable[[str], str] = str
) -> dict[str, float]:
    """Each feature of the text and how much its kind counts, before its rarity is known.

    ``mend`` mends slips in a text of small letters.
    """
    text = text[:LOOKED_AT]
    found: dict[str, float] = {}
    # Names count by themselves, and would drown what is asked about them.
    said = without_pleas(mend(_JOINT.sub(" ", named.rest[:LOOKED_AT])))
    _words(said, found)
    _characters(said, found)
    for clause in clauses(mend(_JOINT.sub(" ", fold_width(text).casefold()))):
        spoken_of = sorted(concepts(clause, phrases))
        for concept in spoken_of:
            found[CONCEPT_MARK + concept] = CONCEPT
        for one, other in combinations(spoken_of[:_TOGETHER_MOST], 2):
            found[together(one, other)] = TOGETHER
    if _GARBLED.search(text):
        found[f"{CONCEPT_MARK}garbled"] = CONCEPT
    for name in _named(named):
        found[NAMED_MARK + name] = NAMED
    about = core(fold(text))
    if about and len(about) <= _CORE_LENGTH:
        # What a short question is about, whichever way it asks: all its other features may be
        # common ("what is smtp").
        found[CORE_MARK + about] = CORE
    return found


def together(one: str, other: str) -> str:
    """The feature of two concepts in one clause."""
    return CONCEPT_MARK + " ".join(sorted((one, other)))


def concepts_of(found: Iterable[str]) -> set[str]:
    """The concepts among the features."""
    return {name[1:] for name in found if name[0] == CONCEPT_MARK and " " not in name}


def _words(folded: str, found: dict[str, float]) -> None:
    before = ""
    for word in _LATIN.findall(folded):
        stem = _stem(word)
        found[stem] = WORD
        if before:
            found[f"{before} {stem}"] = NEIGHBOURS
        before = stem


def _characters(folded: str, found: dict[str, float]) -> None:
    for run in _JAPANESE.findall(folded):
        if len(run) == 1:
            found[f"_{run}"] = PAIR
        for i in range(len(run) - 1):
            found["_" + run[i : i + 2]] = PAIR


def _named(named: Entities) -> list[str]:
    """What a text names, by its kind, and by itself where topics can be about it."""
    kinds = ("ports", "replies", "statuses", "words", "client_codes", "addresses", "providers")
    return [
        *(kind for kind in (*kinds, "clients") if getattr(named, kind)),
        *named.protocols,
        *named.clients,
        *named.providers,
    ]


def _stem(word: str) -> str:
    """The word without the commonest English endings: mails, mailing, mailed."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word
