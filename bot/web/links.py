"""One-time links: who holds one may type one password for one check, for ten minutes.

In memory only, and of a link's 256 random bits only their hash: whoever reads our memory's
remains, or a log, cannot open one. Looking at a link uses nothing up, so that previews and
scanners do no harm.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass
from enum import StrEnum

from bot.web.wish import Wish
from connectors.clock import Clock

LINK_SECONDS = 600.0
"""How long a link is good for: enough to find a password, too short to be found later."""

MOST_LINKS = 10_000
"""Kept at once, used and expired ones included; the oldest is forgotten first."""

MOST_OF_ONE = 20
"""Of one person, likewise: whoever asks again and again pushes out no links but their own."""

_TOKEN_BYTES = 32
_BOOT_BYTES = 6  # tells links of this process from those of one before it; no secret
_TOKEN = re.compile(r"[A-Za-z0-9_-]{51}")


class Gone(StrEnum):
    """Why a link opens nothing any more."""

    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """The same person asked for the same account again, and has a newer one."""
    WITHDRAWN = "withdrawn"
    """Whoever asked for it has thought better of it."""
    RESTARTED = "restarted"
    """It was made by a process that has ended since."""
    UNKNOWN = "unknown"
    """We never made it: mistyped, cut off, or invented."""


@dataclass
class _Link:
    wish: Wish | None
    until: float
    person: str
    looked: bool = False
    gone: Gone | None = None

    def close(self, gone: Gone) -> None:
        """Forget everything but why."""
        self.wish, self.gone = None, gone


class CheckLinks:
    """The links of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._boot = secrets.token_urlsafe(_BOOT_BYTES)
        self._links: OrderedDict[bytes, _Link] = OrderedDict()
        self._newest: dict[tuple[str, str, str], bytes] = {}
        self._of_person: dict[str, deque[bytes]] = {}

    def issue(self, wish: Wish) -> str:
        """A new link's token, for this person only; an older one of theirs for the same closes."""
        token = self._boot + secrets.token_urlsafe(_TOKEN_BYTES)
        key = _hash(token)
        whose = _whose(wish)
        older = self._links.get(self._newest.get(whose, b""))
        if older and older.wish:
            older.close(Gone.REPLACED)
        self._newest[whose] = key
        person = wish.asker.person
        self._links[key] = _Link(wish, self._clock.seconds() + LINK_SECONDS, person)
        self._of_person.setdefault(person, deque()).append(key)
        self._forget(person)
        return token

    def look(self, token: str) -> Wish | Gone:
        """What a link is for. Changes nothing."""
        link = self._find(token)
        if isinstance(link, Gone):
            return link
        return link.wish or link.gone or Gone.UNKNOWN

    def seconds_left(self, token: str) -> float:
        """How long the link stays open; 0 when it is not."""
        link = self._find(token)
        return 0.0 if isinstance(link, Gone) else max(0.0, link.until - self._clock.seconds())

    def take(self, token: str) -> Wish | Gone:
        """Use a link up. Of two who try at once only one is given the wish."""
        link = self._find(token)
        if isinstance(link, Gone) or link.wish is None:
            return self.look(token)
        wish = link.wish
        link.close(Gone.USED)
        return wish

    def take_look(self, token: str) -> Wish | Gone:
        """Use up the one test without a password that a link is good for besides."""
        link = self._find(token)
        if isinstance(link, Gone) or link.wish is None:
            return self.look(token)
        if link.looked:
            return Gone.USED
        link.looked = True
        return link.wish

    def withdraw(self, wish: Wish) -> None:
        """Close the newest link for this wish's person, place and account."""
        link = self._links.get(self._newest.get(_whose(wish), b""))
        if link and link.wish:
            link.close(Gone.WITHDRAWN)

    def is_open(self, wish: Wish) -> bool:
        """Whether the newest link for this wish's person, place and account opens something."""
        link = self._links.get(self._newest.get(_whose(wish), b""))
        return bool(link and link.wish and link.until > self._clock.seconds())

    @property
    def open(self) -> int:
        """How many links would open something now."""
        now = self._clock.seconds()
        return sum(link.wish is not None and link.until > now for link in self._links.values())

    def _find(self, token: str) -> _Link | Gone:
        if not _TOKEN.fullmatch(token):
            return Gone.UNKNOWN
        # By the hash: how long the search takes says nothing about a token.
        link = self._links.get(_hash(token))
        if link is None:
            return Gone.UNKNOWN if token.startswith(self._boot) else Gone.RESTARTED
        if link.wish and link.until <= self._clock.seconds():
            link.close(Gone.EXPIRED)
        return link

    def _forget(self, person: str) -> None:
        """Let go of what nobody can use: wishes of expired links, and the oldest of too many."""
        now = self._clock.seconds()
        for link in self._links.values():
            if link.until > now:
                break
            if link.wish:
                link.close(Gone.EXPIRED)
        own = self._of_person[person]
        while len(own) > MOST_OF_ONE:
            self._links.pop(own.popleft(), None)
        while len(self._links) > MOST_LINKS:
            _, oldest = self._links.popitem(last=False)
            self._drop_first(oldest.person)
        if len(self._newest) > MOST_LINKS:
            self._newest = {w: key for w, key in self._newest.items() if key in self._links}

    def _drop_first(self, person: str) -> None:
        """Forget that the oldest link was this person's."""
        own = self._of_person[person]
        own.popleft()
        if not own:
            del self._of_person[person]


def _whose(wish: Wish) -> tuple[str, str, str]:
    return wish.asker.person, wish.asker.place, wish.request.address


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()
