"""Does to a case what another system says of it, as an act like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Where, Who
from bot.helpdesk.cases import Cases, Done, Refused
from bot.helpdesk.outbound.inbound import Taken, Update
from bot.helpdesk.roles import Act
from bot.helpdesk.states import Doing, Reason, Refusal
from bot.store.cases import State

SYSTEM = "hook:case"
"""The id by which a system that has the secret acts; no platform gives such an id to a person."""

ACTS = {State.CLAIMED: Act.TAKE, State.WAITING: Act.ASK, State.RESOLVED: Act.RESOLVE}
"""How a case gets into a state; it is opened again by its own person alone."""


@dataclass(frozen=True)
class Updates:
    """The ``Take`` of ``Inbound``. ``Roles`` must know ``SYSTEM`` as an administrator."""

    cases: Cases
    now: Callable[[], datetime]

    async def __call__(self, update: Update) -> Taken:
        """Do it."""
        act = ACTS.get(update.state)
        if act is None or (act is Act.ASK and not update.note.strip()):
            return Taken.IMPOSSIBLE
        done = await self._do(act, update)
        if isinstance(done, Refused) and done.reason is Refusal.ANOTHER_AGENT:
            # Somebody here has it, and the work was done there.
            await self._do(Act.TAKE, update)
            done = await self._do(act, update)
        if isinstance(done, Done):
            return Taken.DONE
        return Taken.UNKNOWN if done.reason is Refusal.NO_SUCH_CASE else Taken.IMPOSSIBLE

    async def _do(self, act: Act, update: Update) -> Done | Refused:
        name = " ".join(update.by.split()) or SYSTEM
        doing = Doing(act, SYSTEM, name, self.now())
        if act is Act.RESOLVE:
            doing = Doing(
                act, SYSTEM, name, self.now(), update.note, note=update.note, reason=Reason.OTHER
            )
        elif act is Act.ASK:
            doing = Doing(act, SYSTEM, name, self.now(), update.note)
        return await self.cases.do(update.number, doing, Who(SYSTEM, name), Where(SYSTEM, SYSTEM))
