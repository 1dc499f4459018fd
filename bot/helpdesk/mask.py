"""Strikes out what looks like a password in what people write.

Nobody is asked for one, and some write it anyway: after the word for it, on the same line.
"""

from __future__ import annotations

import re
from functools import cached_property

from bot.core.pasted_secret import SecretFinder
from bot.helpdesk.words import Words
from bot.store.letters import storable
from knowledge.model import Language

MARK = "***"
_IN_URL = re.compile(r"(?P<cue>[a-z][a-z0-9+.-]{0,20}://[^\s/:@]{1,100}:)(?P<secret>[^\s/@]+)(?=@)")
_AUTH = re.compile(r"(?P<cue>(?:AUTH|AUTHENTICATE) PLAIN )(?P<secret>[A-Za-z0-9+/=]{8,})")
_LEAST = 4
"""Characters of a password: shorter ones are refused everywhere."""


class Mask:
    """Knows the words for a password in every language (``helpdesk.secret``)."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._finder = SecretFinder(words.speaker)

    def struck(self, text: str) -> str:
        """The text with secrets struck out; "password is wrong" stays as it is."""
        text = storable(text)
        for pattern in (self._after_cue, _IN_URL, _AUTH):
            text = pattern.sub(self._strike, text)
        if self._finder.find(text) is None:
            return text
        # There is one whose place we do not know: its line goes, or else all of it.
        lines = [MARK if self._finder.find(line) else line for line in text.splitlines()]
        text = "\n".join(lines)
        return MARK if self._finder.find(text) else text

    @cached_property
    def _after_cue(self) -> re.Pattern[str]:
        cues, is_ = self._any("cues"), self._any("is")
        return re.compile(
            rf"(?P<cue>(?<![a-z])(?:{cues})\s{{0,3}}(?:{is_})\s{{0,3}}[\"'\u300c\u300e]?)"
            rf"(?P<secret>[\x21-\x7e]{{{_LEAST},}})",
            re.IGNORECASE,
        )

    def _strike(self, found: re.Match[str]) -> str:
        if not self._finder.can_be(found["secret"]):
            return found[0]
        return found["cue"] + MARK

    def _any(self, name: str) -> str:
        """The words of all languages as alternatives, the longest first."""
        known = {
            word
            for language in Language
            for word in self._words.plain(f"secret.{name}", language).split()
        }
        return "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
