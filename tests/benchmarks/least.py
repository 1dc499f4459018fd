"""The least that each protocol lets a client do for the work of a check, in the fewest flights.

Nothing is read but what must be waited for, nothing is understood, and nothing could be explained:
it is the bound below which no check can be. One variant has a part of a check's caution:
``careful`` asks what the server can do before it says a password, and counts before it reads.

A program of its own: ``least.py PROTOCOL|PROTOCOL-careful HOST PORT CA-FILE USER``, the password
on its input.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import sys
from dataclasses import dataclass

READ_BYTES = 65536
SECONDS = 20.0
QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)

FETCH = "UID FETCH * (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])"


@dataclass(frozen=True)
class Flight:
    """Lines sent in one piece, and the pattern that what comes back ends with."""

    lines: tuple[str, ...]
    until: bytes


def flights(work: str, user: str, password: str) -> tuple[Flight, ...]:
    """What is said, flight by flight; the first only waits for the greeting."""
    plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    about = ("LIST 2", "UIDL 2", "TOP 2 0", "QUIT")
    top_and_quit = rb"\r\n\.\r\n\+OK.*\r\n"
    match work:
        case "imap":
            log_in = f"a AUTHENTICATE PLAIN {plain}"
            all_at_once = Flight(
                (log_in, "b EXAMINE INBOX", f"c {FETCH}", "d LOGOUT"), rb"\r\nd OK.*\r\n"
            )
            return Flight((), rb"\r\n"), all_at_once
        case "pop3":
            known = (f"USER {user}", f"PASS {password}", "STAT", *about)
            return Flight((), rb"\r\n"), Flight(known, top_and_quit)
        case "pop3-careful":
            return (
                Flight((), rb"\r\n"),
                Flight(("CAPA",), rb"\r\n\.\r\n"),
                Flight((f"USER {user}", f"PASS {password}", "STAT"), rb"\+OK \d+ \d+\r\n"),
                Flight(about, top_and_quit),
            )
        case "smtp":
            envelope = (f"MAIL FROM:<{user}>", f"RCPT TO:<{user}>", "RSET", "QUIT")
            return (
                Flight((), rb"220 .*\r\n"),
                Flight(("EHLO [127.0.0.1]",), rb"250 .*\r\n"),
                Flight((f"AUTH PLAIN {plain}",), rb"235 .*\r\n"),
                Flight(envelope, rb"221 .*\r\n"),
            )
        case other:
            raise ValueError(other)


def converse(connection: socket.socket, wanted: tuple[Flight, ...]) -> None:
    """Say and hear all.

    Raises:
        RuntimeError: the server said something else, and what.
    """
    for flight in wanted:
        if flight.lines:
            connection.sendall("".join(f"{line}\r\n" for line in flight.lines).encode())
        heard = b""
        while not re.search(flight.until + rb"\Z", heard):
            if QUICK_ACK is not None:
                connection.setsockopt(socket.IPPROTO_TCP, QUICK_ACK, 1)
            more = connection.recv(READ_BYTES)
            if not more:
                raise RuntimeError(heard.decode(errors="replace"))
            heard += more


def main(work: str, host: str, port: str, ca_file: str, user: str) -> None:
    """Connect, encrypt, say and hear all, and leave."""
    wanted = flights(work, user, sys.stdin.readline().strip())
    context = ssl.create_default_context(cafile=ca_file)
    with socket.create_connection((host, int(port)), SECONDS) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(plain, server_hostname=host) as encrypted:
            converse(encrypted, wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
