"""The search for the test message in the mailbox that it was sent to."""

from __future__ import annotations

from itertools import chain, repeat

from connectors.codes import ConnectionDetail
from connectors.model import Detail, Protocol, StepName, Target
from connectors.stages.opening import Opening, Session
from connectors.stages.reopening import reopened
from connectors.stages.run import Run
from connectors.steps import ProbeMessage, Stages, Talk
from connectors.wire.transcript import Transcript
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

POLL_GAPS = (0.5, 1.0, 2.0, 3.0, 5.0)
"""Seconds before each look for the test message; the last is repeated."""

LOOK_SECONDS = 1.0
"""Left for a look itself: with less there is no point in another."""


class MessageSearch:
    """Looks until the message is there or the check's time is over.

    ``reopened`` are the conversations that it took: POP3 shows what was there at the login.
    """

    def __init__(self, run: Run, target: Target, stages: Stages, transcript: Transcript) -> None:
        self.reopened: list[Opening] = []
        self._run = run
        self._target = target
        self._stages = stages
        self._transcript = transcript

    async def look_for(self, message: ProbeMessage, session: Session, mechanism: str) -> None:
        """The stages ``message`` and ``logout``; ``mechanism`` is how the session was logged in.

        Raises:
            WireFailed: it was sent and is not there (``unknown``), or the search broke.
        """
        if await self._was_sent():
            with self._stages(StepName.MESSAGE) as stage:
                began = self._run.clock.seconds()
                session = await self._found(message, session, mechanism, began)
                stage.detail = self._since(began, ConnectionDetail.MESSAGE_FOUND)
        else:
            detail = Detail(ConnectionDetail.MESSAGE_NOT_SENT)
            self._stages.skip(StepName.MESSAGE, detail=detail)
        with self._stages(StepName.LOGOUT):
            await session.talk.log_out()

    async def _was_sent(self) -> bool:
        try:
            async with self._run.clock.limit(self._run.seconds_left):
                return await self._run.post.was_sent()
        except TimeoutError:
            return False

    async def _found(
        self, message: ProbeMessage, session: Session, mechanism: str, began: float
    ) -> Session:
        """The session in which the message was found."""
        for gap in chain(POLL_GAPS, repeat(POLL_GAPS[-1])):
            if gap + LOOK_SECONDS > self._run.seconds_left:
                break
            await self._run.clock.sleep(gap)
            if self._target.protocol is Protocol.POP3:
                session = await self._renewed(session, mechanism)
            if await session.talk.find_message(message.id):
                return session
        detail = self._since(began, ConnectionDetail.MESSAGE_NOT_FOUND)
        raise WireFailed(Cause.UNKNOWN, detail=detail)

    async def _renewed(self, session: Session, mechanism: str) -> Session:
        """A new login, because POP3 shows what was there at the last (RFC 1939 §5)."""
        await session.talk.log_out()
        session.wire.close_now()
        renewed = await reopened(
            self._run, self._target, self._transcript, session.address, self.reopened
        )
        await self._log_in_again(renewed.talk, mechanism)
        return renewed

    async def _log_in_again(self, talk: Talk, mechanism: str) -> None:
        gate = self._run.gate
        try:
            async with gate.turn(self._run.clock, self._run.seconds_left):
                if gate.closed_by:
                    detail = Detail(ConnectionDetail.LOGIN_NOT_REPEATED)
                    raise WireFailed(gate.closed_by, detail=detail)
                await self._attempt(talk, mechanism)
        except TimeoutError:
            detail = Detail(ConnectionDetail.LOGIN_NO_TIME)
            raise WireFailed(Cause.CHECK_CANCELLED, detail=detail) from None

    async def _attempt(self, talk: Talk, mechanism: str) -> None:
        if self._run.credentials is None:
            return
        try:
            await talk.log_in(mechanism, self._target.user, self._run.credentials)
        except WireFailed as failed:
            self._run.gate.refused(failed)
            raise

    def _since(self, began: float, code: ConnectionDetail) -> Detail:
        return Detail(code, {"seconds": f"{self._run.clock.seconds() - began:.1f}"})
