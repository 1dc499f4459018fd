"""A chat on which a day is played: what people there can do, whatever the platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol


def squeezed(text: str) -> str:
    """A text without what a platform puts before, between and around its words."""
    return re.sub(r"^\W+|[\s*`\\_]", "", text)


class Stage(Protocol):
    """One platform's stand-in with the helpdesk's channel in it.

    People are known by their names, ``ann`` and ``ben`` are the helpdesk. Labels are those that a
    person sees, in their language.
    """

    @property
    def environ(self) -> Mapping[str, str]:
        """What an operator sets to be in this chat."""
        ...

    def joins(self, name: str, language: str) -> None:
        """Somebody new."""
        ...

    def id_of(self, name: str) -> str:
        """``Who.id`` of somebody."""
        ...

    async def connected(self) -> None:
        """The service is in the chat."""
        ...

    async def loses_line(self) -> None:
        """The connection breaks; nobody tells the people."""
        ...

    async def asks(self, name: str, text: str) -> str:
        """They write to us alone; all that is shown to them for it."""
        ...

    async def fills(self, name: str, label: str, typed: Mapping[str, str]) -> None:
        """They press the button of the newest message that has it, and fill in its form."""
        ...

    async def finds(self, name: str, words: str) -> None:
        """They see these words, sooner or later."""
        ...

    async def works(
        self, name: str, card: str, label: str, typed: Mapping[str, str] | None = None
    ) -> None:
        """The helpdesk presses a button of a card, and fills in its form where it has one."""
        ...

    async def hears(self, name: str, words: str) -> None:
        """Somebody of the helpdesk is told these words for what they did."""
        ...

    async def card(self, words: str, *more: str) -> str:
        """The text of the one card that says these, once it does."""
        ...

    def cards(self, words: str) -> int:
        """How many messages of the helpdesk's channel say this in their first line."""
        ...


StageOpened = AbstractAsyncContextManager[Stage]
