"""Who may do what: one table, and from whom somebody has their role.

An act that is not in the table is nobody's. People of other organizations have a role only where
the operator lists their own id: groups and channels do not give them one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.chat import Where, Who
from bot.helpdesk.settings import HelpdeskSettings


class Role(StrEnum):
    """What somebody is to a case."""

    ASKER = "asker"
    """Whose case it is; anybody, for a new one."""
    DESK = "desk"
    """Who is in the channel in which it was posted, where the operator lists no helpdesk."""
    AGENT = "agent"
    """Whom the operator lists as the helpdesk."""
    ADMIN = "admin"
    """Whom the operator lists as an administrator."""


class Act(StrEnum):
    """What can be done; the value is what a button of ours says after ``case:``."""

    OPEN = "open"
    SHOW = "show"
    CLAIM = "claim"
    TAKE = "take"
    HANDOVER = "handover"
    RELEASE = "release"
    ASK = "ask"
    REPLY = "reply"
    RESOLVE = "resolve"
    STILL = "still"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    OUTAGE = "outage"


_DESK = frozenset({Role.DESK, Role.AGENT, Role.ADMIN})
_OWN = frozenset({Role.ASKER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.OPEN: _OWN,
    Act.SHOW: _OWN | _DESK,
    Act.CLAIM: _DESK,
    Act.TAKE: _DESK,
    Act.HANDOVER: _DESK,
    Act.RELEASE: _DESK,
    Act.ASK: _DESK,
    Act.REPLY: _OWN,
    Act.RESOLVE: _DESK,
    Act.STILL: _OWN,
    Act.WITHDRAW: _OWN,
    Act.ERASE: _OWN | {Role.ADMIN},
    Act.OUTAGE: _DESK,
}
"""Who may do what. README.md shows the same table, and a test compares them."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Reads roles from the settings."""

    settings: HelpdeskSettings

    def of(self, who: Who, where: Where, *, desk: str = "", person: str = "") -> frozenset[Role]:
        """What somebody is, where ``desk`` shows the matter and ``person`` brought it."""
        found = set()
        if person == who.id:
            found.add(Role.ASKER)
        if _listed(who, self.settings.admins):
            found.add(Role.ADMIN)
        if _listed(who, self.settings.agents) or self._in_a_listed_channel(who, where):
            found.add(Role.AGENT)
        elif not self.settings.agents and not who.outside and desk and where.id == desk:
            found.add(Role.DESK)
        return frozenset(found)

    def may(
        self, act: Act, who: Who, where: Where, *, desk: str = "", person: str = ""
    ) -> Role | None:
        """The role by which somebody may do something, see ``of``; None: they may not."""
        roles = self.of(who, where, desk=desk, person=person) & MAY[act]
        return max(roles, key=list(Role).index, default=None)

    def _in_a_listed_channel(self, who: Who, where: Where) -> bool:
        return not (who.outside or where.direct) and bool(_named(where.id) & self.settings.agents)


def _listed(who: Who, ids: frozenset[str]) -> bool:
    """By the whole id or by what the platform calls it, which no two things share."""
    groups = () if who.outside else who.groups
    return any(_named(one) & ids for one in (who.id, *groups))


def _named(id_: str) -> set[str]:
    return {id_, id_.rpartition(":")[2]}
