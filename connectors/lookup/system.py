"""The machine's own name service: it knows the hosts file and the names of a VPN."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause

SystemNames = Callable[[str], Awaitable[tuple[IPAddress, ...]]]
"""Asks the machine for a host's addresses, at least one; raises ``LookupFailed``."""

# getaddrinfo's own codes. What is not here (EAI_AGAIN, EAI_FAIL, EAI_SYSTEM) is a failure.
# EAI_NODATA is not defined on every platform.
_CAUSES = {
    socket.EAI_NONAME: Cause.DNS_NO_SUCH_HOST,
    getattr(socket, "EAI_NODATA", socket.EAI_NONAME + 1_000_000): Cause.DNS_NO_ADDRESS,
}


async def system_addresses(host: str) -> tuple[IPAddress, ...]:
    """The addresses that programs on this machine get for a host.

    The call into the system cannot be stopped, so it runs in a thread of its own that keeps
    nobody from leaving: not the caller when it is cancelled, nor the program when it ends.

    Raises:
        LookupFailed: there is no such host, it has no address, or the service failed.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[IPAddress, ...]] = loop.create_future()

    def ask() -> None:
        try:
            found: tuple[IPAddress, ...] | LookupFailed = _getaddrinfo(host)
        except LookupFailed as failed:
            found = failed
        # A closed loop means that nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, found)

    def tell(found: tuple[IPAddress, ...] | LookupFailed) -> None:
        if answer.done():
            return
        if isinstance(found, LookupFailed):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    threading.Thread(target=ask, name=f"getaddrinfo {host}", daemon=True).start()
    return await answer


def _getaddrinfo(host: str) -> tuple[IPAddress, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as refused:
        raise LookupFailed(_CAUSES.get(refused.errno or 0, Cause.DNS_FAILURE)) from refused
    except (OSError, UnicodeError) as refused:
        raise LookupFailed(Cause.DNS_FAILURE) from refused
    addresses = dict.fromkeys(ip_address(entry[4][0]) for entry in found)
    if not addresses:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)
    return tuple(addresses)
