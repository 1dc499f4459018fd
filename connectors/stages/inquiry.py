"""Why a stage before the login failed: found out by second connections, which never log in."""

from __future__ import annotations

from contextlib import suppress

from connectors.codes import ConnectionDetail
from connectors.model import Certificate, Detail, Security, Target
from connectors.stages.opening import Session
from connectors.stages.probes import PROBE_SECONDS, Probe
from connectors.stages.run import Run
from connectors.stages.trial import answers, trial
from connectors.steps import IPAddress
from connectors.wire.certificate import certificates_of, outdated
from connectors.wire.faults import RefusedChain
from connectors.wire.tls import CertificateRefused
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

PORT_25 = 25

BEHIND = frozenset(
    {
        Cause.PROTO_WRONG_SERVICE,
        Cause.SERVER_REFUSED,
        Cause.SERVER_UNAVAILABLE,
        Cause.SERVER_TOO_MANY_CONNECTIONS,
        Cause.AUTH_OAUTH_REQUIRED,
    }
)
"""What can be met behind a bad certificate and is worth telling beside it."""

BEFORE_CERTIFICATE = frozenset({Cause.PROTO_WRONG_SERVICE, Cause.SERVER_REFUSED})
"""Of these, what no better certificate would mend: the settings lead to the wrong place."""


class Inquiry:
    """Looks again at one target; see ``opening.Inquiry``.

    ``refused_chain`` are the certificates for which TLS failed, if they could be read. ``also``
    are causes that were met beside the one that is told.
    """

    def __init__(self, run: Run, target: Target) -> None:
        self.refused_chain: tuple[Certificate, ...] = ()
        self.also: tuple[Cause, ...] = ()
        self._run = run
        self._target = target

    async def unanswered(self, failed: WireFailed, addresses: tuple[IPAddress, ...]) -> WireFailed:
        """See ``opening.Inquiry``."""
        if failed.cause is not Cause.NET_TIMEOUT or self._target.port != PORT_25:
            return failed
        return await self._probe(addresses[-1]).after_no_answer() or failed

    async def silent(self, address: IPAddress) -> WireFailed | None:
        """See ``opening.Inquiry``."""
        return await self._probe(address).after_silence(self._run.reading(self._target))

    async def broken(
        self, failed: WireFailed, session: Session, addresses: tuple[IPAddress, ...]
    ) -> WireFailed:
        """See ``opening.Inquiry``."""
        why, address = await self._why(failed, session), session.address
        others = tuple(other for other in addresses if other.version != address.version)
        if address.version == 6 and others and await self._is_well_at(others):
            # Whatever is wrong there, the mail server is not: it is well at its other address.
            self.also = (why.cause, *self.also)
            values = {"ip": str(address), "other": str(others[0])}
            return WireFailed(
                Cause.NET_IPV6_BROKEN, detail=Detail(ConnectionDetail.OTHER_FAMILY, values)
            )
        return why

    async def _is_well_at(self, addresses: tuple[IPAddress, ...]) -> bool:
        run = self._run
        try:
            async with run.clock.limit(min(PROBE_SECONDS, run.seconds_left)):
                return await answers(run, self._target, addresses)
        except TimeoutError:
            return False

    async def _why(self, failed: WireFailed, session: Session) -> WireFailed:
        if isinstance(failed, CertificateRefused):
            return await self._judged(failed, session.address)
        awaited_tls = self._target.security is Security.TLS and not session.wire.encrypted
        if failed.cause is Cause.NET_RESET and awaited_tls:
            return await self._probe(session.address).after_hanging_up() or failed
        return failed

    async def _judged(self, refused: CertificateRefused, address: IPAddress) -> WireFailed:
        """Why a certificate was refused, told by a second look that trusts everything."""
        der, behind = await self._look_again(address)
        self.refused_chain = certificates_of(der)
        trusted = self._run.contexts.trusted_authorities(self._run.plan.ca_file)
        chain = RefusedChain(refused.verify_code, der, self._target.host, trusted)
        faults = chain.faults(self._run.clock.now())
        if behind and behind.cause in BEFORE_CERTIFICATE:
            self.also = faults
            return behind
        self.also = (*faults[1:], *((behind.cause,) if behind else ()))
        return WireFailed(faults[0], detail=self._about(faults[0], refused.verify_code, der))

    async def _look_again(self, address: IPAddress) -> tuple[tuple[bytes, ...], WireFailed | None]:
        """The chain as it is sent, and what else stands in the way behind it."""
        run, target = self._run, self._target
        with suppress(WireFailed):
            async with trial(run, target, (address,), run.reading(target)) as (session, failed):
                if failed is None and run.credentials is not None:
                    try:
                        session.talk.login_plan(run.credentials, run.plan.mechanism)
                    except WireFailed as hopeless:
                        failed = hopeless
                secured = session.wire.secured
                behind = failed if failed and failed.cause in BEHIND else None
                return secured.chain if secured else (), behind
        return (), None

    def _about(self, cause: Cause, verify_code: int, der: tuple[bytes, ...]) -> Detail:
        dated = cause in (Cause.TLS_CERTIFICATE_EXPIRED, Cause.TLS_CERTIFICATE_NOT_YET_VALID)
        guilty = outdated(der, self._run.clock.now()) if dated else None
        if guilty is None:
            return Detail(ConnectionDetail.CERTIFICATE_REFUSED, {"code": str(verify_code)})
        dates = {
            "subject": guilty.subject,
            "not_before": guilty.not_before.date().isoformat(),
            "not_after": guilty.not_after.date().isoformat(),
        }
        return Detail(ConnectionDetail.CERTIFICATE_OUTDATED, dates)

    def _probe(self, address: IPAddress) -> Probe:
        run = self._run
        return Probe(run.clock, run.dial, self._target, address, run.deadline)
