"""A real Courier on loopback: IMAP and POP3, each in all three security modes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.model import Protocol, Security
from tests.servers.authdaemon import authdaemon
from tests.servers.daemon import LOOPBACK, answering, free_ports
from tests.servers.unpacked import CHANGED, Unpacked, give_to_nobody

SOCKET = b"/run/courier/autthdaemon/socket\0"
"""Where Courier's library was built to ask about logins, as its code holds it: two halves of 16
bytes that share one. There is no setting for it."""

CAPABILITIES = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT SORT QUOTA IDLE"


@dataclass(frozen=True)
class CourierServer:
    """Its ports: one for TLS from the first byte, and one for clear text and STARTTLS."""

    clear: dict[Protocol, int]
    tls: dict[Protocol, int]

    def port(self, protocol: Protocol, security: Security) -> int:
        """Where to connect."""
        return (self.tls if security is Security.TLS else self.clear)[protocol]


@contextmanager
def courier(folder: Path, unpacked: Unpacked) -> Iterator[CourierServer]:
    """Run one; the folder holds ``certificate.pem``, ``key.pem`` and the mailboxes in ``mail``."""
    ports = free_ports(4)
    order = (Protocol.IMAP, Protocol.POP3)
    server = CourierServer(
        dict(zip(order, ports[::2], strict=True)), dict(zip(order, ports[1::2], strict=True))
    )
    socket = folder / "auth"
    _ask_at(socket, unpacked)
    both = folder / "courier.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "certificate.pem").read_bytes())
    give_to_nobody(both)
    with ExitStack() as running:
        running.enter_context(authdaemon(socket, folder / "mail"))
        for security, by_protocol in (
            (Security.STARTTLS, server.clear),
            (Security.TLS, server.tls),
        ):
            for protocol, port in by_protocol.items():
                command = _command(unpacked, protocol, security, port, both)
                running.enter_context(answering(command, [port]))
        yield server


def _ask_at(socket: Path, unpacked: Unpacked) -> None:
    """Give Courier's library another place to ask about logins."""
    name = "libcourierauth.so.0"
    built = unpacked.path(f"usr/lib/{name}").read_bytes()
    path = str(socket).encode().ljust(len(SOCKET) - 1, b"\0")
    if SOCKET not in built or len(path) != len(SOCKET) - 1:
        raise RuntimeError(f"cannot tell Courier to ask at {socket}")
    changed = unpacked.path(CHANGED)
    changed.mkdir(exist_ok=True)
    (changed / name).write_bytes(built.replace(SOCKET, path[:16] + path[15:]))


def _command(
    unpacked: Unpacked, protocol: Protocol, security: Security, port: int, both: Path
) -> tuple[str, ...]:
    environment = {
        "IMAP_CAPABILITY": CAPABILITIES,
        "IMAP_CAPABILITY_TLS": f"{CAPABILITIES} AUTH=PLAIN",
        "IMAP_MAILBOX_SANITY_CHECK": "0",
        "IMAP_USELOCKS": "1",
        "IMAP_STARTTLS": "YES",
        "POP3AUTH": "PLAIN LOGIN",
        "POP3AUTH_TLS": "PLAIN LOGIN",
        "POP3_STARTTLS": "YES",
        "COURIERTLS": str(unpacked.path("usr/bin/couriertls")),
        "TLS_CERTFILE": str(both),
        "TLS_VERIFYPEER": "NONE",
    }
    over_tls: tuple[str, ...] = ()
    if security is Security.TLS:
        environment |= {"IMAP_TLS": "1", "POP3_TLS": "1"}
        over_tls = (environment["COURIERTLS"], "-server", "-tcpd")
    folder = unpacked.path("usr/lib/courier/courier")
    session = {
        Protocol.IMAP: (str(folder / "imaplogin"), str(unpacked.path("usr/bin/imapd"))),
        Protocol.POP3: (str(folder / "courierpop3login"), str(folder / "courierpop3d")),
    }[protocol]
    listen = ("-nodnslookup", "-noidentlookup", "-maxprocs=200", "-maxperip=200", str(port))
    program = str(unpacked.path("usr/sbin/couriertcpd"))
    words = (program, f"-address={LOOPBACK}", *listen, *over_tls, *session, "Maildir")
    return unpacked.command(*words, environment=environment)
