"""The few words that this face adds to a reply, in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of the buttons that this face adds, as plain text.

    ``more`` says which page of how many.
    """

    more: Callable[[int, int], str]
    follow_up: str
    share: str
    keep: str
    open_form: str
    show: str
    pick: str


class Phrases(Protocol):
    """Speaks phrases: ``knowledge.speak.Speaker``."""

    def phrase(self, key: str, language: Language, **values: object) -> str:
        """A phrase of the wording as Markdown, values escaped."""
        ...

    def plain(self, key: str, language: Language, **values: object) -> str:
        """A phrase of the wording as plain text."""
        ...


def words(phrases: Phrases, language: Language) -> Words:
    """The words, from ``discord.toml`` of the wording."""

    def say(name: str, **values: object) -> str:
        return phrases.plain(f"discord.{name}", language, **values)

    return Words(
        more=lambda page, pages: say("more", page=page, pages=pages),
        follow_up=say("follow_up"),
        share=say("share"),
        keep=say("keep"),
        open_form=say("open_form"),
        show=say("show"),
        pick=say("pick"),
    )
