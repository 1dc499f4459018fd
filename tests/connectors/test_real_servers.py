"""Whole checks of real servers: Dovecot (IMAP, POP3, submission) and Postfix (submission).

In all three security modes, with every mechanism that they offer.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.model import Outcome, Protocol, Quota, Security
from knowledge.causes import Cause, Warn
from tests.connectors.real_checking import Asked, failure, result, results
from tests.servers.dovecot import PASSWORD_MECHANISMS, TOKEN_MECHANISMS, token
from tests.servers.mailboxes import (
    DATE,
    EMPTY,
    HANAKO,
    JIRO,
    LIMIT_KIB,
    SABURO,
    SENDER,
    SUBJECT,
    TARO,
)
from tests.servers.postfix import SIZE_LIMIT
from tests.servers.real import RealServers

pytestmark = pytest.mark.real_servers

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
SERVERS = [("dovecot", IMAP), ("dovecot", POP3), ("dovecot", SMTP), ("postfix", SMTP)]
COMMANDS = {IMAP: ("IMAP LOGIN",), POP3: ("USER", "APOP"), SMTP: ()}


@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize(
    ("name", "protocol", "mechanism"),
    [
        (name, protocol, mechanism)
        for name, protocol in SERVERS
        for mechanism in (*PASSWORD_MECHANISMS, *COMMANDS[protocol])
    ],
)
async def test_every_mechanism_in_every_mode(
    real_servers: RealServers, name: str, protocol: Protocol, mechanism: str, security: Security
) -> None:
    """A whole check goes well by each mechanism that the server offers, however the line is."""
    wanted = {"IMAP LOGIN": "LOGIN"}.get(mechanism, mechanism)
    done = await result(real_servers, name, protocol, security, Asked(mechanism=wanted))
    assert done.ok, failure(done)
    assert mechanism in done.facts.mechanisms
    assert all(step.outcome is Outcome.OK for step in done.steps), failure(done)


@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize("mechanism", TOKEN_MECHANISMS)
@pytest.mark.parametrize(("name", "protocol"), SERVERS)
async def test_tokens(
    real_servers: RealServers, name: str, protocol: Protocol, mechanism: str, security: Security
) -> None:
    """So does one with a token that was given."""
    asked = Asked(secret=token(TARO), token=True, mechanism=mechanism)
    done = await result(real_servers, name, protocol, security, asked)
    assert done.ok, failure(done)
    assert done.facts.login_mechanism == mechanism


@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize(("name", "protocol"), SERVERS)
async def test_the_strongest_is_taken(
    real_servers: RealServers, name: str, protocol: Protocol, security: Security
) -> None:
    """SCRAM with the longer hash, when nobody asks for another; OAUTHBEARER with a token."""
    done = await result(real_servers, name, protocol, security)
    assert done.ok, failure(done)
    assert done.facts.login_mechanism == "SCRAM-SHA-256"
    asked = Asked(secret=token(TARO), token=True)
    done = await result(real_servers, name, protocol, security, asked)
    assert done.facts.login_mechanism == "OAUTHBEARER"


@pytest.mark.parametrize("mechanism", ["", *PASSWORD_MECHANISMS])
@pytest.mark.parametrize(("name", "protocol"), SERVERS)
async def test_wrong_password(
    real_servers: RealServers, name: str, protocol: Protocol, mechanism: str
) -> None:
    """Each mechanism tells a wrong password, and nothing is looked at behind it."""
    asked = Asked(secret="wrong-horse-7c1", mechanism=mechanism)
    done = await result(real_servers, name, protocol, Security.TLS, asked)
    assert done.cause is Cause.AUTH_WRONG_CREDENTIALS, failure(done)
    assert [step.name for step in done.steps if step.outcome is Outcome.FAILED] == ["login"]


@pytest.mark.parametrize(("protocol", "mechanism"), [(POP3, "USER"), (POP3, "APOP")])
async def test_wrong_password_by_command(
    real_servers: RealServers, protocol: Protocol, mechanism: str
) -> None:
    """So do the protocols' own commands."""
    asked = Asked(secret="wrong-horse-7c1", mechanism=mechanism)
    done = await result(real_servers, "dovecot", protocol, Security.TLS, asked)
    assert done.cause is Cause.AUTH_WRONG_CREDENTIALS, failure(done)


@pytest.mark.parametrize("mechanism", TOKEN_MECHANISMS)
@pytest.mark.parametrize(("name", "protocol"), SERVERS)
@pytest.mark.parametrize(
    "refused",
    [token(TARO, expires=1_700_000_001), token(TARO, key=b"another key"), "no-token-at-all"],
)
async def test_token_refused(
    real_servers: RealServers, name: str, protocol: Protocol, mechanism: str, refused: str
) -> None:
    """A token that has expired, is forged, or is none was rejected: no password is wrong."""
    asked = Asked(secret=refused, token=True, mechanism=mechanism)
    done = await result(real_servers, name, protocol, Security.TLS, asked)
    assert done.cause is Cause.AUTH_TOKEN_REJECTED, failure(done)


@pytest.mark.parametrize("user", [TARO, HANAKO])
@pytest.mark.parametrize("protocol", [IMAP, POP3])
async def test_japanese_headers(real_servers: RealServers, protocol: Protocol, user: str) -> None:
    """The newest message's headers, in ISO-2022-JP and in UTF-8."""
    done = await result(real_servers, "dovecot", protocol, Security.TLS, Asked(user=user))
    assert done.ok, failure(done)
    assert done.facts.messages == 2
    newest = done.facts.newest
    assert newest is not None
    assert (newest.subject, newest.sender, newest.date) == (SUBJECT, SENDER, DATE)
    assert newest.size > 100
    assert SUBJECT not in repr(done.transcript)


@pytest.mark.parametrize("protocol", [IMAP, POP3])
async def test_an_empty_mailbox(real_servers: RealServers, protocol: Protocol) -> None:
    """Nothing to read is no fault."""
    done = await result(real_servers, "dovecot", protocol, Security.TLS, Asked(user=EMPTY))
    assert done.ok, failure(done)
    assert (done.facts.messages, done.facts.newest) == (0, None)


@pytest.mark.parametrize(("user", "share"), [(JIRO, 0.95), (SABURO, 1.2)])
async def test_quota(real_servers: RealServers, user: str, share: float) -> None:
    """A mailbox that is nearly full, or over its limit, is told of in time."""
    done = await result(real_servers, "dovecot", IMAP, Security.TLS, Asked(user=user))
    assert done.ok, failure(done)
    assert done.facts.quota == Quota(round(share * LIMIT_KIB), LIMIT_KIB)
    assert Warn.MAILBOX_NEARLY_FULL in done.warnings


async def test_looking_changes_nothing(real_servers: RealServers) -> None:
    """After any number of checks no message is gone, and none is read."""
    before = contents(real_servers)
    for protocol in (IMAP, POP3):
        done = await result(real_servers, "dovecot", protocol, Security.TLS, Asked(user=HANAKO))
        assert done.ok, failure(done)
    assert contents(real_servers) == before


def contents(servers: RealServers) -> list[tuple[str, str]]:
    """The messages of a mailbox: what they hold, and how they are flagged."""
    files = [
        file
        for part in ("new", "cur")
        for file in (servers.folder / "mail/hanako" / part).iterdir()
    ]
    assert len(files) == 2
    return sorted((file.read_bytes().hex(), file.name.partition(":2,")[2]) for file in files)


LEAST = {("dovecot", IMAP): 5, ("dovecot", POP3): 7, ("dovecot", SMTP): 7, ("postfix", SMTP): 7}


@pytest.mark.parametrize(("name", "protocol"), SERVERS)
async def test_round_trips(real_servers: RealServers, name: str, protocol: Protocol) -> None:
    """Over TLS 1.3 and with PLAIN, from the connection to the farewell."""
    done = await result(real_servers, name, protocol, Security.TLS, Asked(mechanism="PLAIN"))
    assert done.facts.tls_version == "TLSv1.3"
    assert done.round_trips <= LEAST[name, protocol], failure(done)


async def test_all_at_once(real_servers: RealServers) -> None:
    """The three protocols side by side, as a person asks for them."""
    wanted = [
        ("dovecot", IMAP, Security.TLS),
        ("dovecot", POP3, Security.TLS),
        ("postfix", SMTP, Security.STARTTLS),
    ]
    for done in await results(real_servers, wanted, Asked()):
        assert done.ok, failure(done)


@pytest.mark.parametrize("name", ["dovecot", "postfix"])
async def test_somebody_elses_sender(real_servers: RealServers, name: str) -> None:
    """An account may send as itself only."""
    done = await result(real_servers, name, SMTP, Security.TLS, Asked(address=HANAKO))
    expected = Cause.SEND_SENDER_REJECTED if name == "postfix" else Cause.OK
    assert done.cause is expected, failure(done)


async def test_what_postfix_offers(real_servers: RealServers) -> None:
    """Its size limit is read, and both ways of writing AUTH count once."""
    done = await result(real_servers, "postfix", SMTP)
    assert f"SIZE {SIZE_LIMIT}" in done.facts.capabilities
    assert len(set(done.facts.mechanisms)) == len(done.facts.mechanisms)


@pytest.mark.parametrize("name", ["dovecot", "postfix"])
@pytest.mark.parametrize("looker", [IMAP, POP3])
async def test_a_message_to_oneself(real_servers: RealServers, name: str, looker: Protocol) -> None:
    """The one message that was asked for arrives and is found."""
    wanted = [("dovecot", looker, Security.TLS), (name, SMTP, Security.TLS)]
    asked = replace(Asked(user=EMPTY), send_test=True)
    for done in await results(real_servers, wanted, asked):
        assert done.ok, failure(done)
        message = [step for step in done.steps if step.name == "message"]
        assert [step.outcome for step in message] == [Outcome.OK]


@pytest.mark.parametrize(("name", "protocol"), SERVERS)
@pytest.mark.parametrize("security", Security)
async def test_without_a_login(
    real_servers: RealServers, name: str, protocol: Protocol, security: Security
) -> None:
    """Everything before the login, and a polite end."""
    done = await result(real_servers, name, protocol, security, Asked(login=False))
    assert done.ok, failure(done)
    assert done.facts.login_mechanism is None
