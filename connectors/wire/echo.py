"""What a server says of a secret that it was sent.

A secret is marked where it is written, and that keeps it out of the transcript. But there
are servers that repeat a command in their refusal, and a hostile one may repeat anything;
so what was written as a secret is struck out of whatever comes back on the same wire.
"""

from __future__ import annotations

import base64
import binascii
import re

MARK = b"***"

SHORTEST = 4
"""A shorter secret could be a part of any reply, and would tear it."""

BEARER = re.compile(rb"Bearer ([^\x01]+)")


def secrets_of(line: bytes, shown: str) -> tuple[bytes, ...]:
    """The forms in which a server could repeat what stands for ``***`` in ``shown``.

    As it was written, without an IMAP string's quotes, and out of its Base64.
    """
    before, _, after = shown.encode().partition(MARK)
    known = line.startswith(before) and line.endswith(after)
    written = line[len(before) : len(line) - len(after)] if known else line
    forms = {written, _unquoted(written), *_decoded(written)}
    return tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True))


def without(secrets: tuple[bytes, ...], reply: bytes) -> bytes:
    """The reply with every form of a secret struck out."""
    for secret in secrets:
        reply = reply.replace(secret, MARK)
    return reply


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
