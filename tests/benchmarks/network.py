"""Two networks of our own, joined by a line whose delay we choose.

Each is a Linux namespace that lives as long as a process of ours; the line is a pair of TUN
devices that a third process reads and writes. When these end, however they end, all is gone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.talking import Talk, talking

CLIENT, SERVER = "10.77.0.1", "10.77.0.2"
"""Private addresses; nobody else is in these networks."""

OWN_HOSTS = (
    'mount -t tmpfs mailmedic /mnt && printf %s "$1" >/mnt/hosts'
    " && mount --bind /mnt/hosts /etc/hosts"
)
"""Another hosts file, in memory: it is gone with the namespace, and nobody else ever sees it."""

NEEDED = ("ip", "nsenter", "unshare")


@dataclass(frozen=True)
class Namespace:
    """A network and a view of the files, held by a process."""

    pid: int

    @property
    def inside(self) -> tuple[str, ...]:
        """Runs the command that follows in it."""
        return ("nsenter", f"--target={self.pid}", "--net", "--mount", f"--wd={Path.cwd()}")

    def run(self, *command: str) -> None:
        """Run a command in it to its end."""
        subprocess.run((*self.inside, *command), check=True)


@dataclass(frozen=True)
class Network:
    """The client's side, the server's side, and the line between them."""

    client: Namespace
    server: Namespace
    line: Talk


def missing() -> str:
    """Why there can be no such networks here; empty where there can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "not root"
    if not Path("/dev/net/tun").exists():
        return "no /dev/net/tun"
    programs = [program for program in NEEDED if shutil.which(program) is None]
    if programs:
        return f"no {', '.join(programs)}"
    tried = subprocess.run(("unshare", "--net", "--mount", "true"), capture_output=True)
    return "" if tried.returncode == 0 else "no namespaces of one's own"


@contextmanager
def network(host: str) -> Iterator[Network]:
    """Both, joined and up; on the client's side this host name is the server's address."""
    with (
        _namespace() as client,
        _namespace() as server,
        talking("delay_line", str(client.pid), str(server.pid)) as line,
    ):
        client.run("sh", "-c", OWN_HOSTS, "sh", f"{SERVER} {host}\n127.0.0.1 localhost\n")
        near, far = line.hear()
        for namespace, device, own, other in (
            (client, near, CLIENT, SERVER),
            (server, far, SERVER, CLIENT),
        ):
            namespace.run("ip", "link", "set", "lo", "up")
            namespace.run("ip", "address", "add", own, "peer", other, "dev", device)
            namespace.run("ip", "link", "set", device, "up")
        yield Network(client, server, line)


@contextmanager
def _namespace() -> Iterator[Namespace]:
    """One that ends with its holder, and the holder with us."""
    command = ("unshare", "--net", "--mount", "sh", "-c", "echo up; read -r _ || :")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        try:
            if holder.stdout.readline() != "up\n":
                raise RuntimeError("no namespaces of one's own")
            yield Namespace(holder.pid)
        finally:
            holder.stdin.close()
