"""Whole conversations of servers that work, to be played to the end or broken anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.connectors.checking import ADDRESS
from tests.servers.script import Script

Answer = Callable[[bytes], bytes]
"""What a server says to something that a client has said."""

ANY_AUTH = re.compile(rb"AUTH PLAIN \S+")
DATE = b"Date: Thu, 26 Nov 2026 12:00:00 +0000\r\n"
HEADERS = b"Subject: =?iso-2022-jp?B?GyRCN29MPhsoQg==?=\r\nFrom: hanako@example.com\r\n" + DATE


def tagged(*lines: bytes) -> Answer:
    """An answer to a command of IMAP's: lines, the last of which begins with its tag."""

    def answer(command: bytes) -> bytes:
        tag = command.split(b" ")[0]
        return b"".join(line.replace(b"TAG", tag) + b"\r\n" for line in lines)

    return answer


def submission(message: Answer | None = None) -> Script:
    """SMTP from greeting to farewell; ``message`` answers one that is sent."""
    script = (
        Script()
        .send(b"220 mail.example ESMTP ready")
        .expect(re.compile(rb"EHLO \S+"))
        .send(b"250-mail.example", b"250-SIZE 1000000", b"250 AUTH PLAIN")
        .expect(ANY_AUTH)
        .send(b"235 2.7.0 welcome")
        .expect(re.compile(b"MAIL FROM:<" + ADDRESS.encode() + rb">( SIZE=\d+)?"))
        .send(b"250 2.1.0 ok")
        .expect(b"RCPT TO:<" + ADDRESS.encode() + b">")
        .send(b"250 2.1.5 ok")
    )
    if message:
        script = script.expect(b"DATA").send(b"354 go ahead").message(message)
    else:
        script = script.expect(b"RSET").send(b"250 2.0.0 ok")
    return script.expect(b"QUIT").send(b"221 2.0.0 bye")


def pop3(*, stays: bool = False) -> Script:
    """POP3 from greeting to farewell, with one message; ``stays`` ends after the look."""
    script = (
        pop3_login()
        .expect(b"STAT")
        .send(b"+OK 1 320")
        .expect(b"LIST 1")
        .send(b"+OK 1 320")
        .expect(b"UIDL 1")
        .send(b"+OK 1 abc")
        .expect(b"TOP 1 0")
        .send(b"+OK", *HEADERS.splitlines(), b"", b".")
    )
    return script if stays else script.expect(b"QUIT").send(b"+OK bye")


def pop3_login() -> Script:
    """POP3 until somebody is in."""
    return (
        Script()
        .send(b"+OK ready")
        .expect(b"CAPA")
        .send(b"+OK", b"TOP", b"UIDL", b"USER", b".")
        .expect(re.compile(rb"USER \S+"))
        .send(b"+OK")
        .expect(re.compile(rb"PASS .+"))
        .send(b"+OK welcome")
    )


def imap(*, stays: bool = False) -> Script:
    """IMAP from greeting to farewell, with one message; ``stays`` ends after the look."""
    fetched = b"* 1 FETCH (UID 7 RFC822.SIZE 320 FLAGS (\\Seen) BODY[HEADER] {%d}" % len(HEADERS)
    script = (
        Script()
        .send(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready")
        .answer(tagged(b"TAG OK [CAPABILITY IMAP4rev1 QUOTA] welcome"))
        .answer(tagged(b"* 1 EXISTS", b"TAG OK [READ-ONLY] examined"))
        .answer(tagged(fetched + b"\r\n" + HEADERS + b")", b"TAG OK fetched"))
        .answer(tagged(b"* QUOTA INBOX (STORAGE 95 100)", b"TAG OK quota"))
    )
    return script if stays else script.answer(tagged(b"* BYE", b"TAG OK bye"))
