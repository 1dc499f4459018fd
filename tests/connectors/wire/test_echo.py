"""What a server repeats of a secret."""

from __future__ import annotations

from base64 import b64encode

import pytest

from connectors.wire.echo import secrets_of, without

PLAIN = b64encode(b"\0taro@example.com\0hunter2 horse")
TOKEN = b64encode(b"user=taro\x01auth=Bearer ya29.token\x01\x01")


@pytest.mark.parametrize(
    ("line", "shown", "reply", "left"),
    [
        (b"PASS hunter2", "PASS ***", b"-ERR bad password hunter2", b"-ERR bad password ***"),
        (b"PASS my horse", "PASS ***", b"-ERR PASS my horse?", b"-ERR PASS ***?"),
        (b"PASS hunter2", "PASS ***", b"-ERR PASS", b"-ERR PASS"),
        (b"PASS abc", "PASS ***", b"-ERR abcde", b"-ERR abcde"),
        (b'a LOGIN taro "hun\\"ter2"', "a LOGIN taro ***", b'a NO hun"ter2', b"a NO ***"),
        (b'a LOGIN taro "hunter2"', "a LOGIN taro ***", b'a NO "hunter2"', b"a NO ***"),
        (
            b"AUTH PLAIN " + PLAIN,
            "AUTH PLAIN ***",
            b"500 AUTH PLAIN " + PLAIN,
            b"500 AUTH PLAIN ***",
        ),
        (b"AUTH PLAIN " + PLAIN, "AUTH PLAIN ***", b"535 hunter2 horse", b"535 ***"),
        (
            b"AUTH PLAIN " + PLAIN,
            "AUTH PLAIN ***",
            b"535 taro@example.com",
            b"535 taro@example.com",
        ),
        (b64encode(b"hunter2"), "***", b"535 hunter2", b"535 ***"),
        (b"AUTH XOAUTH2 " + TOKEN, "AUTH XOAUTH2 ***", b"535 ya29.token", b"535 ***"),
        ("PASS 合言葉".encode(), "PASS ***", "-ERR 合言葉".encode(), b"-ERR ***"),
        (b"unlike what is shown", "PASS ***", b"unlike what is shown", b"***"),
    ],
)
def test_an_echo_is_struck_out(line: bytes, shown: str, reply: bytes, left: bytes) -> None:
    """In the form in which it was written, and in the plainer ones inside it."""
    assert without(secrets_of(line, shown), reply) == left
