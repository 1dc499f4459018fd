"""The language that each person is spoken to in, where what they say does not tell."""

from __future__ import annotations

from collections import OrderedDict

from bot.chat.preferences import Preferences
from bot.core.chat import Who
from knowledge.model import Language

PEOPLE = 10_000
"""Whose language is remembered; the one who was silent longest is forgotten first."""


class Languages:
    """``usual`` is spoken to people of whom nothing is known."""

    def __init__(self, preferences: Preferences, usual: Language) -> None:
        self._preferences = preferences
        self._usual = usual
        self._spoken: OrderedDict[str, Language] = OrderedDict()

    def of(self, who: Who) -> Language:
        """What they chose, else what was spoken last, else what their platform says."""
        chosen = self._preferences.language(who.id)
        return chosen or self._spoken.get(who.id) or who.language or self._usual

    def spoke(self, who: Who, language: Language) -> None:
        """They were answered in it just now."""
        self._spoken[who.id] = language
        self._spoken.move_to_end(who.id)
        if len(self._spoken) > PEOPLE:
            self._spoken.popitem(last=False)
