"""From addresses to a connection: the first that answers wins (after RFC 8305).

The very address that the policy has judged is dialled, never a name. Addresses are tried in
turn, each given a short start before the next; one that stays silent does not hold up the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Coroutine
from itertools import chain, zip_longest
from typing import Any

from connectors.clock import Clock
from connectors.steps import IPAddress
from connectors.wire.channel import Channel
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

STAGGER_SECONDS = 0.25
"""The start that one address has before the next is tried too (RFC 8305 §5)."""

CONNECT_SECONDS = 10.0
"""For all addresses together: a connection that takes longer is of no use to a mail program."""

DEAD_SECONDS = 1.0
"""An address that has not answered after this long, when another has, is taken for dead: its
first packet was lost or is being dropped."""

ATTEMPTS_LIMIT = 6
"""Addresses that are tried: three of each family."""

READ_BYTES = 16 * 1024

QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Linux's option to confirm at once what has arrived. A server that holds small words back until
the last ones are confirmed (Nagle, RFC 9293 §3.7.4: Postfix's greeting behind its TLS tickets)
would wait for our delayed confirmation, which comes after 40 ms."""

CAUSES = {
    errno.ECONNREFUSED: Cause.NET_REFUSED,
    errno.ETIMEDOUT: Cause.NET_TIMEOUT,
    errno.ECONNRESET: Cause.NET_RESET,
    errno.ECONNABORTED: Cause.NET_RESET,
    errno.EMFILE: Cause.CHECK_BUDGET_SPENT,
    errno.ENFILE: Cause.CHECK_BUDGET_SPENT,
    errno.ENOBUFS: Cause.CHECK_BUDGET_SPENT,
}
"""All other refusals of the system mean that there is no way to that address from here."""

TELLING = (
    Cause.CHECK_BUDGET_SPENT,
    Cause.NET_REFUSED,
    Cause.NET_RESET,
    Cause.NET_TIMEOUT,
    Cause.NET_UNREACHABLE,
)
"""Of several failures the first of these is told: it says most about the server."""

NO_SUCH_FAMILY = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
"""This machine has no IPv6 (or IPv4) at all, which is no fault of anybody's."""


Dial = Callable[[IPAddress, int], Coroutine[Any, Any, Channel]]
"""Connects to an address's port; fails with ``OSError``."""


class SocketChannel:
    """A TCP connection as a ``Channel``."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    async def read(self) -> bytes:
        """See ``Channel``."""
        if QUICK_ACK is not None:
            # Before every wait: the system takes it back whenever we have spoken.
            self._socket.setsockopt(socket.IPPROTO_TCP, QUICK_ACK, 1)
        return await asyncio.get_running_loop().sock_recv(self._socket, READ_BYTES)

    async def write(self, data: bytes) -> None:
        """See ``Channel``."""
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    def close(self) -> None:
        """See ``Channel``."""
        self._socket.close()


class Connector:
    """Connects to one host's port, and remembers how each address behaved.

    ``address`` is the one that answered. Attempts that have not ended go on until ``close``, by
    which time ``ipv6_broken`` is known: IPv6 was tried and failed, or was silent for long, where
    IPv4 answered.
    """

    def __init__(self, clock: Clock, port: int, dial: Dial) -> None:
        self.address: IPAddress | None = None
        self.ipv6_broken = False
        self._clock = clock
        self._port = port
        self._dial = dial
        self._attempts: dict[IPAddress, asyncio.Task[Channel]] = {}
        self._began: dict[IPAddress, float] = {}

    async def connect(
        self, addresses: tuple[IPAddress, ...], seconds: float
    ) -> tuple[IPAddress, Channel]:
        """The first address that takes a connection within these seconds, and the connection.

        Raises:
            WireFailed: none did, and the most telling reason.
        """
        try:
            async with self._clock.limit(max(0.0, min(seconds, CONNECT_SECONDS))):
                return await self._first_of(in_turn(addresses))
        except TimeoutError:
            raise WireFailed(self._told(Cause.NET_TIMEOUT)) from None

    async def close(self) -> None:
        """End the attempts that have not ended, and let go of what nobody took."""
        self.ipv6_broken = self.ipv6_broken or self._is_ipv6_broken()
        for attempt in self._attempts.values():
            attempt.cancel()
        ended = await asyncio.gather(*self._attempts.values(), return_exceptions=True)
        for address, outcome in zip(self._attempts, ended, strict=True):
            if not isinstance(outcome, BaseException) and address != self.address:
                outcome.close()
        self._attempts.clear()

    async def _first_of(self, addresses: list[IPAddress]) -> tuple[IPAddress, Channel]:
        while addresses or self._pending():
            if addresses:
                self._begin(addresses.pop(0))
            patience = STAGGER_SECONDS if addresses else CONNECT_SECONDS
            with contextlib.suppress(TimeoutError):
                async with self._clock.limit(patience):
                    await asyncio.wait(self._pending(), return_when=asyncio.FIRST_COMPLETED)
            if connected := self._connected():
                return connected
        raise WireFailed(self._told(Cause.NET_UNREACHABLE))

    def _begin(self, address: IPAddress) -> None:
        self._began[address] = self._clock.seconds()
        self._attempts[address] = asyncio.create_task(self._dial(address, self._port))

    def _pending(self) -> list[asyncio.Task[Channel]]:
        return [attempt for attempt in self._attempts.values() if not attempt.done()]

    def _connected(self) -> tuple[IPAddress, Channel] | None:
        for address, attempt in self._attempts.items():
            if attempt.done() and not isinstance(attempt.exception(), OSError):
                self.address = address
                return address, attempt.result()
        return None

    def _told(self, otherwise: Cause) -> Cause:
        ended = (attempt.exception() for attempt in self._attempts.values() if attempt.done())
        causes = {otherwise} | {_cause_of(error) for error in ended if isinstance(error, OSError)}
        return next(cause for cause in TELLING if cause in causes)

    def _is_ipv6_broken(self) -> bool:
        if self.address is None or self.address.version == 6:
            return False
        return any(self._is_dead(tried) for tried in self._attempts if tried.version == 6)

    def _is_dead(self, address: IPAddress) -> bool:
        attempt = self._attempts[address]
        if not attempt.done():
            return self._clock.seconds() - self._began[address] >= DEAD_SECONDS
        error = attempt.exception()
        return isinstance(error, OSError) and error.errno not in NO_SUCH_FAMILY


def in_turn(addresses: tuple[IPAddress, ...]) -> list[IPAddress]:
    """The addresses to try: the families by turns, beginning with the first one's (RFC 8305 §4)."""
    first = [address for address in addresses if address.version == addresses[0].version]
    others = [address for address in addresses if address.version != addresses[0].version]
    turns = chain.from_iterable(zip_longest(first, others))
    distinct = dict.fromkeys(address for address in turns if address is not None)
    return list(distinct)[:ATTEMPTS_LIMIT]


async def dial(address: IPAddress, port: int) -> Channel:
    """A TCP connection to this very address; ``OSError`` when there is none."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    dialled = socket.socket(family, socket.SOCK_STREAM)
    try:
        dialled.setblocking(False)
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(dialled, (str(address), port))
    except BaseException:
        dialled.close()
        raise
    return SocketChannel(dialled)


def _cause_of(error: OSError) -> Cause:
    return CAUSES.get(error.errno or 0, Cause.NET_UNREACHABLE)
