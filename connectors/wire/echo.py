"""What a server says of a secret that one of a run's servers was sent.

A secret is marked where it is written, and that keeps it out of the transcript. But there
are servers that repeat a command in their refusal, and a hostile one may repeat anything;
so what was written as a secret is struck out of whatever comes back, on every wire of the run:
two servers can be one owner's, and what one was told the other can say.
"""

from __future__ import annotations

import base64
import binascii
import re

MARK = b"***"

SHORTEST = 4
"""A shorter secret could be a part of any word: it is struck out only where it stands alone."""

BEARER = re.compile(rb"Bearer ([^\x01]+)")

# What a reply begins with in each protocol. A short secret may look like that ("OK", "250"), and
# striking it out there would tear the reply; behind it stand words for people.
_STATUS = re.compile(
    rb"\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?|\+(?:OK)? ?|-ERR ?|\S{1,32} (?:OK|NO|BAD|BYE|PREAUTH) ?",
    re.IGNORECASE,
)


class Secrets:
    """The secrets that the servers of one run were sent, in every form in which they were.

    ``repr`` shows none of them.
    """

    def __init__(self) -> None:
        self._forms: tuple[bytes, ...] = ()

    def add(self, line: bytes, shown: str) -> None:
        """Remember what stands for ``***`` in ``shown``."""
        forms = {*self._forms, *secrets_of(line, shown)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def without(self, reply: bytes) -> bytes:
        """The reply with every form of a secret struck out."""
        return without(self._forms, reply) if self._forms else reply


def secrets_of(line: bytes, shown: str) -> tuple[bytes, ...]:
    """The forms in which a server could repeat what stands for ``***`` in ``shown``.

    As it was written, without an IMAP string's quotes, out of its Base64, and what came out of
    that in Base64 by itself.
    """
    before, _, after = shown.encode().partition(MARK)
    known = line.startswith(before) and line.endswith(after)
    written = line[len(before) : len(line) - len(after)] if known else line
    plain = {_unquoted(written), *_decoded(written)} - {b""}
    forms = {written, *plain, *map(base64.b64encode, plain)} - {b""}
    return tuple(sorted(forms, key=len, reverse=True))


def without(secrets: tuple[bytes, ...], reply: bytes) -> bytes:
    """The reply with every form of a secret struck out."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            reply = reply.replace(secret, MARK)
        else:
            reply = _without_word(secret, reply)
    return reply


def _without_word(secret: bytes, reply: bytes) -> bytes:
    """The reply without a short secret where that stands by itself and is no part of the protocol.

    Numbers alone are what IMAP tells by lines without a status (``* 12 EXISTS``).
    """
    status = _STATUS.match(reply)
    if status is None and secret.isdigit():
        return reply
    start = status.end() if status else 0
    alone = re.compile(rb"(?<![0-9A-Za-z])" + re.escape(secret) + rb"(?![0-9A-Za-z])")
    return reply[:start] + alone.sub(lambda _: MARK, reply[start:])


def _unquoted(text: bytes) -> bytes:
    if len(text) > 1 and text[:1] == text[-1:] == b'"':
        return re.sub(rb"\\(.)", rb"\1", text[1:-1])
    return text


def _decoded(text: bytes) -> tuple[bytes, ...]:
    try:
        plain = base64.b64decode(text, validate=True)
    except binascii.Error:
        return ()
    # PLAIN is authzid NUL user NUL password (RFC 4616 §2); the bearer mechanisms hold a token
    # (RFC 7628 §3.1).
    return plain.rsplit(b"\0", 1)[-1], *BEARER.findall(plain)
