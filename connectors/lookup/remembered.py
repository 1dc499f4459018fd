"""A name service that is asked for the addresses of a host once, however many want to know."""

from __future__ import annotations

import asyncio

from connectors.lookup.best import let_go
from connectors.lookup.model import Names, Srv
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause


class Remembered:
    """Names as one search sees them; see ``Names``.

    Several sources ask at one host. They share one answer, so a slow one costs its time once, and
    a host cannot lead each of them elsewhere.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._hosts: dict[str, asyncio.Task[tuple[IPAddress, ...] | Cause]] = {}

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """See ``Names``. Whoever stops waiting does not stop it for the others."""
        if host not in self._hosts:
            self._hosts[host] = asyncio.create_task(self._look_up(host))
        answer = await asyncio.shield(self._hosts[host])
        if isinstance(answer, Cause):
            raise LookupFailed(answer)
        return answer

    async def srv(self, name: str) -> tuple[Srv, ...]:
        """See ``Names``."""
        return await self._names.srv(name)

    async def mx(self, domain: str) -> tuple[str, ...]:
        """See ``Names``."""
        return await self._names.mx(domain)

    async def txt(self, name: str) -> tuple[bytes, ...]:
        """See ``Names``."""
        return await self._names.txt(name)

    async def close(self) -> None:
        """Let go of look-ups that nobody waits for any more."""
        await let_go(self._hosts.values())

    async def _look_up(self, host: str) -> tuple[IPAddress, ...] | Cause:
        try:
            return await self._names.addresses(host)
        except LookupFailed as failed:
            return failed.cause
