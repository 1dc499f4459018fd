"""What is said in a login by SASL (RFC 4422). No I/O.

Each mechanism is a generator, so that it reads in the order in which it is spoken: it yields
what the client says and is sent what the server asks. The first thing it yields is the initial
response, or ``None`` where the server speaks first.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from scramp import ScramClient, ScramException  # type: ignore[import-untyped]  # has no stubs

from connectors.login.mechanism import Mechanism

ITERATIONS_LIMIT = 1_000_000
"""Rounds of SCRAM's hash that we compute for a server: twice what is recommended today, and
less than a second; a hostile server would ask for more."""


class SaslFailed(Exception):  # noqa: N818 - a finding, not an error of ours
    """The server's part was not the mechanism's; the login must be given up.

    ``unproven`` is true when it could not show that it knows the password, as a server must in
    SCRAM: somebody else may sit in its place.
    """

    def __init__(self, reason: str, *, unproven: bool = False) -> None:
        super().__init__(reason)
        self.unproven = unproven


Steps = Generator[bytes | None, bytes, None]


class Exchange:
    """One login by a mechanism, in base64 as all three protocols carry it.

    ``initial`` is taken once, where the protocol lets the command carry it; else the server's
    first challenge, whatever it holds, is answered with it.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._ready = next(steps)
        self.asked = b""
        """The server's last challenge, still in base64."""

    def __repr__(self) -> str:
        return "Exchange(***)"

    def initial(self, limit: int) -> bytes | None:
        """What may be sent with the command, when it has at most ``limit`` bytes."""
        if self._ready is None:
            return None
        # RFC 4954 §4: an empty initial response is written as an equals sign.
        response = _encoded(self._ready) or b"="
        if len(response) > limit:
            return None
        self._ready = None
        return response

    def answer(self, challenge: bytes) -> bytes:
        """What to say to a challenge.

        Raises:
            SaslFailed: the challenge is not one of this mechanism, or comes once too often.
        """
        self.asked = challenge
        if self._ready is not None:
            ready, self._ready = self._ready, None
            return _encoded(ready)
        try:
            return _encoded(self._steps.send(challenge) or b"")
        except StopIteration:
            raise SaslFailed("one challenge too many") from None

    def succeed(self) -> None:
        """The server says that we are in; call it before believing that.

        Raises:
            SaslFailed: it says so too early, before its own part was done.
        """
        try:
            self._steps.send(b"")
        except StopIteration:
            return
        raise SaslFailed("success before the end")


def _encoded(data: bytes) -> bytes:
    return base64.b64encode(data)


def _decoded(challenge: bytes) -> bytes:
    try:
        return base64.b64decode(challenge, validate=True)
    except binascii.Error:
        raise SaslFailed("a challenge that is not base64") from None


def exchange(
    mechanism: Mechanism, user: str, secret: str, *, host: str = "", port: int = 0
) -> Exchange:
    """Begin a login; ``host`` and ``port`` are those that were dialled (RFC 7628 §3.1).

    Raises:
        SaslFailed: SCRAM cannot carry this user name or password (RFC 4013).
        ValueError: the mechanism is a command of the protocol's own.
    """
    match mechanism:
        case Mechanism.SCRAM_SHA_256 | Mechanism.SCRAM_SHA_1:
            return Exchange(_scram(mechanism, user, secret))
        case Mechanism.PLAIN:
            return Exchange(_plain(user, secret))
        case Mechanism.LOGIN:
            return Exchange(_login(user, secret))
        case Mechanism.CRAM_MD5:
            return Exchange(_cram_md5(user, secret))
        case Mechanism.OAUTHBEARER:
            return Exchange(_oauthbearer(user, secret, host, port))
        case Mechanism.XOAUTH2:
            return Exchange(_xoauth2(user, secret))
    raise ValueError(f"{mechanism} is no SASL mechanism")


def _plain(user: str, password: str) -> Steps:
    """RFC 4616 §2: no authorisation identity, user name, password."""
    yield f"\0{user}\0{password}".encode()


def _login(user: str, password: str) -> Steps:
    """Never standardised: two prompts whose words differ from server to server, in this order."""
    yield None
    yield user.encode()
    yield password.encode()


def _cram_md5(user: str, password: str) -> Steps:
    """RFC 2195 §2: the challenge's digest, keyed with the password."""
    challenge = yield None
    digest = hmac.new(password.encode(), _decoded(challenge), "md5").hexdigest()
    yield f"{user} {digest}".encode()


def apop_digest(timestamp: str, password: str) -> str:
    """RFC 1939 §7: the digest of the greeting's time stamp with the password behind it."""
    return hashlib.md5((timestamp + password).encode(), usedforsecurity=False).hexdigest()


def _scram(mechanism: Mechanism, user: str, password: str) -> Steps:
    """RFC 5802 §5, RFC 7677; the hash itself and the checks are the library's."""
    with _scram_failures():
        client = ScramClient([mechanism.value], user, password)
    server_first = yield client.get_client_first().encode()
    with _scram_failures():
        if (message := _decoded(server_first).decode()).startswith("e="):
            yield from _scram_refused()
        _refuse_dear(message)
        client.set_server_first(message)
        client_final = client.get_client_final().encode()
    server_final = yield client_final
    with _scram_failures(unproven=True):
        if (message := _decoded(server_final).decode()).startswith("e="):
            yield from _scram_refused()
        client.set_server_final(message)
    yield b""


@contextmanager
def _scram_failures(*, unproven: bool = False) -> Iterator[None]:
    try:
        yield
    except (ScramException, UnicodeDecodeError, SaslFailed) as error:
        raise SaslFailed(str(error), unproven=unproven) from None


def _scram_refused() -> Steps:
    # RFC 5802 §7: an error in place of the server's message. The protocol's own refusal follows.
    yield b""
    raise SaslFailed("success after an error", unproven=True)


def _refuse_dear(server_first: str) -> None:
    rounds = re.search(r"(?:^|,)i=([0-9]{1,20})(?:,|$)", server_first)
    if rounds and int(rounds[1]) > ITERATIONS_LIMIT:
        raise SaslFailed("more rounds than we compute for anybody")


def can_scram(user: str, password: str) -> bool:
    """SCRAM can carry these: it forbids characters that other mechanisms allow (RFC 4013)."""
    try:
        ScramClient([Mechanism.SCRAM_SHA_1.value], user, password)
    except ScramException:
        return False
    return True


def _oauthbearer(user: str, token: str, host: str, port: int) -> Steps:
    """RFC 7628 §3.1; an error is acknowledged by one byte (§3.2.3)."""
    name = user.replace("=", "=3D").replace(",", "=2C")
    error = yield (
        f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01"
    ).encode()
    if error:
        yield b"\x01"


def _xoauth2(user: str, token: str) -> Steps:
    """The older form, of Google's and Microsoft's; an error is acknowledged by an empty line."""
    error = yield f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
    if error:
        yield b""


def token_status(challenge: bytes) -> str | None:
    """Why a token was refused, from the error that a server put into a challenge.

    ``400``, ``401`` or a word of RFC 6750 §3.1 (``invalid_token``); None when it is no such error.
    """
    try:
        error = json.loads(_decoded(challenge))
    except (SaslFailed, ValueError, RecursionError):
        return None
    status = error.get("status") if isinstance(error, dict) else None
    return status if isinstance(status, str) and re.fullmatch(r"\w{1,40}", status) else None
