"""What Courier's servers ask about logins, in place of its own daemon: accounts of the tests."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer

from tests.servers.mailboxes import PASSWORD, USERS
from tests.servers.unpacked import NOBODY


class Courier(StrEnum):
    """Accounts with something the matter, by their local part."""

    DISABLED = "disabled"
    NO_MAILBOX = "nobox"
    DAEMON_DOWN = "daemondown"


class _Asked(StreamRequestHandler):
    """One question: ``AUTH`` and a length, then service, kind, user and password, a line each."""

    server: _Daemon

    def handle(self) -> None:
        """Answer with the account's lines, or ``FAIL``; with nothing where the daemon is down."""
        head = self.rfile.readline()
        while head and not head.startswith(b"AUTH "):
            head = self.rfile.readline()
        if head:
            length = int(head.split()[1])
            service, _, user, password = self.rfile.read(length).decode().split("\n")[:4]
            self.wfile.write(self.server.answer(service, user, password).encode())


class _Daemon(ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, mail: Path) -> None:
        super().__init__(str(path), _Asked)
        self._mail = mail

    def answer(self, service: str, user: str, password: str) -> str:
        """The account in the daemon's form (Courier's authdaemon protocol)."""
        name = user.partition("@")[0]
        if name == Courier.DAEMON_DOWN:
            return ""
        known = user in (*USERS, *(f"{special}@example.com" for special in Courier))
        if not known or password != PASSWORD:
            return "FAIL\n"
        owner = NOBODY if os.geteuid() == 0 else os.geteuid()
        lines = [f"UID={owner}", f"GID={owner}", f"HOME={self._mail / name}", f"ADDRESS={user}"]
        lines.append(f"MAILDIR={self._mail / name}")
        if name == Courier.DISABLED:
            lines.append(f"OPTIONS=disable{service}=1")
        return "\n".join((*lines, ".", ""))


@contextmanager
def authdaemon(path: Path, mail: Path) -> Iterator[None]:
    """Answer on this socket as long as the block lasts."""
    with _Daemon(path, mail) as daemon:
        path.chmod(0o777)
        threading.Thread(target=daemon.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            daemon.shutdown()
