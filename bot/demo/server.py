"""The demonstration's process: ``python -P -m bot.demo.server [FIRST-PORT]``.

It says one line on its standard output, ``Ready`` as JSON (or ``{"error": ...}``), and serves
until it is told to stop by SIGTERM or SIGINT or its standard input ends: whoever started it
holds the other end, so that no server is left behind. It listens on loopback only.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twisted.internet import reactor as _reactor
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory
from twisted.internet.ssl import CertificateOptions

from bot.demo import letters, overlay, site
from bot.demo.accounts import ACCOUNTS, PASSWORD, Account, Fault
from bot.demo.certificates import HOST, Certificates
from bot.demo.mailbox import Mailbox
from bot.demo.ready import Port, Ready, RunningAccount
from bot.demo.words import Words, words
from knowledge.providers import Security

TRIES = 20
"""Times that another port is asked for when IPv6 has the one that IPv4 gave in use."""

# The library types its reactor as a module that implements interfaces, which mypy cannot follow.
reactor: Any = _reactor


class PortTakenError(Exception):
    """A port that was asked for is in use; ``port`` says which."""

    def __init__(self, port: int) -> None:
        super().__init__(str(port))
        self.port = port


def main(arguments: list[str]) -> int:
    """Serve until told to stop; returns the exit status."""
    first_port = int(arguments[0]) if arguments else 0
    # Until the reactor runs and takes the signals over, its folder must not be left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with TemporaryDirectory(prefix="mailmedic-demo-", ignore_cleanup_errors=True) as folder:
            ready = serve(Path(folder), first_port, datetime.now(UTC))
            reactor.callWhenRunning(_say, ready.to_json())
            threading.Thread(target=_stop_with_input, daemon=True).start()
            reactor.run()
    except PortTakenError as taken:
        _say(json.dumps({"error": "port_taken", "port": taken.port}))
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def serve(folder: Path, first_port: int, now: datetime) -> Ready:
    """Start every account's servers, and write down where they are.

    ``first_port`` 0 lets the system choose; else account and server number are added to it.

    Raises:
        PortTakenError: a port from ``first_port`` on is in use.
    """
    said = words()
    certificates = Certificates(folder, now)
    mailboxes = {account.address: _mailbox(account, said, now) for account in ACCOUNTS}
    running = []
    for number, account in enumerate(ACCOUNTS):
        first = first_port + number * site.PORTS_OF_A_SITE if first_port else 0
        ports = _ports(account, mailboxes, certificates.of(account.fault), first)
        running.append(
            RunningAccount(account.address, PASSWORD, account.fault, account.causes, ports)
        )
    laid = overlay.write(folder, running, said, now.date())
    return Ready(os.getpid(), laid, certificates.ca_file, tuple(running))


def _mailbox(account: Account, said: Words, now: datetime) -> Mailbox:
    mailbox = Mailbox(full=account.fault is Fault.FULL)
    letters.fill(mailbox, account.address, said, now)
    return mailbox


def _ports(
    account: Account, mailboxes: dict[str, Mailbox], tls: CertificateOptions, first: int
) -> tuple[Port, ...]:
    ports = []
    for number, way in enumerate(site.ways(account.fault)):
        served = site.factory(account, way, mailboxes, tls)
        protocol, security = way
        context = tls if security is Security.TLS else None
        port = _listen(served, context, first + number if first else 0)
        ports.append(Port(protocol, HOST, port, security))
    return tuple(ports)


def _listen(factory: Factory, tls: CertificateOptions | None, wanted: int) -> int:
    """Listen on both loopback addresses, one of them where the machine has no IPv6."""
    for _ in range(TRIES):
        four = _listen_on("127.0.0.1", factory, tls, wanted)
        port: int = four.getHost().port
        try:
            _listen_on("::1", factory, tls, port)
        except CannotListenError as refused:
            if getattr(refused.socketError, "errno", None) == errno.EADDRINUSE and not wanted:
                four.stopListening()
                continue
        return port
    raise PortTakenError(wanted)


def _listen_on(address: str, factory: Factory, tls: CertificateOptions | None, port: int) -> Any:
    try:
        if tls is None:
            return reactor.listenTCP(port, factory, interface=address)
        return reactor.listenSSL(port, factory, tls, interface=address)
    except CannotListenError as refused:
        if port and address == "127.0.0.1":
            raise PortTakenError(port) from refused
        raise


def _say(line: str) -> None:
    print(line, flush=True)


def _stop_with_input() -> None:
    # Not through sys.stdin: a thread that waits in it would hold its lock when Python ends.
    while os.read(0, 1024):
        pass
    reactor.callFromThread(lambda: reactor.running and reactor.stop())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
