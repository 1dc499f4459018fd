"""Whether anything listens on a port: connect, and hang up."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from connectors.lookup.model import Probe
from connectors.policy import Policy
from connectors.steps import IPAddress
from knowledge.causes import Cause

PROBE_SECONDS = 3.0
"""For one connection: two lost packets are sent again within it, and no guess is worth more."""


async def open_port(addresses: tuple[IPAddress, ...], port: int) -> Cause:
    """``OK`` when one of a host's addresses takes a connection, else why the first did not.

    One address of each family is tried, both at once: a broken IPv6 hides nothing.
    """
    families = {address.version: address for address in reversed(addresses)}
    tried = [address for address in addresses if families[address.version] == address]
    causes = await asyncio.gather(*(_connect(address, port) for address in tried))
    return Cause.OK if Cause.OK in causes else causes[0]


def judged(policy: Policy) -> Probe:
    """A probe that dials only what the policy allows; the rest is ``check.not_allowed``."""

    async def probe(addresses: tuple[IPAddress, ...], port: int) -> Cause:
        if not (policy.allows_port(port) and policy.allows(addresses)):
            return Cause.CHECK_NOT_ALLOWED
        return await open_port(addresses, port)

    return probe


async def _connect(address: IPAddress, port: int) -> Cause:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            _, writer = await asyncio.open_connection(str(address), port)
    except TimeoutError:
        return Cause.NET_TIMEOUT
    except ConnectionRefusedError:
        return Cause.NET_REFUSED
    except ConnectionResetError:
        return Cause.NET_RESET
    except OSError:
        return Cause.NET_UNREACHABLE
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return Cause.OK
