"""Servers that work but for one answer: what the laboratory's faults are made of.

Each answers whatever it is asked, as often as a session lasts; ``wrong`` maps a command's word to
what is said to it instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from knowledge.providers import Protocol, Security
from tests.servers.script import Script

Wrong = Mapping[str, bytes]

TURNS = 24
"""Commands of one session, and some more."""

HEADERS = b"Subject: Hello\r\nFrom: hanako@example.com\r\nDate: Thu, 26 Nov 2026 12:00:00 +0000\r\n"

_SMTP = {
    "EHLO": b"250-mail.example\r\n250-SIZE 1000000\r\n250 AUTH PLAIN",
    "AUTH": b"235 2.7.0 welcome",
    "MAIL": b"250 2.1.0 ok",
    "RCPT": b"250 2.1.5 ok",
    "RSET": b"250 2.0.0 ok",
    "QUIT": b"221 2.0.0 bye",
}
_POP3 = {
    "CAPA": b"+OK\r\nTOP\r\nUIDL\r\nUSER\r\n.",
    "USER": b"+OK",
    "PASS": b"+OK welcome",
    "STAT": b"+OK 1 320",
    "LIST": b"+OK 1 320",
    "UIDL": b"+OK 1 abc",
    "TOP": b"+OK\r\n" + HEADERS + b"\r\n.",
    "QUIT": b"+OK bye",
}
_IMAP = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\nTAG OK that is all",
    "AUTHENTICATE": b"TAG OK [CAPABILITY IMAP4rev1] welcome",
    "LOGIN": b"TAG OK [CAPABILITY IMAP4rev1] welcome",
    "EXAMINE": b"* 1 EXISTS\r\nTAG OK [READ-ONLY] examined",
    "UID": b"* 1 FETCH (UID 7 RFC822.SIZE 320 FLAGS (\\Seen) "
    b"BODY[HEADER.FIELDS (SUBJECT FROM DATE)] {%d}\r\n"
    % len(HEADERS)
    + HEADERS
    + b")\r\nTAG OK fetched",
    "LOGOUT": b"* BYE\r\nTAG OK bye",
}


def _speaker(words: Mapping[str, bytes], unknown: bytes, at: int) -> Callable[[bytes], bytes]:
    """Answers a line by its command, which is its word number ``at``."""

    def answer(line: bytes) -> bytes:
        said = line.decode("latin-1").split()
        reply = words.get(said[at].upper() if len(said) > at else "", unknown)
        return reply.replace(b"TAG", said[0].encode() if said else b"*") + b"\r\n"

    return answer


def _serving(
    security: Security, greeting: bytes, answer: Callable[[bytes], bytes], turns: int = TURNS
) -> Script:
    # A client that refuses the certificate breaks off here, and nobody hears the rest.
    script = Script().starttls(refused=True) if security is Security.TLS else Script()
    script = script.send(greeting)
    for _ in range(turns):
        script = script.answer(answer)
    return script


def smtp(
    wrong: Wrong | None = None,
    *,
    greeting: bytes = b"220 mail.example ESMTP",
    security: Security = Security.TLS,
) -> Script:
    """Submission, but for what is wrong."""
    words = _SMTP | dict(wrong or {})
    return _serving(security, greeting, _speaker(words, b"500 5.5.2 unknown", 0))


def pop3(
    wrong: Wrong | None = None,
    *,
    greeting: bytes = b"+OK ready",
    security: Security = Security.TLS,
) -> Script:
    """POP3, but for what is wrong."""
    return _serving(security, greeting, _speaker(_POP3 | dict(wrong or {}), b"-ERR unknown", 0))


def imap(
    wrong: Wrong | None = None,
    *,
    greeting: bytes = b"* OK IMAP4rev1 ready",
    security: Security = Security.TLS,
    turns: int = TURNS,
) -> Script:
    """IMAP, but for what is wrong; ``TAG`` in an answer becomes the command's.

    What is wrong with AUTHENTICATE is wrong with LOGIN too. After so many ``turns`` it hangs up.
    """
    wrong = dict(wrong or {})
    login = {"LOGIN": wrong["AUTHENTICATE"]} if "AUTHENTICATE" in wrong else {}
    answer = _speaker(_IMAP | login | wrong, b"TAG BAD unknown", 1)
    return _serving(security, greeting, answer, turns)


def smtp_with_message(reply: bytes) -> Script:
    """Submission that takes a message in and then says this of it."""
    answer = _speaker(_SMTP | {"DATA": b"354 go ahead"}, b"500 5.5.2 unknown", 0)
    script = Script().starttls(refused=True).send(b"220 mail.example ESMTP")
    for _ in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA"):
        script = script.answer(answer)
    return script.message(lambda message: reply + b"\r\n").answer(answer)


SPEAKERS = {Protocol.SMTP: smtp, Protocol.POP3: pop3, Protocol.IMAP: imap}
