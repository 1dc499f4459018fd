"""Whether a port listens, on real sockets."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address

from connectors.lookup.probe import judged, open_port
from connectors.policy import Policy
from knowledge.causes import Cause

LOCAL = ip_address("127.0.0.1")


async def test_a_listening_port_is_open() -> None:
    """A connection is made, and nothing is said."""
    said: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.set_result(await reader.read())
        writer.close()

    listener = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        assert await open_port((LOCAL,), port) is Cause.OK
        assert await said == b""


async def test_a_port_that_nobody_listens_on_refuses() -> None:
    """The port is bound, so that nobody else takes it, and does not listen."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        assert await open_port((LOCAL,), port) is Cause.NET_REFUSED


async def test_one_family_that_listens_is_enough() -> None:
    """IPv6 is refused and IPv4 takes the connection: the port is open."""
    listener = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        assert await open_port((ip_address("::1"), LOCAL), port) is Cause.OK


async def test_what_the_policy_forbids_is_not_dialled() -> None:
    """Neither a private address nor a port that is no mail port; a terminal may dial both."""
    listener = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        assert await judged(Policy.public())((LOCAL,), 993) is Cause.CHECK_NOT_ALLOWED
        public = judged(Policy.public(networks=["127.0.0.0/8"]))
        assert await public((LOCAL,), port) is Cause.CHECK_NOT_ALLOWED
        assert await judged(Policy.terminal())((LOCAL,), port) is Cause.OK
