"""Short connections beside a check's own, to find out what stands in its way.

They never log in, and say nothing but what it takes to connect.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from connectors.clock import Clock
from connectors.codes import ConnectionDetail
from connectors.model import Detail, Target
from connectors.steps import IPAddress
from connectors.wire.channel import Channel
from connectors.wire.connect import Connector, Dial
from connectors.wire.service import Service, recognise, speaks
from connectors.wire.tls import Handshake
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

PROBE_SECONDS = 5.0
"""For one probe, connection included: the check itself is waiting."""

SUBMISSION_PORTS = (587, 465)


@dataclass(frozen=True, slots=True)
class Probe:
    """Looks at the server that a check is dealing with, within that check's time."""

    clock: Clock
    dial: Dial
    target: Target
    address: IPAddress
    deadline: float

    async def after_silence(self, reading: ssl.SSLContext) -> WireFailed | None:
        """Why a port does not greet in plain words, if TLS or another service is why."""
        secure = Handshake(reading, self.target.host, self.target.protocol, after_starttls=False)
        try:
            async with self._connected(self.target.port) as channel:
                await secure(channel, b"")
        except (TimeoutError, WireFailed) as failed:
            cause = failed.cause if isinstance(failed, WireFailed) else Cause.NET_TIMEOUT
            if cause is Cause.PROTO_WRONG_SERVICE:
                return failed if isinstance(failed, WireFailed) else None
            if cause.stage != "tls":
                return None
        return WireFailed(Cause.PROTO_TLS_EXPECTED, detail=_greeted_by(Service.TLS))

    async def after_hanging_up(self) -> WireFailed | None:
        """Why a port hangs up on TLS, if it is because it greets in plain words."""
        try:
            async with self._connected(self.target.port) as channel:
                service = recognise(await channel.read())
        except (TimeoutError, OSError, WireFailed):
            return None
        if speaks(service, self.target.protocol):
            return WireFailed(Cause.PROTO_PLAINTEXT_EXPECTED, detail=_greeted_by(service))
        if service in (Service.UNKNOWN, Service.TLS):
            return None
        return WireFailed(Cause.PROTO_WRONG_SERVICE, detail=_greeted_by(service))

    async def after_no_answer(self) -> WireFailed | None:
        """Why port 25 does not answer, if it is because the way to it is closed to all (OP25B)."""
        answers = await asyncio.gather(*map(self._answers, SUBMISSION_PORTS))
        for port, answer in zip(SUBMISSION_PORTS, answers, strict=True):
            if answer:
                detail = Detail(ConnectionDetail.OTHER_PORT_ANSWERS, {"port": str(port)})
                return WireFailed(Cause.NET_PORT25_BLOCKED, detail=detail)
        return None

    async def _answers(self, port: int) -> bool:
        try:
            async with self._connected(port):
                return True
        except (TimeoutError, WireFailed):
            return False

    @asynccontextmanager
    async def _connected(self, port: int) -> AsyncIterator[Channel]:
        left = min(PROBE_SECONDS, self.deadline - self.clock.seconds())
        connector = Connector(self.clock, port, self.dial)
        try:
            async with self.clock.limit(max(0.0, left)):
                _, channel = await connector.connect((self.address,), left)
                try:
                    yield channel
                finally:
                    channel.close()
        finally:
            await connector.close()


def _greeted_by(service: Service) -> Detail:
    return Detail(ConnectionDetail.GREETED_BY, {"service": service.value})
