"""Login mechanisms: what is said, in which order they are taken, and what is not believed."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scramp import ScramClient, ScramMechanism  # type: ignore[import-untyped]  # has no stubs

from connectors.dialogue.arguments import has_control_character
from connectors.login.mechanism import Mechanism, order_for, registered
from connectors.login.sasl import (
    ITERATIONS_LIMIT,
    Exchange,
    SaslFailed,
    apop_digest,
    can_scram,
    exchange,
    token_status,
)

USER, PASSWORD = "taro", "tanstaaftanstaaf"
NO_LIMIT = 10_000


def b64(data: bytes | str) -> bytes:
    return base64.b64encode(data.encode() if isinstance(data, str) else data)


def begun(mechanism: Mechanism) -> Exchange:
    return exchange(mechanism, USER, PASSWORD, host="imap.example", port=993)


def test_plain() -> None:
    """All in one response; whatever the server's first challenge says, it is the answer."""
    expected = b64(f"\0{USER}\0{PASSWORD}")
    assert begun(Mechanism.PLAIN).initial(NO_LIMIT) == expected
    assert begun(Mechanism.PLAIN).answer(b"Go ahead, please") == expected


def test_plain_in_japanese() -> None:
    """Names and passwords go as UTF-8 (RFC 4616 §2)."""
    spoken = exchange(Mechanism.PLAIN, "太郎", "ひみつ")
    assert spoken.initial(NO_LIMIT) == b64("\0太郎\0ひみつ")


def test_an_initial_response_that_does_not_fit() -> None:
    """A response that is too long for the command waits for the server's challenge."""
    spoken = begun(Mechanism.PLAIN)
    assert spoken.initial(5) is None
    assert spoken.answer(b"") == b64(f"\0{USER}\0{PASSWORD}")


def test_login() -> None:
    """The name, then the password, whatever the prompts are called."""
    spoken = begun(Mechanism.LOGIN)
    assert spoken.initial(NO_LIMIT) is None
    assert spoken.answer(b"not base64!") == b64(USER)
    assert spoken.answer(b64("Password:")) == b64(PASSWORD)
    with pytest.raises(SaslFailed):
        spoken.answer(b"")


def test_cram_md5() -> None:
    """The example of RFC 2195 §2."""
    spoken = exchange(Mechanism.CRAM_MD5, "tim", PASSWORD)
    assert spoken.initial(NO_LIMIT) is None
    answer = spoken.answer(b64("<1896.697170952@postoffice.reston.mci.net>"))
    assert answer == b64("tim b913a602c7eda7a495b4e6e7334d3890")


def test_apop() -> None:
    """The example of RFC 1939 §7."""
    digest = apop_digest("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf")
    assert digest == "c4c9334bac560ecc979e58001b3e22fb"


def test_xoauth2() -> None:
    """User and token, and an empty line for the server's error."""
    spoken = begun(Mechanism.XOAUTH2)
    assert spoken.initial(NO_LIMIT) == b64(f"user={USER}\x01auth=Bearer {PASSWORD}\x01\x01")
    assert spoken.answer(b64('{"status":"401"}')) == b""
    with pytest.raises(SaslFailed):
        spoken.answer(b"")


def test_oauthbearer() -> None:
    """RFC 7628 §3.1: the name's commas and equals signs are escaped; one byte for the error."""
    spoken = exchange(Mechanism.OAUTHBEARER, "a=b,c", "token", host="imap.example", port=993)
    said = b"n,a=a=3Db=2Cc,\x01host=imap.example\x01port=993\x01auth=Bearer token\x01\x01"
    assert spoken.initial(NO_LIMIT) == b64(said)
    assert spoken.answer(b64('{"status":"invalid_token"}')) == b64(b"\x01")


class ScramServer:
    """The server's side, by the library."""

    def __init__(self, mechanism: str) -> None:
        mechanics = ScramMechanism(mechanism)
        information = mechanics.make_auth_info(PASSWORD)
        self.server = mechanics.make_server(lambda user: information)

    def first(self, client_first: bytes) -> bytes:
        self.server.set_client_first(base64.b64decode(client_first).decode())
        return b64(self.server.get_server_first())

    def final(self, client_final: bytes) -> bytes:
        self.server.set_client_final(base64.b64decode(client_final).decode())
        return b64(self.server.get_server_final())


SCRAM = [Mechanism.SCRAM_SHA_1, Mechanism.SCRAM_SHA_256]


@pytest.mark.parametrize("mechanism", SCRAM)
@pytest.mark.parametrize("at_once", [True, False])
def test_scram(mechanism: Mechanism, at_once: bool) -> None:
    """Both sides prove that they know the password, with an initial response and without."""
    server, spoken = ScramServer(mechanism), begun(mechanism)
    client_first = spoken.initial(NO_LIMIT) if at_once else spoken.answer(b"")
    assert client_first is not None
    client_final = spoken.answer(server.first(client_first))
    assert spoken.answer(server.final(client_final)) == b""
    spoken.succeed()


def scram_at_the_proof() -> tuple[ScramServer, Exchange, bytes]:
    server, spoken = ScramServer("SCRAM-SHA-256"), begun(Mechanism.SCRAM_SHA_256)
    return server, spoken, spoken.answer(server.first(spoken.answer(b"")))


def test_scram_success_without_proof() -> None:
    """A server that lets us in without its signature has not shown that it knows the password."""
    _, spoken, _ = scram_at_the_proof()
    with pytest.raises(SaslFailed) as failed:
        spoken.succeed()
    assert failed.value.unproven


@pytest.mark.parametrize(
    "final", [b64("v=" + "A" * 44), b64("v=" + b64("x" * 32).decode()), b"", b"!", b64(b"\xff")]
)
def test_scram_wrong_signature(final: bytes) -> None:
    """A wrong signature, or what is none, is somebody else in the server's place."""
    _, spoken, _ = scram_at_the_proof()
    with pytest.raises(SaslFailed) as failed:
        spoken.answer(final)
    assert failed.value.unproven


def test_scram_error_in_place_of_the_signature() -> None:
    """The server says in SCRAM's words that it refuses; the refusal itself follows."""
    _, spoken, _ = scram_at_the_proof()
    assert spoken.answer(b64("e=invalid-proof")) == b""
    with pytest.raises(SaslFailed):
        spoken.succeed()


def test_scram_error_at_once() -> None:
    """So can a server that does not know the user."""
    spoken = begun(Mechanism.SCRAM_SHA_256)
    spoken.answer(b"")
    assert spoken.answer(b64("e=unknown-user")) == b""


@pytest.mark.parametrize(
    "server_first",
    [
        "r={nonce}x,s=QSXCR+Q6sek8bf92,i=" + str(ITERATIONS_LIMIT + 1),
        "r={nonce}x,s=QSXCR+Q6sek8bf92,i=" + "9" * 15,
        "r={nonce}x,s=QSXCR+Q6sek8bf92,i=1",
        "r={nonce},s=QSXCR+Q6sek8bf92,i=4096",
        "r=other,s=QSXCR+Q6sek8bf92,i=4096",
        "s=QSXCR+Q6sek8bf92,i=4096",
        "r={nonce}x,s=!,i=4096",
        "m=future,r={nonce}x,s=QSXCR+Q6sek8bf92,i=4096",
        "",
        "\x00",
    ],
)
def test_scram_bad_first_message(server_first: str) -> None:
    """Too many rounds, too few, somebody else's nonce: the login is given up before the proof."""
    spoken = begun(Mechanism.SCRAM_SHA_256)
    client_first = base64.b64decode(spoken.answer(b"")).decode()
    nonce = client_first.rpartition("r=")[2]
    with pytest.raises(SaslFailed):
        spoken.answer(b64(server_first.replace("{nonce}", nonce)))


def test_scram_vector() -> None:
    """The example of RFC 7677 §3, so that the library's arithmetic is the standard's."""
    client = ScramClient(["SCRAM-SHA-256"], "user", "pencil", c_nonce="rOprNGfwEbeRWgbNEkqO")
    assert client.get_client_first() == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    client.set_server_first(
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    )
    assert client.get_client_final().endswith(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    client.set_server_final("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")


@pytest.mark.parametrize("mechanism", [Mechanism.LOGIN, Mechanism.CRAM_MD5])
def test_success_too_early(mechanism: Mechanism) -> None:
    """A server that lets us in before it has heard all is not doing this mechanism."""
    with pytest.raises(SaslFailed):
        begun(mechanism).succeed()


@pytest.mark.parametrize("mechanism", [Mechanism.PLAIN, Mechanism.XOAUTH2, Mechanism.OAUTHBEARER])
def test_success_after_one_response(mechanism: Mechanism) -> None:
    """These need no more than the one response."""
    spoken = begun(mechanism)
    spoken.initial(NO_LIMIT)
    spoken.succeed()


@pytest.mark.parametrize(
    "mechanism", [Mechanism.USER, Mechanism.APOP, Mechanism.IMAP_LOGIN, Mechanism.PREAUTH]
)
def test_commands_are_no_mechanisms(mechanism: Mechanism) -> None:
    """The protocols' own commands are not spoken by SASL, and no server can offer them as such."""
    with pytest.raises(ValueError, match="no SASL mechanism"):
        begun(mechanism)
    assert registered(["PLAIN", mechanism.value]) == ("PLAIN",)


def test_order() -> None:
    """SCRAM first; on a clear line a digest before the open password, behind TLS after it."""
    encrypted = order_for(is_token=False, encrypted=True)
    clear = order_for(is_token=False, encrypted=False)
    assert encrypted[:3] == (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1, Mechanism.PLAIN)
    assert encrypted.index(Mechanism.PLAIN) < encrypted.index(Mechanism.CRAM_MD5)
    assert clear[:3] == (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1, Mechanism.CRAM_MD5)
    assert clear.index(Mechanism.APOP) < clear.index(Mechanism.PLAIN)
    assert set(encrypted) == set(clear)
    assert order_for(is_token=True, encrypted=True) == (Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"status": "400", "schemes": "bearer", "scope": "https://mail.google.com/"}, "400"),
        ({"status": "invalid_token"}, "invalid_token"),
        ({"status": 401}, None),
        ({"status": "no\x1bcontrol"}, None),
        ({}, None),
        ([], None),
        ("401", None),
    ],
)
def test_token_status(error: object, status: str | None) -> None:
    """The status of the error that a server puts into a challenge, and nothing else from there."""
    assert token_status(b64(json.dumps(error))) == status


@pytest.mark.parametrize("challenge", [b"", b"!", b64("not json"), b64("[" * 6000), b64(b"\xff")])
def test_no_token_status(challenge: bytes) -> None:
    """What is no such error has no status."""
    assert token_status(challenge) is None


@pytest.mark.parametrize(
    ("user", "password", "possible"),
    [
        ("taro", "hunter2", True),
        ("太郎", "ひみつ", True),
        ("taro", "\U0001f98a\U0001fae0", False),
        ("", "hunter2", False),
        ("taro", "tab\tbed", False),
    ],
)
def test_can_scram(user: str, password: str, possible: bool) -> None:
    """SCRAM forbids characters that were not in Unicode in its day (RFC 4013)."""
    assert can_scram(user, password) is possible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ひみつ", False),
        ("a b", False),
        ("a\tb", True),
        ("a\0", True),
        ("a\x7f", True),
        ("a\x85", True),
    ],
)
def test_control_characters(text: str, expected: bool) -> None:
    """C0, DEL and C1 are refused; blanks and Japanese are not."""
    assert has_control_character(text) is expected


@pytest.mark.parametrize(
    "mechanism",
    [
        member
        for member in Mechanism
        if member not in (Mechanism.USER, Mechanism.APOP, Mechanism.IMAP_LOGIN, Mechanism.PREAUTH)
    ],
)
@given(challenges=st.lists(st.binary(max_size=30) | st.binary(max_size=30).map(b64), max_size=5))
def test_any_challenges(mechanism: Mechanism, challenges: list[bytes]) -> None:
    """Whatever a server asks, a login goes on or is given up; it never goes on for ever."""
    spoken = begun(mechanism)
    answered = 0
    try:
        for challenge in [*challenges, b"", b"", b"", b"", b""]:
            spoken.answer(challenge)
            answered += 1
        raise AssertionError("there is no end to this login")
    except SaslFailed:
        assert answered < 5
    assert PASSWORD not in repr(spoken)
