"""A typed line to a message: a number picks one of the choices on the screen, a word leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.model import Choice, Message
from knowledge.fold import fold, fold_width
from knowledge.model import Language

PERSON, PLACE = "person", "terminal"
"""At a terminal there is one of each."""

_NUMBER = re.compile(r"\s*([0-9]{1,3})[.)]?\s*")


def read(line: str, choices: Sequence[Choice], language: Language) -> Message:
    """The message of a line, in the language spoken so far."""
    return Message(_picked(line, choices) or line, PERSON, PLACE, private=True, language=language)


def leaves(line: str, words: str) -> bool:
    """Whether the line is one of the words (separated by blanks) with which people leave."""
    return fold(line).strip(" \t\n.!。") in fold(words).split()


def _picked(line: str, choices: Sequence[Choice]) -> str:
    number = _NUMBER.fullmatch(fold_width(line))
    at = int(number[1]) if number else 0
    return choices[at - 1].message if 0 < at <= len(choices) else ""
