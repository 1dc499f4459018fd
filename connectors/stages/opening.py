"""From a name to a conversation: the stages before anybody logs in.

They run side by side for all targets. When one fails, an inquiry may find out why, by short
connections of its own.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from connectors.codes import ConnectionDetail, ConnectionNote
from connectors.model import Detail, Direction, Security, StepName, Target
from connectors.stages.run import Run, note_connection
from connectors.steps import IPAddress, LookupFailed, Stages, Talk
from connectors.wire.connect import Connector
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.providers import OldTls

GREETING_PATIENCE = 3.0
"""A server that has not greeted by then may be waiting for TLS: somebody goes and looks."""

REFUSAL_SECONDS = 1.0
"""A target that may not be dialled is refused after so long, by whichever rule: the time shall
tell nothing about a network."""

EXCEPTIONS = {
    OldTls.LEGACY_RENEGOTIATION: ConnectionNote.LEGACY_RENEGOTIATION,
    OldTls.RSA_KEY_EXCHANGE: ConnectionNote.RSA_KEY_EXCHANGE,
}


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation with one server: who it is, the line and the dialogue over it."""

    address: IPAddress
    wire: Wire
    talk: Talk


class Inquiry(Protocol):
    """Finds out why a stage failed, with connections of its own; it never logs in."""

    async def unanswered(self, failed: WireFailed, addresses: tuple[IPAddress, ...]) -> WireFailed:
        """Why nothing answers at these addresses."""
        ...

    async def silent(self, address: IPAddress) -> WireFailed | None:
        """Why a server that is not silent for long yet does not greet; ``None``: wait on."""
        ...

    async def broken(
        self, failed: WireFailed, session: Session, addresses: tuple[IPAddress, ...]
    ) -> WireFailed:
        """Why the way to a greeting broke in this session, with a host of these addresses."""
        ...


class Opening:
    """Opens one conversation with a target, stage by stage.

    ``context`` are the rules of TLS. ``clear_mechanisms`` are those that were offered before the
    line was encrypted.
    """

    def __init__(
        self,
        run: Run,
        target: Target,
        stages: Stages,
        transcript: Transcript,
        context: ssl.SSLContext,
        inquiry: Inquiry | None = None,
    ) -> None:
        self.clear_mechanisms: tuple[str, ...] = ()
        self.addresses: tuple[IPAddress, ...] = ()
        self._opened: list[Wire] = []
        self._connector = Connector(run.clock, target.port, run.dial)
        self._run = run
        self._target = target
        self._stages = stages
        self._transcript = transcript
        self._context = context
        self._inquiry = inquiry

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
        self.addresses = addresses
        with self._stages(StepName.CONNECT) as stage:
            try:
                address, channel = await self._connector.connect(addresses, self._run.seconds_left)
            except WireFailed as failed:
                if self._inquiry is None:
                    raise
                raise await self._inquiry.unanswered(failed, addresses) from None
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
            await self._explained(session, self._greet(session))
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
            await self._explained(session, start())
            if secured := session.wire.secured:
                values = {"version": secured.tls_version, "cipher": secured.cipher}
                stage.detail = Detail(ConnectionDetail.TLS, values)
                if old := self._run.old_tls(self._target):
                    self._transcript.add(Direction.NOTE, "", EXCEPTIONS[old])

    async def _explained(self, session: Session, step: Awaitable[None]) -> None:
        """Take a step; when it fails, say why as well as can be found out."""
        try:
            await step
        except WireFailed as failed:
            if self._inquiry is None:
                raise
            why = await self._inquiry.broken(failed, session, self.addresses)
            raise why from None

    async def _greet(self, session: Session) -> None:
        if session.wire.encrypted or self._inquiry is None:
            return await session.talk.greet()
        greeting = asyncio.ensure_future(session.talk.greet())
        try:
            with suppress(TimeoutError):
                async with self._run.clock.limit(GREETING_PATIENCE):
                    await asyncio.shield(greeting)
            if not greeting.done() and (why := await self._inquiry.silent(session.address)):
                raise why
            await greeting
        finally:
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)
