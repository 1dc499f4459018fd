"""What is done with an account: the login, and the look at what is there."""

from __future__ import annotations

from connectors.codes import ConnectionDetail
from connectors.model import Credentials, Detail, Protocol, Security, StepName, Target
from connectors.stages.message_search import MessageSearch
from connectors.stages.opening import Opening, Session
from connectors.stages.run import Run
from connectors.steps import Errand, Stages, Talk
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause

LINE_BROKE = frozenset({"net", "proto"})

Reason = tuple[Cause, Detail]
"""Why a stage is skipped."""


class Account:
    """Uses the account of one target, within what the plan asks for and the rules allow."""

    def __init__(self, run: Run, target: Target, stages: Stages, transcript: Transcript) -> None:
        self._run = run
        self._target = target
        self._stages = stages
        self._search = MessageSearch(run, target, stages, transcript)
        self._mechanism = ""

    async def use(self, session: Session) -> None:
        """Log in and look, or take leave without.

        Raises:
            WireFailed: a stage failed.
        """
        if reason := await self._log_in(session):
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
            await self._search.look_for(errand.message, session, self._mechanism)

    @property
    def reopened(self) -> tuple[Opening, ...]:
        """The conversations that were opened beside the session."""
        return tuple(self._search.reopened)

    async def close(self) -> None:
        """Let go of them."""
        for opening in self.reopened:
            await opening.close()

    async def _log_in(self, session: Session) -> Reason | None:
        """Log in when it is our turn; why not, if not."""
        credentials = self._run.credentials
        reason = self._reason_against(session.wire)
        if reason or credentials is None:
            return reason or (Cause.OK, Detail(ConnectionDetail.LOGIN_NO_CREDENTIALS))
        gate = self._run.gate
        try:
            async with gate.turn(self._run.clock, self._run.seconds_left):
                if gate.closed_by:
                    return gate.closed_by, Detail(ConnectionDetail.LOGIN_NOT_REPEATED)
                with self._stages(StepName.LOGIN):
                    await self._attempt(session.talk, credentials)
        except TimeoutError:
            return Cause.CHECK_CANCELLED, Detail(ConnectionDetail.LOGIN_NO_TIME)
        return None

    def _reason_against(self, wire: Wire) -> Reason | None:
        plan, target = self._run.plan, self._target
        if not plan.login:
            return Cause.OK, Detail(ConnectionDetail.LOGIN_NOT_ASKED)
        if self._run.credentials is None or not target.user:
            return Cause.OK, Detail(ConnectionDetail.LOGIN_NO_CREDENTIALS)
        if not target.trusted and target.host not in plan.confirmed:
            detail = Detail(ConnectionDetail.LOGIN_UNTRUSTED_HOST, {"host": target.host})
            return Cause.CHECK_NOT_ALLOWED, detail
        in_clear = target.security is Security.NONE and plan.login_in_clear
        if not wire.verified and not in_clear:
            return Cause.CHECK_NOT_ALLOWED, Detail(ConnectionDetail.LOGIN_NOT_ENCRYPTED)
        return None

    async def _attempt(self, talk: Talk, credentials: Credentials) -> None:
        """Try the strongest mechanism; another only where the server refused that very one."""
        refusal: WireFailed | None = None
        for mechanism in talk.login_plan(credentials, self._run.plan.mechanism):
            try:
                await talk.log_in(mechanism, self._target.user, credentials)
            except WireFailed as failed:
                if refusal and failed.cause.stage in LINE_BROKE:
                    # It hung up on us; what it said before is why.
                    break
                refusal = failed
                self._run.gate.refused(failed)
                if failed.cause is not Cause.AUTH_NO_COMMON_MECHANISM or self._run.gate.closed_by:
                    break
            else:
                self._mechanism = mechanism
                return
        raise refusal or WireFailed(Cause.AUTH_NO_COMMON_MECHANISM)

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
