"""From a name to a conversation: the stages before anybody logs in.

They run side by side for all targets. When one fails, a second short connection may find out
why: it reads a bad certificate's chain, or hears which service answers. It never logs in.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from connectors.codes import ConnectionDetail
from connectors.model import Certificate, Detail, Security, StepName, Target
from connectors.stages.probes import Probe
from connectors.stages.run import Run, note_connection
from connectors.steps import IPAddress, LookupFailed, Stages, Talk
from connectors.wire.certificate import EXPIRED, NOT_YET_VALID, cause_of_refusal, outdated
from connectors.wire.connect import Connector
from connectors.wire.tls import CertificateRefused
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Secured, Wire, WireFailed
from knowledge.causes import Cause

GREETING_PATIENCE = 3.0
"""A server that has not greeted by then may be waiting for TLS: somebody goes and looks."""

REFUSAL_SECONDS = 1.0
"""A target that may not be dialled is refused after so long, by whichever rule: the time shall
tell nothing about a network."""

PORT_25 = 25


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation with one server: who it is, the line and the dialogue over it."""

    address: IPAddress
    wire: Wire
    talk: Talk


class Opening:
    """Opens one conversation with a target, stage by stage.

    ``context`` are the rules of TLS; ``curious`` asks for second connections that find out why a
    stage has failed. ``refused_certificate`` is the one for which TLS failed, if it could be read;
    ``clear_mechanisms`` are those that were offered before the line was encrypted.
    """

    def __init__(
        self,
        run: Run,
        target: Target,
        stages: Stages,
        transcript: Transcript,
        context: ssl.SSLContext,
        *,
        curious: bool,
    ) -> None:
        self.refused_certificate: Certificate | None = None
        self.clear_mechanisms: tuple[str, ...] = ()
        self._opened: list[Wire] = []
        self._connector = Connector(run.clock, target.port, run.dial)
        self._run = run
        self._target = target
        self._stages = stages
        self._transcript = transcript
        self._context = context
        self._curious = curious

    async def resolve(self) -> tuple[IPAddress, ...]:
        """The addresses that may be dialled.

        Raises:
            WireFailed: there are none, or the policy forbids the target: the same answer, after
                the same time, for every rule.
        """
        began = self._run.clock.seconds()
        with self._stages(StepName.RESOLVE) as stage:
            addresses = await self._allowed_addresses()
            if not addresses:
                passed = self._run.clock.seconds() - began
                await self._run.clock.sleep(max(0.0, REFUSAL_SECONDS - passed))
                raise WireFailed(Cause.CHECK_NOT_ALLOWED)
            values = {"ip": str(addresses[0]), "count": str(len(addresses))}
            stage.detail = Detail(ConnectionDetail.RESOLVED, values)
            return addresses

    async def connect(self, addresses: tuple[IPAddress, ...]) -> Session:
        """Connect to one of the addresses.

        Raises:
            WireFailed: none answered, and why.
        """
        with self._stages(StepName.CONNECT) as stage:
            try:
                address, channel = await self._connector.connect(addresses, self._run.seconds_left)
            except WireFailed as failed:
                raise await self._unanswered(failed, addresses) from None
            wire = self._run.wire(self._target, channel, self._transcript, self._context)
            self._opened.append(wire)
            note_connection(self._transcript, address, self._target.port)
            stage.detail = Detail(ConnectionDetail.CONNECTED, {"ip": str(address)})
            return Session(address, wire, self._run.talk(wire, self._target))

    async def begin(self, session: Session) -> None:
        """Encrypt and greet, in the order that the target's security has.

        Raises:
            WireFailed: a stage failed.
        """
        if self._target.security is Security.TLS:
            await self._encrypt(StepName.TLS, session, session.wire.start_tls)
        with self._stages(StepName.GREETING):
            await self._greet(session)
        with self._stages(StepName.CAPABILITY):
            await session.talk.ask_capabilities()
        if not session.wire.encrypted:
            self.clear_mechanisms = session.talk.facts.mechanisms
        if self._target.security is Security.STARTTLS:
            await self._encrypt(StepName.STARTTLS, session, session.talk.start_tls)

    @property
    def ipv6_broken(self) -> bool:
        """See ``Connector``; known once this is closed."""
        return self._connector.ipv6_broken

    @property
    def round_trips(self) -> int:
        """Of all wires that were opened here; see ``Wire``."""
        return sum(wire.round_trips for wire in self._opened)

    async def close(self) -> None:
        """Let go of all that is open."""
        for wire in self._opened:
            wire.close_now()
        await self._connector.close()

    async def _allowed_addresses(self) -> tuple[IPAddress, ...]:
        policy, host = self._run.policy, self._target.host
        if not (policy.allows_port(self._target.port) and policy.allows_host(host)):
            return ()
        addresses = await self._addresses(host)
        return addresses if policy.allows(addresses) else ()

    async def _addresses(self, host: str) -> tuple[IPAddress, ...]:
        try:
            async with self._run.clock.limit(self._run.seconds_left):
                return await self._run.resolver.addresses(host)
        except LookupFailed as failed:
            raise WireFailed(failed.cause) from None
        except TimeoutError:
            raise WireFailed(Cause.DNS_FAILURE) from None

    async def _encrypt(
        self, name: StepName, session: Session, start: Callable[[], Awaitable[None]]
    ) -> None:
        with self._stages(name) as stage:
            try:
                await start()
            except CertificateRefused as refused:
                raise await self._judged(refused, session.address) from None
            except WireFailed as failed:
                raise await self._hung_up_on(failed, session.address) from None
            if secured := session.wire.secured:
                values = {"version": secured.tls_version, "cipher": secured.cipher}
                stage.detail = Detail(ConnectionDetail.TLS, values)

    async def _greet(self, session: Session) -> None:
        if session.wire.encrypted or not self._curious:
            return await session.talk.greet()
        greeting = asyncio.ensure_future(session.talk.greet())
        try:
            with suppress(TimeoutError):
                async with self._run.clock.limit(GREETING_PATIENCE):
                    await asyncio.shield(greeting)
            if not greeting.done():
                why = await self._probe(session.address).after_silence(self._reading)
                if why:
                    raise why
            await greeting
        finally:
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)

    async def _judged(self, refused: CertificateRefused, address: IPAddress) -> WireFailed:
        """Why a certificate was refused, told by a second look that trusts everything."""
        secured = await self._look_again(address) if self._curious else None
        chain = secured.chain if secured else ()
        self.refused_certificate = secured.certificate if secured else None
        trusted = self._run.contexts.trusted_organisations(self._run.plan.ca_file)
        cause = cause_of_refusal(refused.verify_code, chain, trusted)
        return WireFailed(cause, detail=self._about_certificate(refused.verify_code, chain))

    async def _look_again(self, address: IPAddress) -> Secured | None:
        run, target = self._run, self._target
        unheard = Stages(target, run.clock, lambda progress: None)
        transcript = Transcript(run.clock)
        again = Opening(run, target, unheard, transcript, self._reading, curious=False)
        try:
            session = await again.connect((address,))
            with suppress(WireFailed):
                await again.begin(session)
        except WireFailed:
            return None
        finally:
            await again.close()
        return session.wire.secured

    def _about_certificate(self, verify_code: int, chain: tuple[bytes, ...]) -> Detail:
        guilty = outdated(chain, self._run.clock.now())
        if verify_code not in (EXPIRED, NOT_YET_VALID) or guilty is None:
            return Detail(ConnectionDetail.CERTIFICATE_REFUSED, {"code": str(verify_code)})
        dates = {
            "subject": guilty.subject,
            "not_before": guilty.not_before.date().isoformat(),
            "not_after": guilty.not_after.date().isoformat(),
        }
        return Detail(ConnectionDetail.CERTIFICATE_OUTDATED, dates)

    async def _hung_up_on(self, failed: WireFailed, address: IPAddress) -> WireFailed:
        first = self._target.security is Security.TLS
        if failed.cause is not Cause.NET_RESET or not first or not self._curious:
            return failed
        return await self._probe(address).after_hanging_up() or failed

    async def _unanswered(self, failed: WireFailed, addresses: tuple[IPAddress, ...]) -> WireFailed:
        told = failed.cause is Cause.NET_TIMEOUT and self._target.port == PORT_25
        if not told or not self._curious:
            return failed
        return await self._probe(addresses[-1]).after_no_answer() or failed

    def _probe(self, address: IPAddress) -> Probe:
        run = self._run
        return Probe(run.clock, run.dial, self._target, address, run.deadline)

    @property
    def _reading(self) -> ssl.SSLContext:
        return self._run.contexts.reading()
