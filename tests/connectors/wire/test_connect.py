"""From addresses to a connection, with a network that does as it is told."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Mapping
from ipaddress import ip_address

import pytest

from connectors.steps import IPAddress
from connectors.wire.channel import Channel
from connectors.wire.connect import Connector, SocketChannel, in_turn
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause
from tests.servers.moved_clock import MovedClock

V4, OTHER_V4 = ip_address("192.0.2.1"), ip_address("192.0.2.2")
V6, OTHER_V6 = ip_address("2001:db8::1"), ip_address("2001:db8::2")

HANGS = -1
ANSWERS = 0


class Connection:
    """A connection on which nothing is said."""

    def __init__(self) -> None:
        self.closed = False

    async def read(self) -> bytes:
        return b""

    async def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        self.closed = True


class Network:
    """Addresses that answer, hang, or fail with an error of the system's."""

    def __init__(self, behaviours: Mapping[IPAddress, int]) -> None:
        self._behaviours = behaviours
        self.dialled: list[IPAddress] = []
        self.connections: dict[IPAddress, Connection] = {}
        self.given_up: list[IPAddress] = []

    async def dial(self, address: IPAddress, port: int) -> Channel:
        self.dialled.append(address)
        behaviour = self._behaviours[address]
        if behaviour == HANGS:
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                self.given_up.append(address)
        if behaviour != ANSWERS:
            raise OSError(behaviour, "told to")
        self.connections[address] = Connection()
        return self.connections[address]


async def passing(clock: MovedClock, seconds: float) -> None:
    """Let time pass, a tenth of a second at a time, with turns of the loop between."""
    for _ in range(int(seconds * 10)):
        for _ in range(5):
            await asyncio.sleep(0)
        clock.move(0.1)


async def connected(
    behaviours: Mapping[IPAddress, int], *, lasting: float = 0.0
) -> tuple[Network, Connector, IPAddress]:
    """Connect to the addresses in the order given, keep it for some seconds, and close."""
    clock, network = MovedClock(), Network(behaviours)
    connector = Connector(clock, 993, network.dial)
    passes = asyncio.ensure_future(passing(clock, 30))
    try:
        address, _ = await connector.connect(tuple(behaviours), 30.0)
        clock.move(lasting)
    finally:
        passes.cancel()
        await asyncio.gather(passes, return_exceptions=True)
        await connector.close()
    return network, connector, address


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (errno.ECONNREFUSED, Cause.NET_REFUSED),
        (errno.ETIMEDOUT, Cause.NET_TIMEOUT),
        (errno.EHOSTUNREACH, Cause.NET_UNREACHABLE),
        (errno.ENETUNREACH, Cause.NET_UNREACHABLE),
        (errno.EACCES, Cause.NET_UNREACHABLE),
        (errno.EPERM, Cause.NET_UNREACHABLE),
        (errno.ECONNRESET, Cause.NET_RESET),
        (errno.EMFILE, Cause.CHECK_BUDGET_SPENT),
        (HANGS, Cause.NET_TIMEOUT),
    ],
)
async def test_causes(code: int, cause: Cause) -> None:
    """What the system says, and what silence says."""
    with pytest.raises(WireFailed) as failed:
        await connected({V4: code})
    assert failed.value.cause is cause


@pytest.mark.parametrize(
    ("codes", "cause"),
    [
        ((errno.ENETUNREACH, errno.ECONNREFUSED), Cause.NET_REFUSED),
        ((errno.ECONNREFUSED, HANGS), Cause.NET_REFUSED),
        ((errno.ENETUNREACH, HANGS), Cause.NET_TIMEOUT),
        ((HANGS, errno.EHOSTUNREACH), Cause.NET_TIMEOUT),
    ],
)
async def test_of_several_failures_the_most_telling_counts(
    codes: tuple[int, int], cause: Cause
) -> None:
    """A machine without IPv6 shall not hide what IPv4 has to say."""
    with pytest.raises(WireFailed) as failed:
        await connected(dict(zip((V6, V4), codes, strict=True)))
    assert failed.value.cause is cause


async def test_the_first_that_answers_wins() -> None:
    """Nobody else is dialled when the first answers at once."""
    network, _, address = await connected({V6: ANSWERS, V4: ANSWERS})
    assert (address, network.dialled) == (V6, [V6])


async def test_one_that_hangs_does_not_hold_up_the_rest() -> None:
    """The next is tried after a short start, and the one that hangs is given up at the end."""
    network, _, address = await connected({V6: HANGS, V4: ANSWERS})
    assert (address, network.given_up) == (V4, [V6])


async def test_a_failure_starts_the_next_at_once() -> None:
    """No time passes between."""
    clock, network = MovedClock(), Network({V6: errno.ECONNREFUSED, V4: ANSWERS})
    connector = Connector(clock, 993, network.dial)
    address, _ = await connector.connect((V6, V4), 30.0)
    await connector.close()
    assert (address, clock.seconds()) == (V4, 0.0)


async def test_what_nobody_took_is_closed() -> None:
    """Two may answer in the same turn of the loop: one is used, one is let go."""

    class Late(Network):
        async def dial(self, address: IPAddress, port: int) -> Channel:
            if address == V6:
                await both.wait()
            return await super().dial(address, port)

    clock, network, both = MovedClock(), Late({V6: ANSWERS, V4: ANSWERS}), asyncio.Event()
    connector = Connector(clock, 993, network.dial)
    connecting = asyncio.ensure_future(connector.connect((V6, V4), 30.0))
    await asyncio.sleep(0)
    both.set()
    clock.move(0.3)
    address, _ = await connecting
    await connector.close()
    others = [where for where in network.connections if where != address]
    assert all(network.connections[where].closed for where in others)
    assert not network.connections[address].closed


@pytest.mark.parametrize(
    ("behaviour", "lasting", "broken"),
    [
        (errno.ECONNREFUSED, 0.0, True),
        (errno.EHOSTUNREACH, 0.0, True),
        (errno.ENETUNREACH, 0.0, False),
        (errno.EADDRNOTAVAIL, 0.0, False),
        (errno.EAFNOSUPPORT, 0.0, False),
        (HANGS, 2.0, True),
        (HANGS, 0.0, False),
        (ANSWERS, 2.0, False),
    ],
)
async def test_broken_ipv6(behaviour: int, lasting: float, broken: bool) -> None:
    """Told when IPv6 fails or stays silent for long, not when this machine has none."""
    _, connector, _ = await connected({V6: behaviour, V4: ANSWERS}, lasting=lasting)
    assert connector.ipv6_broken is broken


async def test_cancelling_leaves_nothing() -> None:
    """Whoever stops waiting and closes leaves no attempt behind."""
    network = Network({V4: HANGS})
    connector = Connector(MovedClock(), 993, network.dial)
    connecting = asyncio.ensure_future(connector.connect((V4,), 30.0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    await connector.close()
    assert network.given_up == [V4]
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_families_by_turns() -> None:
    """A whole dead family must not use up the attempts."""
    assert in_turn((V6, OTHER_V6, V4, OTHER_V4)) == [V6, V4, OTHER_V6, OTHER_V4]
    assert in_turn((V4, V4, V6)) == [V4, V6]
    many = tuple(ip_address(f"192.0.2.{number}") for number in range(50))
    assert len(in_turn(many)) == 6


class NotedSocket(socket.socket):
    """A socket that remembers which options it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.options: list[tuple[int, int, int]] = []

    # The one of its forms that is used here.
    def setsockopt(self, level: int, option: int, value: int) -> None:  # type: ignore[override]
        self.options.append((level, option, value))
        super().setsockopt(level, option, value)


async def test_what_arrives_is_confirmed_at_once() -> None:
    """No server waits for our confirmation before it says its next words."""
    with socket.create_server(("127.0.0.1", 0)) as server, NotedSocket() as client:
        client.connect(server.getsockname())
        client.setblocking(False)
        accepted, _ = server.accept()
        with accepted:
            accepted.sendall(b"220 hello\r\n")
            assert await SocketChannel(client).read() == b"220 hello\r\n"
    quick = getattr(socket, "TCP_QUICKACK", None)
    assert client.options == ([(socket.IPPROTO_TCP, quick, 1)] if quick is not None else [])
