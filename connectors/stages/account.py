"""What is done with an account: the login, and the look at what is there."""

from __future__ import annotations

from connectors.codes import ConnectionDetail
from connectors.model import Detail, Protocol, StepName, Target
from connectors.stages.login import Login
from connectors.stages.message_search import MessageSearch
from connectors.stages.opening import Opening, Session
from connectors.stages.run import Run
from connectors.steps import Errand, Stages
from connectors.wire.transcript import Transcript
from knowledge.causes import Cause


class Account:
    """Uses the account of one target, within what the plan asks for and the rules allow."""

    def __init__(self, run: Run, target: Target, stages: Stages, transcript: Transcript) -> None:
        self._run = run
        self._target = target
        self._stages = stages
        self._login = Login(run, target, stages, transcript)
        self._search = MessageSearch(run, target, stages, transcript)

    async def use(self, session: Session) -> None:
        """Log in and look, or take leave without.

        Raises:
            WireFailed: a stage failed.
        """
        if reason := await self._login.log_in(session):
            self._skip_what_needs_login(*reason)
            with self._stages(StepName.LOGOUT):
                await session.talk.log_out()
            return
        errand = self._errand
        if self._target.protocol is Protocol.SMTP and not errand.address:
            detail = Detail(ConnectionDetail.NO_ADDRESS)
            self._stages.skip(StepName.SENDER, detail=detail)
            self._stages.skip(StepName.RECIPIENT, detail=detail)
        await session.talk.look(self._stages, errand)
        if errand.message and self._target.protocol is not Protocol.SMTP:
            await self._search.look_for(errand.message, session, self._login.mechanism)

    @property
    def reopened(self) -> tuple[Opening, ...]:
        """The conversations that were opened beside the session."""
        return (*self._login.opened, *self._search.reopened)

    @property
    def other_user(self) -> str:
        """The other form of the user name, where the server takes that one; else empty."""
        return self._login.other_user

    async def close(self) -> None:
        """Let go of them."""
        for opening in self.reopened:
            await opening.close()

    def _skip_what_needs_login(self, cause: Cause, detail: Detail) -> None:
        self._stages.skip(StepName.LOGIN, cause, detail)
        for name in after_login(self._run, self._target):
            self._stages.skip(name, cause)

    @property
    def _errand(self) -> Errand:
        plan, post = self._run.plan, self._run.post
        if self._target.protocol is Protocol.SMTP:
            return Errand(sender_of(plan.address, self._target), post.message)
        return Errand(plan.address, post.message if post.looker == self._target else None)


def sender_of(address: str, target: Target) -> str:
    """The address to send as: the person's own, else the user name where it is one."""
    return address or (target.user if "@" in target.user else "")


def after_login(run: Run, target: Target) -> tuple[StepName, ...]:
    """The stages between the login and the farewell."""
    if target.protocol is Protocol.SMTP:
        looks: tuple[StepName, ...] = (StepName.SENDER, StepName.RECIPIENT)
        has_message = run.post.message is not None
    else:
        looks = (StepName.MAILBOX, StepName.FETCH)
        has_message = run.post.looker == target
    return (*looks, StepName.MESSAGE) if has_message else looks
