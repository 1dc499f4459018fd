"""What buttons come back to, in memory: replies that were shown a short while ago.

It is lost at a restart. Whoever presses a button afterwards is told to ask again, or is answered
from what the button's id says.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.core.model import Reply

MOST = 2_000
"""Replies kept at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply, and whose it is where it is nobody else's."""

    reply: Reply
    person: str

    def is_for(self, person: str) -> bool:
        """Whether this person may see it."""
        return not self.reply.private or self.person == person


class KeptReplies:
    """The replies by key. A key cannot be guessed."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def keep(self, reply: Reply, person: str, key: str = "") -> str:
        """Keep a reply, in place of another where a key is given. Its key."""
        key = key or secrets.token_urlsafe(9)
        self._kept[key] = Kept(reply, person)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return key

    def find(self, key: str, person: str) -> Reply | None:
        """The reply, for somebody who may see it."""
        kept = self._kept.get(key)
        return kept.reply if kept and kept.is_for(person) else None
