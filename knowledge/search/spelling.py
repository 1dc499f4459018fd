"""Slips of the keyboard, mended: a word that nobody knows becomes the known word one slip away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# A short word is one slip away from too many others; of four letters only two may have changed
# places ("mial").
_SHORTEST, _SWAPPED_SHORTEST = 5, 4
_MENDED = 8  # words; a text with more that we do not know is in another language


class Speller:
    """Mends words by those it knows, the most frequent first.

    ``known`` are words that need no mending, ``frequent`` those that others may be mended to: a
    word that nobody knows is seldom a slip for a rare one ("spring" is none for "spying").
    """

    def __init__(self, frequent: Iterable[str], known: Iterable[str] = ()) -> None:
        self._rank = {word: rank for rank, word in enumerate(frequent)}
        self._known = self._rank.keys() | set(known)

    def mend(self, text: str) -> str:
        """The text, its unknown words replaced where one slip explains them."""
        left = _MENDED

        def mended(match: re.Match[str]) -> str:
            nonlocal left
            word = match[0]
            if word in self._known or len(word) < _SWAPPED_SHORTEST or left == 0:
                return word
            left -= 1
            return self._nearest(word)

        return _LATIN.sub(mended, text)

    def _nearest(self, word: str) -> str:
        slips = _slips(word) if len(word) >= _SHORTEST else _swapped(word)
        known = [slip for slip in slips if slip in self._rank]
        return min(known, key=self._rank.__getitem__, default=word)


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _slips(word: str) -> Iterator[str]:
    """Every word that one slip makes of this one; people hardly ever slip at the first letter."""
    yield from _swapped(word)
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
