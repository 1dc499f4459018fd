"""Providers that somebody may mean by what they have typed so far."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from knowledge.fold import fold
from knowledge.model import Language
from knowledge.providers import Provider

MOST = 25
"""Discord shows no more."""


class ProviderNames:
    """The names of the providers that we know, nicknames included."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._providers = tuple(providers)
        self._folded = cache(self._read)

    def of(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Names and messages, best first: those that begin so, then those that contain it."""
        wanted = fold(typed).strip()
        found = [one for one in self._folded(language) if any(wanted in name for name in one[0])]
        found.sort(key=lambda one: not any(name.startswith(wanted) for name in one[0]))
        return tuple((name, message) for _, name, message in found[:MOST])

    def _read(self, language: Language) -> tuple[tuple[tuple[str, ...], str, str], ...]:
        return tuple(
            (
                tuple(fold(name) for names in provider.names.values() for name in names),
                provider.names[language][0],
                f"topic:provider.{provider.id}",
            )
            for provider in self._providers
        )
