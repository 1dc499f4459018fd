"""The login of one target: when it is our turn, if the rules allow it, and not too often."""

from __future__ import annotations

from connectors.codes import ConnectionDetail
from connectors.dialogue.details import DetailCode
from connectors.instead.user_name import other_user_name
from connectors.login.mechanism import DIGESTS, OPEN, Mechanism
from connectors.model import Credentials, Detail, Security, StepName, Target
from connectors.stages.known_server import takes_passwords
from connectors.stages.opening import Opening, Session
from connectors.stages.reopening import reopened
from connectors.stages.run import Run
from connectors.steps import Stage, Stages, Talk
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause

LINE_BROKE = frozenset({"net", "proto"})
"""Stages of causes that say nothing of what was asked."""

Reason = tuple[Cause, Detail]
"""Why a stage is skipped."""


class Login:
    """Logs in at one target.

    ``mechanism`` is how it went well. ``other_user`` is the other form of the user name, where
    that one was let in. ``opened`` are conversations that it took beside the session.
    """

    def __init__(self, run: Run, target: Target, stages: Stages, transcript: Transcript) -> None:
        self.mechanism = ""
        self.other_user = ""
        self.opened: list[Opening] = []
        self._run = run
        self._target = target
        self._stages = stages
        self._transcript = transcript

    async def log_in(self, session: Session) -> Reason | None:
        """The stage; why there was none, if there was none.

        Raises:
            WireFailed: nobody was let in, and why.
        """
        credentials = self._run.credentials
        reason = self._reason_against(session.wire)
        if reason or credentials is None:
            return reason or (Cause.OK, Detail(ConnectionDetail.LOGIN_NO_CREDENTIALS))
        gate = self._run.gate
        try:
            async with gate.turn(self._run.clock, self._run.seconds_left):
                if gate.closed_by:
                    await self._as_it_worked_elsewhere(session, credentials)
                    return gate.closed_by, Detail(ConnectionDetail.LOGIN_NOT_REPEATED)
                with self._stages(StepName.LOGIN) as stage:
                    await self._enter(session, credentials, stage)
        except TimeoutError:
            return Cause.CHECK_CANCELLED, Detail(ConnectionDetail.LOGIN_NO_TIME)
        return None

    def _reason_against(self, wire: Wire) -> Reason | None:
        plan, target = self._run.plan, self._target
        if not plan.login:
            return Cause.OK, Detail(ConnectionDetail.LOGIN_NOT_ASKED)
        self._refuse_where_no_password_is_taken()
        if not target.trusted and target.host not in plan.confirmed:
            detail = Detail(ConnectionDetail.LOGIN_UNTRUSTED_HOST, {"host": target.host})
            return Cause.CHECK_NOT_ALLOWED, detail
        if self._run.credentials is None or not target.user:
            return Cause.OK, Detail(ConnectionDetail.LOGIN_NO_CREDENTIALS)
        in_clear = target.security is Security.NONE and plan.login_in_clear
        if not wire.verified and not in_clear:
            return Cause.CHECK_NOT_ALLOWED, Detail(ConnectionDetail.LOGIN_NOT_ENCRYPTED)
        return None

    def _refuse_where_no_password_is_taken(self) -> None:
        """A password that cannot be right is not sent; whoever names a mechanism insists."""
        known, credentials = self._run.known(self._target), self._run.credentials
        has_token = credentials is not None and credentials.is_token
        if has_token or self._run.plan.mechanism or takes_passwords(known):
            return
        with self._stages(StepName.LOGIN):
            detail = Detail(ConnectionDetail.LOGIN_OAUTH_ONLY, {"host": self._target.host})
            raise WireFailed(Cause.AUTH_OAUTH_REQUIRED, detail=detail)

    async def _enter(self, session: Session, credentials: Credentials, stage: Stage) -> None:
        try:
            await self._attempt(session.talk, credentials)
        except WireFailed as refused:
            other = self._other_form(refused, credentials)
            if other and await self._enters_anew(session, other, credentials):
                self.other_user = other
                self._run.gate.other_form_works = True
                detail = Detail(ConnectionDetail.LOGIN_OTHER_USER, {"user": other})
                raise WireFailed(refused.cause, detail=detail, reply=refused.reply) from None
            raise
        stage.detail = Detail(DetailCode.LOGIN_MECHANISM, {"mechanism": self.mechanism})

    async def _attempt(self, talk: Talk, credentials: Credentials) -> None:
        """Try the strongest mechanism; another only where the server refused that very one."""
        refusal: WireFailed | None = None
        plan = talk.login_plan(credentials, self._run.plan.mechanism)
        for mechanism in plan:
            try:
                await talk.log_in(mechanism, self._target.user, credentials)
            except WireFailed as failed:
                if refusal and failed.cause.stage in LINE_BROKE:
                    # It hung up on us; what it said before is why.
                    break
                refusal = _with_other_way(failed, mechanism, plan)
                self._run.gate.refused(failed)
                if failed.cause is not Cause.AUTH_NO_COMMON_MECHANISM or self._run.gate.closed_by:
                    break
            else:
                self.mechanism = mechanism
                return
        raise refusal or WireFailed(Cause.AUTH_NO_COMMON_MECHANISM)

    def _other_form(self, refused: WireFailed, credentials: Credentials) -> str:
        """The other form of the user name, where that may be why the server refused this one."""
        judged = refused.cause is Cause.AUTH_WRONG_CREDENTIALS and refused.reply is not None
        run, known = self._run, self._run.known(self._target)
        if not (judged and run.plan.alternatives and run.gate.has_room) or credentials.is_token:
            return ""
        return other_user_name(self._target.user, run.plan.address, known.user if known else None)

    async def _as_it_worked_elsewhere(self, session: Session, credentials: Credentials) -> None:
        """The other form of the user name has been let in elsewhere: is it here?"""
        gate, known = self._run.gate, self._run.known(self._target)
        if not (gate.other_form_works and gate.has_room):
            return
        form = known.user if known else None
        other = other_user_name(self._target.user, self._run.plan.address, form)
        if other and await self._enters(session, other, credentials):
            self.other_user = other

    async def _enters_anew(self, session: Session, user: str, credentials: Credentials) -> bool:
        """Whether this user is let in, on a line of its own: many servers end the old one."""
        await session.talk.log_out()
        session.wire.close_now()
        try:
            again = await reopened(
                self._run, self._target, self._transcript, session.address, self.opened
            )
        except WireFailed:
            return False
        entered = await self._enters(again, user, credentials)
        if entered:
            await again.talk.log_out()
        return entered

    async def _enters(self, session: Session, user: str, credentials: Credentials) -> bool:
        try:
            mechanism, *_ = session.talk.login_plan(credentials, self._run.plan.mechanism)
        except WireFailed:
            # Nothing was sent.
            return False
        try:
            await session.talk.log_in(mechanism, user, credentials)
        except WireFailed as failed:
            self._run.gate.refused(failed)
            return False
        return True


def _with_other_way(failed: WireFailed, mechanism: str, plan: tuple[str, ...]) -> WireFailed:
    """The refusal; where it may be the mechanism's fault, with the one that would tell.

    Servers announce digests that they cannot use, because they keep passwords in another form:
    the right password is refused then.
    """
    plain = next((other for other in plan if other in OPEN and other != mechanism), None)
    wrong = failed.cause is Cause.AUTH_WRONG_CREDENTIALS and failed.detail is None
    if not wrong or mechanism not in DIGESTS or plain is None:
        return failed
    values = {"mechanism": mechanism, "other": _as_asked_for(Mechanism(plain))}
    detail = Detail(DetailCode.LOGIN_OTHER_WAY, values)
    return WireFailed(failed.cause, detail=detail, reply=failed.reply)


def _as_asked_for(mechanism: Mechanism) -> str:
    return "LOGIN" if mechanism is Mechanism.IMAP_LOGIN else mechanism.value
