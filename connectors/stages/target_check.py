"""One target's check, from its name to the farewell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from connectors.instead.search import working_instead
from connectors.instead.settings import Failed
from connectors.model import (
    CheckResult,
    Facts,
    Outcome,
    Protocol,
    Security,
    StepName,
    Target,
    Working,
)
from connectors.stages.account import Account, after_login
from connectors.stages.inquiry import Inquiry
from connectors.stages.opening import Opening, Session
from connectors.stages.run import Run
from connectors.steps import Stages
from connectors.verdict import Observed, cause_of, warnings_of
from connectors.wire.certificate import certificates_of
from connectors.wire.transcript import Transcript
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause


class TargetCheck:
    """Runs one target's stages; nothing that a server does makes ``run`` fail."""

    def __init__(self, run: Run, target: Target) -> None:
        self._run = run
        self._target = target
        self._began = run.clock.seconds()
        self._transcript = Transcript(run.clock)
        self._stages = Stages(target, run.clock, run.report)
        self._session: Session | None = None
        self._inquiry = Inquiry(run, target)
        self._opening = Opening(
            run, target, self._stages, self._transcript, run.verifying(target), self._inquiry
        )
        self._account = Account(run, target, self._stages, self._transcript)

    async def run(self) -> CheckResult:
        """Check the target; what its stages came to."""
        try:
            await self._course()
        except WireFailed as failed:
            self._skip_rest(failed.cause)
        finally:
            self._settle_post()
            await self._account.close()
            await self._opening.close()
        result = self._result()
        return replace(result, instead=await self._instead(result))

    async def _course(self) -> None:
        addresses = await self._opening.resolve()
        self._session = await self._opening.connect(addresses)
        await self._opening.begin(self._session)
        await self._account.use(self._session)

    async def _instead(self, result: CheckResult) -> tuple[Working, ...]:
        target, plan = self._target, self._run.plan
        if other := self._account.other_user:
            return (Working(target.protocol, target.host, target.port, target.security, other),)
        if result.ok or not plan.alternatives:
            return ()
        names = result.facts.certificate.names if result.facts.certificate else ()
        offered = result.facts.mechanisms
        failed = Failed(target, result.cause, plan.address, names, offered, plan.candidates)
        return await working_instead(self._run, failed, self._opening.addresses)

    def _skip_rest(self, cause: Cause) -> None:
        done = {step.name for step in self._stages.done}
        for name in stages_of(self._run, self._target):
            if name not in done:
                self._stages.skip(name, cause)

    def _settle_post(self) -> None:
        if self._target.protocol is Protocol.SMTP:
            self._run.post.settle(
                any(
                    step.name is StepName.MESSAGE and step.outcome is Outcome.OK
                    for step in self._stages.done
                )
            )

    def _result(self) -> CheckResult:
        steps = tuple(self._stages.done)
        cause = cause_of(steps)
        facts = self._facts()
        observed = Observed(
            self._target.security,
            facts,
            self._run.clock.now(),
            self._opening.clear_mechanisms,
            self._opening.ipv6_broken,
        )
        return CheckResult(
            target=self._target,
            ip=str(self._session.address) if self._session else None,
            ok=cause is Cause.OK,
            cause=cause,
            warnings=warnings_of(steps, observed),
            ms=(self._run.clock.seconds() - self._began) * 1000,
            round_trips=sum(opening.round_trips for opening in self._openings),
            steps=steps,
            facts=facts,
            transcript=self._transcript.lines,
            also=tuple(other for other in dict.fromkeys(self._inquiry.also) if other is not cause),
        )

    def _facts(self) -> Facts:
        facts = self._session.talk.facts if self._session else Facts()
        secured = self._session.wire.secured if self._session else None
        if secured is None:
            refused = self._inquiry.refused_chain
            return replace(facts, certificate=next(iter(refused), None), chain=refused)
        return replace(
            facts,
            tls_version=secured.tls_version,
            cipher=secured.cipher,
            certificate=secured.certificate,
            chain=certificates_of(secured.chain),
        )

    @property
    def _openings(self) -> tuple[Opening, ...]:
        return (self._opening, *self._account.reopened)


def stages_of(run: Run, target: Target) -> Iterator[StepName]:
    """All stages of a target's check, in order."""
    yield StepName.RESOLVE
    yield StepName.CONNECT
    if target.security is Security.TLS:
        yield StepName.TLS
    yield StepName.GREETING
    yield StepName.CAPABILITY
    if target.security is Security.STARTTLS:
        yield StepName.STARTTLS
    yield StepName.LOGIN
    yield from after_login(run, target)
    yield StepName.LOGOUT
