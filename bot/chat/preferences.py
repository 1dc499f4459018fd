"""What places and people have chosen: where we speak, and in which language."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from knowledge.model import Language


class Rule(StrEnum):
    """How we behave in a place."""

    ON = "on"
    """Whatever reaches us is answered."""
    MENTION = "mention"
    """We answer only who speaks to us, and do not read along."""
    PRIVATE = "private"
    """As ``MENTION``, and only the asker sees the answer."""
    OFF = "off"
    """We say nothing there."""


class Preferences(Protocol):
    """Choices that outlast a conversation. Looking them up needs no I/O."""

    def rule(self, place: str) -> str:
        """The ``Rule`` of a place (``Where.id``); ``on`` where nobody chose one."""
        ...

    def language(self, person: str) -> Language | None:
        """The language that a person (``Who.id``) chose; None where the text decides."""
        ...

    def desk(self, workspace: str) -> str:
        """The place of a workspace's helpdesk (``Where.id``); empty where nobody chose one."""
        ...

    async def set_rule(self, place: str, rule: str, *, by: str = "") -> None:
        """From now on this is the place's rule; ``by`` (``Who.id``) decided so."""
        ...

    async def set_language(self, person: str, language: Language | None) -> None:
        """From now on this is the person's language."""
        ...

    async def set_desk(self, workspace: str, place: str, *, by: str = "") -> None:
        """From now on cases of the workspace are posted there; empty: nowhere."""
        ...


class PreferencesInMemory:
    """Choices that last as long as the process."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}
        self._languages: dict[str, Language] = {}
        self._desks: dict[str, str] = {}

    def rule(self, place: str) -> str:
        """See ``Preferences``."""
        return self._rules.get(place, Rule.ON)

    def language(self, person: str) -> Language | None:
        """See ``Preferences``."""
        return self._languages.get(person)

    def desk(self, workspace: str) -> str:
        """See ``Preferences``."""
        return self._desks.get(workspace, "")

    async def set_rule(self, place: str, rule: str, *, by: str = "") -> None:
        """See ``Preferences``."""
        self._rules[place] = rule

    async def set_language(self, person: str, language: Language | None) -> None:
        """See ``Preferences``."""
        if language is None:
            self._languages.pop(person, None)
        else:
            self._languages[person] = language

    async def set_desk(self, workspace: str, place: str, *, by: str = "") -> None:
        """See ``Preferences``."""
        self._desks[workspace] = place
