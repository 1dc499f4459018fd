"""What people asked and had checked a short while ago: what a case is made of.

In memory only, for a while and for so many people; it is read when somebody asks for a human.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from knowledge.causes import Cause
from knowledge.model import Language

PEOPLE = 5_000
QUESTIONS = 5
LONGEST = 20_000
"""Characters of a question: more goes into no form, and files are fifty times as long."""

KEPT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what became of it. ``text`` is hidden from ``repr``: it is somebody's."""

    answer: str
    text: str = field(repr=False)
    topic: str
    causes: tuple[Cause, ...]
    language: Language
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its redacted report."""

    report: Mapping[str, Any] = field(repr=False)
    causes: tuple[Cause, ...]
    language: Language
    at: datetime


@dataclass
class _Person:
    asked: list[Asked] = field(default_factory=list)
    checked: Checked | None = None


class Recent:
    """By person; whoever was silent longest is forgotten first."""

    def __init__(self) -> None:
        self._people: OrderedDict[str, _Person] = OrderedDict()

    def keep_asked(self, person: str, asked: Asked) -> None:
        """Remember a question."""
        kept = self._person(person).asked
        kept.append(replace(asked, text=asked.text[:LONGEST]))
        del kept[:-QUESTIONS]

    def keep_checked(self, person: str, checked: Checked) -> None:
        """Remember a check; the one before is forgotten."""
        self._person(person).checked = checked

    def asked(self, person: str, answer: str, now: datetime) -> Asked | None:
        """The question of this answer, else the last one."""
        found = self._people.get(person, _Person()).asked
        lately = [one for one in found if one.at > now - KEPT]
        named = (one for one in lately if answer and one.answer == answer)
        return next(named, lately[-1] if lately else None)

    def checked(self, person: str, now: datetime) -> Checked | None:
        """The last check."""
        found = self._people.get(person, _Person()).checked
        return found if found and found.at > now - KEPT else None

    def forget(self, person: str) -> None:
        """Remember nothing of somebody."""
        self._people.pop(person, None)

    def _person(self, person: str) -> _Person:
        found = self._people.setdefault(person, _Person())
        self._people.move_to_end(person)
        while len(self._people) > PEOPLE:
            self._people.popitem(last=False)
        return found
