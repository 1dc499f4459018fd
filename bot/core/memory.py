"""What a conversation remembers: each person's last check, in memory and nowhere else.

A report holds no secret, but whose mailbox it was and what its newest message is called:
it is handed to the person who asked for it, and to nobody else.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from bot.core.model import Message
from connectors.model import Report

PEOPLE = 100
"""Whose last report is kept; the one who was silent longest is forgotten first."""


@dataclass
class Memory:
    """The last report by person and place."""

    _reports: OrderedDict[tuple[str, str], Report] = field(default_factory=OrderedDict)

    def keep(self, message: Message, report: Report) -> None:
        """Remember the report of a check that this message asked for."""
        key = (message.person, message.place)
        self._reports[key] = report
        self._reports.move_to_end(key)
        while len(self._reports) > PEOPLE:
            self._reports.popitem(last=False)

    def report(self, message: Message) -> Report | None:
        """The last report of whoever says this, where they say it."""
        return self._reports.get((message.person, message.place))
