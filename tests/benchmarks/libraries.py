"""The work of a check by Python's own mail libraries, as their documentation shows it.

A program of its own: ``libraries.py PROTOCOL HOST PORT CA-FILE USER``, the password on its input.
"""

from __future__ import annotations

import imaplib
import poplib
import smtplib
import ssl
import sys
from collections.abc import Callable

Work = Callable[[str, int, ssl.SSLContext, str, str], None]

HEADERS = "(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])"


def imap(host: str, port: int, context: ssl.SSLContext, user: str, password: str) -> None:
    """The newest message's headers."""
    with imaplib.IMAP4_SSL(host, port, ssl_context=context) as session:
        session.login(user, password)
        session.select("INBOX", readonly=True)
        session.uid("FETCH", "*", HEADERS)


def pop3(host: str, port: int, context: ssl.SSLContext, user: str, password: str) -> None:
    """How many there are, and the newest one's headers."""
    session = poplib.POP3_SSL(host, port, context=context)
    session.user(user)
    session.pass_(password)
    count, _ = session.stat()
    session.top(count, 0)
    session.quit()


def smtp(host: str, port: int, context: ssl.SSLContext, user: str, password: str) -> None:
    """Sender and recipient, and no message."""
    with smtplib.SMTP_SSL(host, port, local_hostname="[127.0.0.1]", context=context) as session:
        session.login(user, password)
        session.mail(user)
        session.rcpt(user)


WORK: dict[str, Work] = {"imap": imap, "pop3": pop3, "smtp": smtp}


def main(protocol: str, host: str, port: str, ca_file: str, user: str) -> None:
    """Do it once."""
    context = ssl.create_default_context(cafile=ca_file)
    WORK[protocol](host, int(port), context, user, sys.stdin.readline().strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
