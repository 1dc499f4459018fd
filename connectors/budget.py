"""How many checks and logins somebody may have: counted in memory, in windows that slide.

A checker that dials for strangers is a password guesser and a hammer unless it is counted: by the
person who asks, the account that is asked about, the host that is dialled, and in all. A face
shows what is ``left`` before a run, ``take``s one, and tells what was ``heard``: after a reply
that blocks or locks an account there is none for it, until the block may be over.
"""

from __future__ import annotations

import errno
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.clock import Clock
from connectors.model import CheckResult
from connectors.steps import IPAddress
from connectors.wire.channel import Channel
from connectors.wire.connect import Dial
from knowledge.causes import Cause

WINDOW_SECONDS = 3600.0
"""What is counted is forgotten after an hour."""

BLOCKED_SECONDS = 3600.0
"""After a block no login is tried for as long as the longest usual block lasts."""

REMEMBERED = 10_000
"""Names of each kind that are remembered; the one that was silent longest is forgotten first."""

BLOCKS = frozenset(
    {
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        Cause.AUTH_ACCOUNT_DISABLED,
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        Cause.SERVER_TOO_MANY_CONNECTIONS,
    }
)
"""Replies after which one more try makes it worse."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Runs in an hour: by one person, on one account (with a login), at one host, in all.

    ``address`` counts connections to one address, whatever its names: a run makes some ten.
    """

    person: int = 10
    account: int = 4
    host: int = 60
    all: int = 600
    address: int = 600


@dataclass(frozen=True, slots=True)
class Wish:
    """A run that somebody wants.

    ``person`` is any face's own id; ``account`` is empty without a login; ``hosts`` are those of
    the targets.
    """

    person: str
    account: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """What is left for a wish.

    ``runs`` may still be had; where there is none, there will be one after ``seconds``.
    ``blocked`` says that a server has had enough of this account, or of us.
    """

    runs: int
    seconds: float = 0.0
    blocked: bool = False


@dataclass
class Budget:
    """The count of one process; every face of it shares one."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Begin with nothing counted."""
        limits = self.limits
        self._kinds = {
            "person": _Window(limits.person),
            "account": _Window(limits.account),
            "host": _Window(limits.host),
            "all": _Window(limits.all),
            "address": _Window(limits.address),
        }
        self._blocked: OrderedDict[tuple[str, str], float] = OrderedDict()

    def left(self, wish: Wish) -> Left:
        """What this wish may still have; nothing is taken."""
        now = self.clock.seconds()
        keys = list(_keys(wish))
        until = max((self._blocked.get(key, 0.0) for key in keys), default=0.0)
        if until > now:
            return Left(0, until - now, blocked=True)
        found = [self._kinds[kind].left(name, now) for kind, name in keys]
        runs = min(left.runs for left in found)
        return Left(runs, max(left.seconds for left in found) if runs == 0 else 0.0)

    def take(self, wish: Wish) -> Left:
        """What was left before this run; it is counted when that was something."""
        left = self.left(wish)
        if left.runs:
            now = self.clock.seconds()
            for kind, name in _keys(wish):
                self._kinds[kind].count(name, now)
        return left

    def dialling(self, dial: Dial) -> Dial:
        """A ``dial`` that refuses an address once it was dialled too often (``ENOBUFS``)."""
        window = self._kinds["address"]

        async def counted(address: IPAddress, port: int) -> Channel:
            now = self.clock.seconds()
            if not window.left(str(address), now).runs:
                raise OSError(errno.ENOBUFS, "dialled too often")
            window.count(str(address), now)
            return await dial(address, port)

        return counted

    def heard(self, wish: Wish, results: Iterable[CheckResult]) -> None:
        """Take note of what servers said: after a block there is none for this account there."""
        until = self.clock.seconds() + BLOCKED_SECONDS
        for result in results:
            if result.cause in BLOCKS:
                host = ("host", _name(result.target.host))
                account = ("account", _name(wish.account))
                crowded = result.cause is Cause.SERVER_TOO_MANY_CONNECTIONS
                self._block(host if crowded or not wish.account else account, until)

    def _block(self, key: tuple[str, str], until: float) -> None:
        self._blocked[key] = until
        self._blocked.move_to_end(key)
        while len(self._blocked) > REMEMBERED:
            self._blocked.popitem(last=False)


class _Window:
    """Counts of one kind, by name, within the window."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def left(self, name: str, now: float) -> Left:
        times = self._times.get(name, deque())
        within = [time for time in times if time > now - WINDOW_SECONDS]
        runs = max(0, self._limit - len(within))
        return Left(runs, within[0] + WINDOW_SECONDS - now if within else WINDOW_SECONDS)

    def count(self, name: str, now: float) -> None:
        times = self._times.setdefault(name, deque(maxlen=max(1, self._limit)))
        times.append(now)
        self._times.move_to_end(name)
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)


def _keys(wish: Wish) -> Iterable[tuple[str, str]]:
    """What a wish is counted by."""
    yield "all", ""
    yield "person", wish.person
    if wish.account:
        yield "account", _name(wish.account)
    for host in dict.fromkeys(map(_name, wish.hosts)):
        yield "host", host


def _name(name: str) -> str:
    return name.casefold().rstrip(".")
