"""What is done with an account: the login, the look at the mailbox, the test message."""

from __future__ import annotations

from itertools import chain, repeat

from connectors.codes import ConnectionDetail
from connectors.model import Credentials, Detail, Protocol, Security, StepName, Target
from connectors.opening import Opening, Session
from connectors.run import Run
from connectors.steps import Errand, ProbeMessage, Stages, Talk
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause

POLL_GAPS = (0.5, 1.0, 2.0, 3.0, 5.0)
"""Seconds before each look for the test message; the last is repeated."""

LOOK_SECONDS = 1.0
"""Left for a look itself: with less there is no point in another."""

LINE_BROKE = frozenset({"net", "proto"})

Reason = tuple[Cause, Detail]
"""Why a stage is skipped."""


class Account:
    """Uses the account of one target, within what the plan asks for and the rules allow."""

    def __init__(self, run: Run, target: Target, stages: Stages, transcript: Transcript) -> None:
        self.reopened: list[Opening] = []
        self._run = run
        self._target = target
        self._stages = stages
        self._transcript = transcript
        self._mechanism = ""

    async def use(self, session: Session) -> None:
        """Log in and look, or take leave without.

        Raises:
            WireFailed: a stage failed.
        """
        if reason := await self._log_in(session):
            self._skip_what_needs_login(*reason)
            return await self._take_leave(session)
        errand = self._errand
        if self._target.protocol is Protocol.SMTP and not errand.address:
            detail = Detail(ConnectionDetail.NO_ADDRESS)
            self._stages.skip(StepName.SENDER, detail=detail)
            self._stages.skip(StepName.RECIPIENT, detail=detail)
        await session.talk.look(self._stages, errand)
        if errand.message and self._target.protocol is not Protocol.SMTP:
            await self._look_for(errand.message, session)
        return None

    async def close(self) -> None:
        """Let go of all that was opened beside the session."""
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

    async def _take_leave(self, session: Session) -> None:
        with self._stages(StepName.LOGOUT):
            await session.talk.log_out()

    async def _look_for(self, message: ProbeMessage, session: Session) -> None:
        if await self._was_sent():
            with self._stages(StepName.MESSAGE) as stage:
                began = self._run.clock.seconds()
                session = await self._found(message, session, began)
                stage.detail = self._since(began, ConnectionDetail.MESSAGE_FOUND)
        else:
            detail = Detail(ConnectionDetail.MESSAGE_NOT_SENT)
            self._stages.skip(StepName.MESSAGE, detail=detail)
        await self._take_leave(session)

    async def _was_sent(self) -> bool:
        try:
            async with self._run.clock.limit(self._run.seconds_left):
                return await self._run.post.was_sent()
        except TimeoutError:
            return False

    async def _found(self, message: ProbeMessage, session: Session, began: float) -> Session:
        """The session in which the message was found."""
        for gap in chain(POLL_GAPS, repeat(POLL_GAPS[-1])):
            if gap + LOOK_SECONDS > self._run.seconds_left:
                break
            await self._run.clock.sleep(gap)
            if self._target.protocol is Protocol.POP3:
                session = await self._renewed(session)
            if await session.talk.find_message(message.id):
                return session
        detail = self._since(began, ConnectionDetail.MESSAGE_NOT_FOUND)
        raise WireFailed(Cause.UNKNOWN, detail=detail)

    async def _renewed(self, session: Session) -> Session:
        """A new login, because POP3 shows what was there at the last (RFC 1939 §5)."""
        run, target = self._run, self._target
        await session.talk.log_out()
        session.wire.close_now()
        unheard = Stages(target, run.clock, lambda progress: None)
        again = Opening(run, target, unheard, self._transcript, run.verifying, curious=False)
        self.reopened.append(again)
        renewed = await again.connect((session.address,))
        await again.begin(renewed)
        await self._log_in_again(renewed.talk)
        return renewed

    async def _log_in_again(self, talk: Talk) -> None:
        gate, credentials = self._run.gate, self._run.credentials
        async with gate.turn(self._run.clock, self._run.seconds_left):
            if gate.closed_by or credentials is None:
                raise WireFailed(gate.closed_by or Cause.CHECK_CANCELLED)
            try:
                await talk.log_in(self._mechanism, self._target.user, credentials)
            except WireFailed as failed:
                gate.refused(failed)
                raise

    def _since(self, began: float, code: ConnectionDetail) -> Detail:
        return Detail(code, {"seconds": f"{self._run.clock.seconds() - began:.1f}"})

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
