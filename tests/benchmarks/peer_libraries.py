"""What Python's own mail libraries say of a server: the last line of what they raise.

A program of its own: ``PROTOCOL SECURITY HOST PORT CA-FILE USER``, the password on its input; an
empty one stops before the login. Security is ``tls``, ``starttls`` or ``none``.
"""

from __future__ import annotations

import imaplib
import poplib
import smtplib
import socket
import ssl
import sys
import traceback
from dataclasses import dataclass

SECONDS = 20.0
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Asked:
    """Where to go and as whom. Every name leads to loopback, as the laboratory's names do."""

    security: str
    host: str
    port: int
    context: ssl.SSLContext
    user: str
    password: str


def imap(asked: Asked) -> None:
    """Log in and look at the inbox."""
    if asked.security == "tls":
        session: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            asked.host, asked.port, ssl_context=asked.context, timeout=SECONDS
        )
    else:
        session = imaplib.IMAP4(asked.host, asked.port, timeout=SECONDS)
    if asked.security == "starttls":
        session.starttls(asked.context)
    if asked.password:
        session.login(asked.user, asked.password)
        _well(session, *session.select("INBOX", readonly=True))
        _well(session, *session.uid("FETCH", "*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))


def _well(session: imaplib.IMAP4, outcome: str, said: object) -> None:
    """The library leaves it to its caller to look at the outcome."""
    if outcome != "OK":
        raise session.error(said)


def pop3(asked: Asked) -> None:
    """Log in and count the messages."""
    if asked.security == "tls":
        session: poplib.POP3 = poplib.POP3_SSL(
            asked.host, asked.port, context=asked.context, timeout=SECONDS
        )
    else:
        session = poplib.POP3(asked.host, asked.port, timeout=SECONDS)
    if asked.security == "starttls":
        session.stls(asked.context)
    if asked.password:
        session.user(asked.user)
        session.pass_(asked.password)
        session.stat()


def smtp(asked: Asked) -> None:
    """Log in and send a message."""
    if asked.security == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            asked.host, asked.port, "[127.0.0.1]", context=asked.context, timeout=SECONDS
        )
    else:
        session = smtplib.SMTP(asked.host, asked.port, "[127.0.0.1]", timeout=SECONDS)
    session.ehlo_or_helo_if_needed()
    if asked.security == "starttls":
        session.starttls(context=asked.context)
    if asked.password:
        session.login(asked.user, asked.password)
        session.sendmail(asked.user, [asked.user], b"Subject: measured\r\n\r\nmeasured\r\n")


WORK = {"imap": imap, "pop3": pop3, "smtp": smtp}


def main(protocol: str, security: str, host: str, port: str, ca_file: str, user: str) -> int:
    """Do it once, and print what went wrong."""
    context = ssl.create_default_context(cafile=ca_file)
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda _, *rest, **more: look_up(LOOPBACK, *rest, **more)
    asked = Asked(security, host, int(port), context, user, sys.stdin.readline().strip())
    try:
        WORK[protocol](asked)
    except Exception:  # whatever it is, is what people would see
        sys.stdout.write(traceback.format_exc().strip().splitlines()[-1] + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
