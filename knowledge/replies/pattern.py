"""A pattern of the table of replies: words to look for, and how to know fast of their absence.

A pattern is a regular expression over folded text (``written.fold_reply``), with three
habits of its own, so that patterns stay short and safe:

- a Latin letter or digit at either end is the end of a word: ``over quota`` is not in
  ``coverquotas``; other letters are found anywhere;
- a space is one to eight white characters, line ends included (bounces are wrapped);
- `` ... `` is a gap of at most 100 characters within the line, whole words on both sides.

Nothing in a pattern repeats without a bound, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from knowledge.replies.written import LETTERS, fold_reply

_SPACE, _MAYBE_SPACE = r"\s{1,8}", r"\s{0,8}"
_GAP = r"(?![a-z0-9]).{0,100}?(?<![a-z0-9])"

# What may be a letter beside a word, so that the pattern may not hold the word whole.
_CLASS = r"\[([^\]]*)\]([?]|\{[^}]*\})?"
_MAYBE = r"[^\\](?:[?]|\{[^}]*\})|\\[wd](?:\{[^}]*\})?|(?<!\\)\."
_WORD = f"[a-z0-9\0]+|[{LETTERS}]+"
_UNSURE = "\0"


@dataclass(frozen=True)
class Pattern:
    """Words to look for; compiled when first needed.

    ``known`` is what it needs, where somebody has worked that out before.
    """

    source: str
    known: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """What every match holds: of each tuple, one word or run of other letters; longest first.

        Never empty: ValueError for a pattern of which nothing is known beforehand.
        """
        if self.known:
            return self.known
        source = self.source.replace(" ... ", " ")
        outside, groups = (source, []) if _is_plain(source) else _take_apart(source)
        sure = sorted(set(_sure(outside)), key=lambda word: (-len(word), word))
        if sure:
            return tuple((word,) for word in sure)
        for alternatives in groups:
            words = tuple(next(iter(_longest(part)), "") for part in alternatives)
            if all(words):
                return (tuple(dict.fromkeys(words)),)
        raise ValueError(f"pattern {self.source!r} has no word that is always there")

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The regular expression that the source stands for."""
        source = self.source.replace(" ... ", _GAP).replace(" ?", _MAYBE_SPACE)
        source = source.replace(" ", _SPACE)
        first, rest = source[0], source[1:]
        if _is_word(first):  # the letter first, then the look back: so the search stays fast
            source = f"{first}(?<![a-z0-9]{first}){rest}"
        after = "(?![a-z0-9])" if _is_word(self.source[-1]) else ""
        return re.compile(source + after)


@cache
def pattern(text: str) -> Pattern:
    """The pattern of this source; all but ASCII in it is folded as the texts are."""
    return Pattern(text if text.isascii() else fold_reply(text))


def _is_plain(source: str) -> bool:
    """Whether the source is nothing but words: most are, and need no taking apart."""
    return not any(sign in source for sign in "([?{.\\")


def _take_apart(source: str) -> tuple[str, list[list[str]]]:
    """What stands outside of groups, and the alternatives of each group that must be there."""
    if "[" in source:
        source = re.sub(_CLASS, _unsure_class, source)
    outside, groups, depth, start, end = [], [], 0, 0, 0
    for bracket in re.finditer("[()]", source):
        position = bracket.start()
        if bracket[0] == "(":
            if depth == 0:
                outside.append(source[end:position])
                start = position
            depth += 1
            continue
        depth -= 1
        if depth == 0:
            body = _alternatives(source[start + 1 : position])
            outside.append(" " if _apart(source, start, position, body) else _UNSURE)
            end = position + 1
            if source[end : end + 1] == "?":
                end += 1
            elif _stands_alone(source, start, position):
                groups.append(body)
    return "".join((*outside, source[end:])), groups


def _apart(source: str, start: int, end: int, alternatives: list[str]) -> bool:
    """Whether a group, there or not, leaves a space between its neighbours: ``is (?:not )?ok``."""
    after = source[end + 1 :].removeprefix("?")[:1]
    if all(part.endswith(" ") for part in alternatives):
        return source[start - 1 : start] in ("", " ")
    return all(part.startswith(" ") for part in alternatives) and after in ("", " ")


def _stands_alone(source: str, start: int, end: int) -> bool:
    """Whether a group's words are whole: nothing that may be a letter touches it."""
    before, after = source[start - 1 : start], source[end + 1 : end + 2]
    return not (_touches(before) or _touches(after))


def _touches(character: str) -> bool:
    return bool(character) and (_is_word(character) or character in ".()\0\\")


def _alternatives(body: str) -> list[str]:
    """The parts between the bars, bars within inner groups left alone."""
    body = body.removeprefix("?:")
    if "(" not in body:
        return body.split("|")
    parts, depth, start = [], 0, 0
    for sign in re.finditer("[()|]", body):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if sign[0] == "|" and depth == 0:
            parts.append(body[start : sign.start()])
            start = sign.end()
    return [*parts, body[start:]]


def _longest(part: str) -> list[str]:
    outside, _ = _take_apart(part)
    return sorted(_sure(outside), key=len, reverse=True)


def _sure(text: str) -> Iterator[str]:
    if _is_plain(text) and _UNSURE not in text:
        yield from re.findall(_WORD, text)
        return
    for token in re.findall(_WORD, re.sub(_MAYBE, _UNSURE, text).replace("\\", " ")):
        if _UNSURE not in token:
            yield token


def _unsure_class(match: re.Match[str]) -> str:
    may_be_a_letter = match[2] or any(character.isalnum() for character in match[1])
    return _UNSURE if may_be_a_letter else " "


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
