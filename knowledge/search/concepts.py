"""What people speak of, whatever words they use for it: phrases to concepts, by a table.

「送れん」 and "nothing goes out" have no character in common, and both say that
sending fails. The table is data (``facts/concepts.toml``); here it is made
ready for looking up: phrases by their first characters, so that a text of any
length costs a few look-ups a character. Kana are as they are written: 「いくら」 is not
in 「アイクラウド」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from knowledge.fold import fold_width
from knowledge.model import Language
from knowledge.search.clauses import spaced

_LATIN_START, _OTHER_START = 3, 2
_BEGINS = "^"
_KATAKANA = re.compile(r"[ァ-ヺー]")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々]")

Table = Mapping[str, Sequence[Sequence[Any]]]
"""By what phrases begin with: each phrase, its concept, and whether it begins a word."""


def table(rows: Iterable[Mapping[str, Any]], language: Language) -> dict[str, list[list[Any]]]:
    """The table of a language as plain data; Japanese texts speak English too."""
    phrases: dict[str, list[list[Any]]] = {}
    for row in rows:
        words = row["fields"]
        spoken = words["en"] if language is Language.EN else (*words["en"], *words["ja"])
        for written in dict.fromkeys(spoken):
            phrase, begins = _form(written), written.startswith(_BEGINS)
            phrases.setdefault(_start(phrase), []).append([phrase, row["key"], begins])
    return phrases


def concepts(clause: str, phrases: Table) -> set[str]:
    """The concepts in a clause (as ``clauses.spaced`` gives it)."""
    found = set()
    word_begins = True
    for at, character in enumerate(clause):
        if character.isascii():
            if word_begins:
                for phrase, concept, _ in phrases.get(clause[at : at + _LATIN_START], ()):
                    if clause.startswith(phrase, at):
                        found.add(concept)
            word_begins = character == " "
        else:
            inside = at > 0 and bool(_KATAKANA.match(clause[at - 1]))
            for start in (character, clause[at : at + _OTHER_START]):
                for phrase, concept, begins in phrases.get(start, ()):
                    if clause.startswith(phrase, at) and not (begins and inside):
                        found.add(concept)
    return found


def _form(phrase: str) -> str:
    """A phrase as it stands in a clause: a Latin word at its end is whole unless it is starred."""
    open_end = phrase.endswith("*")
    form = spaced(fold_width(phrase.strip(_BEGINS + "*")).casefold())
    return form.rstrip() if open_end or _JAPANESE.match(form[-2:]) else form


def _start(phrase: str) -> str:
    return phrase[:_LATIN_START] if phrase[0].isascii() else phrase[:_OTHER_START]
