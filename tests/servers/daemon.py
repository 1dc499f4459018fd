"""Runs a server of the system's for as long as the tests need it."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

# The server's life hangs on our end of this shell's input: it ends with us, however we end, and
# whoever it runs as.
# Who waits for that holds nothing of ours open, so a server that ends by itself is noticed.
KEPT = (
    'exec 3<&0; "$@" </dev/null & server=$!; '
    '{ read -r _ <&3; kill "$server"; } >/dev/null 2>&1 & wait "$server"'
)


LOOPBACK = "127.0.0.1"
_PORTS = 15_000, 32_000


def free_ports(count: int) -> tuple[int, ...]:
    """Ports on loopback that nobody listens on.

    Below those that the system gives to whoever dials: one of these may be taken before the
    server has it.
    """
    found: list[int] = []
    with ExitStack() as sockets:
        while len(found) < count:
            port = random.randrange(*_PORTS)  # noqa: S311 - nobody is kept out by it
            with suppress(OSError):
                sockets.enter_context(socket.socket()).bind((LOOPBACK, port))
                found.append(port)
    return tuple(found)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that servers of other users can reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="mailmedic-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        subprocess.run(as_root("rm", "-rf", str(folder)), check=True)


def as_root(*command: str) -> tuple[str, ...]:
    """The command, as root if we are not."""
    return command if os.geteuid() == 0 else ("sudo", "-n", *command)


@contextmanager
def running(command: Sequence[str], ready: str) -> Iterator[None]:
    """A server in the foreground, once a line of its log holds ``ready``.

    Raises:
        RuntimeError: it ended before, and what it said.
    """
    process = subprocess.Popen(
        as_root("sh", "-c", KEPT, "sh", *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        _wait_for(ready, process.stdout)
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


@contextmanager
def answering(command: Sequence[str], ports: Sequence[int]) -> Iterator[None]:
    """A server in the foreground that needs no root, once all its ports on loopback answer.

    Raises:
        RuntimeError: it ended before, and what it said.
    """
    process = subprocess.Popen(
        ("sh", "-c", KEPT, "sh", *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdin
    assert process.stdout
    said: list[bytes] = []
    listener = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
    listener.start()
    try:
        for port in ports:
            while not _answers(port):
                _still_running(process, said)
        yield
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        listener.join(timeout=30)
        process.stdout.close()


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((LOOPBACK, port)) == 0


def _still_running(process: subprocess.Popen[bytes], said: list[bytes]) -> None:
    """Give it a moment, unless it has ended."""
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return
    raise RuntimeError("the server ended:\n" + b"".join(said).decode(errors="replace"))


def _wait_for(ready: str, output: IO[str]) -> None:
    said = []
    for line in output:
        said.append(line)
        if ready in line:
            return
    raise RuntimeError("the server ended:\n" + "".join(said))
