"""The states of a case as one table, and what an act makes of a case. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.helpdesk.roles import Act
from bot.store.cases import Case, State

_OPEN, _CLAIMED, _WAITING, _RESOLVED = State.OPEN, State.CLAIMED, State.WAITING, State.RESOLVED

NEXT: Mapping[Act, Mapping[State, State]] = {
    Act.CLAIM: {_OPEN: _CLAIMED},
    Act.TAKE: {_OPEN: _CLAIMED, _CLAIMED: _CLAIMED, _WAITING: _WAITING},
    Act.HANDOVER: {_OPEN: _CLAIMED, _CLAIMED: _CLAIMED, _WAITING: _WAITING},
    Act.RELEASE: {_CLAIMED: _OPEN, _WAITING: _OPEN},
    Act.ASK: {_OPEN: _WAITING, _CLAIMED: _WAITING, _WAITING: _WAITING},
    # What comes when the case has just been closed is kept, and the desk is told.
    Act.REPLY: {_OPEN: _OPEN, _CLAIMED: _CLAIMED, _WAITING: _CLAIMED, _RESOLVED: _RESOLVED},
    Act.RESOLVE: {_OPEN: _RESOLVED, _CLAIMED: _RESOLVED, _WAITING: _RESOLVED},
    Act.STILL: {_RESOLVED: _OPEN},
    Act.WITHDRAW: {_OPEN: _RESOLVED, _CLAIMED: _RESOLVED, _WAITING: _RESOLVED},
}
"""An act, the state in which it may be done, and the state that it leads to."""

NEEDS_CLAIM = frozenset({Act.HANDOVER, Act.RELEASE, Act.ASK, Act.RESOLVE})
"""Acts that are the claimer's alone: others take the case over first, so that it is seen."""

TAKES = frozenset({Act.CLAIM, Act.TAKE, Act.ASK, Act.RESOLVE})
"""Acts that make whoever does them the one who works on it."""


class Reason(StrEnum):
    """How a case was resolved."""

    SETTINGS = "settings"
    CREDENTIALS = "credentials"
    DEVICE = "device"
    SERVER = "server"
    PROVIDER = "provider"
    NETWORK = "network"
    NOT_MAIL = "not_mail"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    OTHER = "other"
    """None of these fits: the note says what the knowledge base should learn."""
    WITHDRAWN = "withdrawn"
    """Its person took it back; not to be chosen."""


CHOSEN = tuple(reason for reason in Reason if reason is not Reason.WITHDRAWN)
"""What an agent may choose."""


class Refusal(StrEnum):
    """Why an act was not done."""

    NO_SUCH_CASE = "no_such_case"
    NOT_ALLOWED = "not_allowed"
    NOT_NOW = "not_now"
    """The case is in another state."""
    ANOTHER_AGENT = "another_agent"
    """Somebody else has claimed it."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Somebody does something.

    ``text`` is what they wrote for whoever reads the history, ``note`` for the knowledge base;
    ``to`` is whom they hand over to.
    """

    act: Act
    who: str
    name: str
    at: datetime
    text: str = ""
    note: str = ""
    to: str = ""
    to_name: str = ""
    reason: Reason | None = None


def after(case: Case, doing: Doing) -> Case | Refusal:
    """The case as the act leaves it, or why it cannot be done."""
    state = NEXT[doing.act].get(case.state)
    if state is None:
        # Whoever comes second wants to know who was first.
        taken = doing.act is Act.CLAIM and case.agent not in ("", doing.who)
        return Refusal.ANOTHER_AGENT if taken else Refusal.NOT_NOW
    if doing.act in NEEDS_CLAIM and case.agent not in ("", doing.who):
        return Refusal.ANOTHER_AGENT
    return _answered(_dated(_with_agent(case, doing), doing, state), doing)


def _with_agent(case: Case, doing: Doing) -> Case:
    if doing.act in TAKES:
        return replace(case, agent=doing.who, agent_name=doing.name)
    if doing.act is Act.HANDOVER:
        return replace(case, agent=doing.to, agent_name=doing.to_name)
    if doing.act in (Act.RELEASE, Act.STILL):
        return replace(case, agent="", agent_name="")
    return case


def _dated(case: Case, doing: Doing, state: State) -> Case:
    case = replace(case, state=state, changed_at=doing.at)
    if doing.act is Act.REPLY:
        return case
    if state is State.OPEN:
        # It waits for somebody anew, and reminders count from here.
        return replace(case, claimed_at=None, resolved_at=None, reason="", reminders=0)
    if state is State.RESOLVED:
        reason = Reason.WITHDRAWN if doing.act is Act.WITHDRAW else doing.reason or Reason.OTHER
        return replace(case, resolved_at=doing.at, reason=str(reason), note=doing.note)
    if case.agent and case.claimed_at is None:
        return replace(case, claimed_at=doing.at)
    return case


def _answered(case: Case, doing: Doing) -> Case:
    """The first response is the first word to the person: a claim is told to them too."""
    mine = doing.act in (Act.STILL, Act.WITHDRAW, Act.REPLY, Act.RELEASE)
    return case if mine or case.answered_at else replace(case, answered_at=doing.at)
