"""The line between two networks: carries packets from one to the other, each after a delay.

It is also the stop-watch: it sees when each connection's first packet leaves the client and when
the client ends it, whatever program the client is, and however long that took to start.

A program of its own, as root. Its arguments are the processes that hold the networks. Lines of
its input: a number is the delay each way in seconds from now on; ``report`` asks for the
connections that have ended since the last. Its input's end ends it.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET_BYTES = 65536
FIN, SYN, RST = 0x01, 0x02, 0x04
TCP = 6
IDLE_SECONDS = 0.5
END_SECONDS = 2.0
"""A report waits so long for connections that have begun to end."""


@dataclass
class Connection:
    """What was seen of one; times as ``monotonic`` has them."""

    port: int
    began: float
    ended: float = 0.0


@dataclass
class StopWatch:
    """Reads the packets that leave the client, and those that reach it."""

    connections: dict[tuple[int, int], Connection] = field(default_factory=dict)

    def leaves(self, packet: bytes, now: float) -> None:
        """Note the time when this begins or ends a connection."""
        near, far, flags = _segment(packet)
        if flags & SYN and (near, far) not in self.connections:
            self.connections[near, far] = Connection(far, now)
        self._end(near, far, now if flags & (FIN | RST) else 0.0)

    def reaches(self, packet: bytes, now: float) -> None:
        """Note the time when the server breaks a connection off: then the client says nothing."""
        far, near, flags = _segment(packet)
        self._end(near, far, now if flags & RST else 0.0)

    def _end(self, near: int, far: int, when: float) -> None:
        known = self.connections.get((near, far))
        if known and not known.ended:
            known.ended = when

    @property
    def running(self) -> bool:
        """Whether a connection has begun and not ended."""
        return any(not one.ended for one in self.connections.values())

    def report(self) -> list[dict[str, float]]:
        """All connections since the last report, and forget them."""
        found = [
            {"port": one.port, "began": one.began, "ended": one.ended}
            for one in self.connections.values()
        ]
        self.connections.clear()
        return found


def _segment(packet: bytes) -> tuple[int, int, int]:
    """Whence, where to and the flags of a TCP segment; nothing of all other packets."""
    if packet[0] >> 4 != 4 or packet[9] != TCP:
        return 0, 0, 0
    segment = packet[(packet[0] & 0x0F) * 4 :]
    return (*struct.unpack("!2H", segment[:4]), segment[13])


class Line:
    """Two devices, and the packets that are on their way."""

    def __init__(self, near: int, far: int) -> None:
        self.watch = StopWatch()
        self.delay = 0.0
        self._other = {near: far, far: near}
        self._near = near
        self._under_way: deque[tuple[float, int, bytes]] = deque()

    def carry(self) -> bool:
        """Carry what is there, or wait a little; whether the input has something to say."""
        said = sys.stdin.fileno()
        readable, _, _ = select.select([*self._other, said], [], [], self._deliver())
        for device in readable:
            if device != said:
                self._take(device)
        return said in readable

    def _take(self, device: int) -> None:
        packet = os.read(device, PACKET_BYTES)
        now = monotonic()
        if device == self._near:
            self.watch.leaves(packet, now)
        else:
            self.watch.reaches(packet, now + self.delay)
        self._under_way.append((now + self.delay, self._other[device], packet))

    def _deliver(self) -> float:
        """Hand over what is due; the seconds until the next may be."""
        while self._under_way:
            due, device, packet = self._under_way[0]
            if (left := due - monotonic()) > 0:
                return left
            self._under_way.popleft()
            with suppress(OSError):
                # A device that is not up yet, or no longer, takes nothing.
                os.write(device, packet)
        return IDLE_SECONDS


def open_device(name: str, namespace: str) -> int:
    """A TUN device, moved into the network of a process."""
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(("ip", "link", "set", name, "netns", namespace), check=True)
    return device


def main(client: str, server: str) -> None:
    """Carry and obey until the input ends."""
    names = [f"mm{os.getpid()}{side}" for side in "ab"]
    near, far = (open_device(name, pid) for name, pid in zip(names, (client, server), strict=True))
    line = Line(near, far)
    _say(names)
    while True:
        if not line.carry():
            continue
        word = sys.stdin.readline().strip()
        if not word:
            return
        if word == "report":
            _finish(line)
            _say(line.watch.report())
        else:
            line.delay = float(word)
            _say(line.delay)


def _finish(line: Line) -> None:
    """Carry on until what has begun has ended."""
    latest = monotonic() + END_SECONDS
    while line.watch.running and monotonic() < latest:
        line.carry()


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
