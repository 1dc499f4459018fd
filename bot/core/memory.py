"""What a conversation remembers, in memory and nowhere else: the last check, and what it is about.

A report holds no secret, but whose mailbox it was and what its newest message is called:
it is handed to the person who asked for it, and to nobody else. Of what was said nothing is
kept: what a conversation is about is ids of our own tables.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.follow_up import NOTHING, Subject
from bot.core.model import Message
from connectors.model import Report

PEOPLE = 100
"""Whose last report is kept; the one who was silent longest is forgotten first."""
TALKS = 1_000
"""How many conversations' subjects are kept, likewise."""
LASTS = 15 * 60
"""Seconds of silence after which a conversation is over and its subject forgotten."""

Key = tuple[str, str]


@dataclass
class Memory:
    """The last report and the subject, by person and place. ``clock`` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _reports: OrderedDict[Key, Report] = field(default_factory=OrderedDict)
    _subjects: OrderedDict[Key, tuple[float, Subject]] = field(default_factory=OrderedDict)

    def keep(self, message: Message, report: Report) -> None:
        """Remember the report of a check that this message asked for."""
        key = _key(message)
        self._reports[key] = report
        self._reports.move_to_end(key)
        while len(self._reports) > PEOPLE:
            self._reports.popitem(last=False)

    def report(self, message: Message) -> Report | None:
        """The last report of whoever says this, where they say it."""
        return self._reports.get(_key(message))

    def speak_of(self, message: Message, subject: Subject) -> None:
        """Remember what the conversation is about from now on."""
        key = _key(message)
        self._subjects[key] = (self.clock(), subject)
        self._subjects.move_to_end(key)
        while len(self._subjects) > TALKS:
            self._subjects.popitem(last=False)

    def subject(self, message: Message) -> Subject:
        """What the conversation is about; nothing where it has not begun, or is over."""
        at, subject = self._subjects.get(_key(message), (0.0, NOTHING))
        if subject is NOTHING or self.clock() - at <= LASTS:
            return subject
        del self._subjects[_key(message)]
        return NOTHING


def _key(message: Message) -> Key:
    return message.person, message.place
