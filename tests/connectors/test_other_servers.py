"""Whole checks of further real servers: Exim (submission), Cyrus and Courier (IMAP, POP3).

What they say differs from Dovecot and Postfix in nearly every line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from connectors.model import CheckResult, Direction, Outcome, Protocol, Quota, Security
from knowledge.causes import Cause, Warn
from tests.connectors.real_checking import Asked, failure, result, results
from tests.servers.authdaemon import Courier
from tests.servers.cyrus import BROKEN, FORBIDDEN, NO_MAILBOX
from tests.servers.exim import SIZE_LIMIT, Refusal
from tests.servers.mailboxes import (
    DATE,
    EMPTY,
    HANAKO,
    JIRO,
    SABURO,
    SENDER,
    SUBJECT,
    TARO,
)
from tests.servers.real_others import OtherServers

pytestmark = pytest.mark.unpacked_servers

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE

CYRUS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
MECHANISMS = {
    ("exim", SMTP): ("PLAIN", "LOGIN"),
    ("cyrus", IMAP): (*CYRUS, "IMAP LOGIN"),
    ("cyrus", POP3): (*CYRUS, "USER"),
    ("courier", IMAP): ("IMAP LOGIN",),
    ("courier", POP3): ("PLAIN", "LOGIN", "USER"),
}
COMMANDS = {"IMAP LOGIN": "LOGIN"}
EACH = [(*server, mechanism) for server, offered in MECHANISMS.items() for mechanism in offered]
WRONG = "wrong-horse-7c1"


@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize(("name", "protocol", "mechanism"), EACH)
async def test_every_mechanism_in_every_mode(
    other_servers: OtherServers, name: str, protocol: Protocol, mechanism: str, security: Security
) -> None:
    """A whole check goes well by each mechanism that the server offers, however the line is."""
    asked = Asked(mechanism=COMMANDS.get(mechanism, mechanism))
    done = await result(other_servers, name, protocol, security, asked)
    assert done.ok, failure(done)
    assert all(step.outcome is Outcome.OK for step in done.steps), failure(done)


@pytest.mark.parametrize(("name", "protocol", "mechanism"), EACH)
async def test_wrong_password(
    other_servers: OtherServers, name: str, protocol: Protocol, mechanism: str
) -> None:
    """Each tells a wrong password in words of its own, and nothing is looked at behind it."""
    asked = Asked(secret=WRONG, mechanism=COMMANDS.get(mechanism, mechanism))
    done = await result(other_servers, name, protocol, TLS, asked)
    assert done.cause is Cause.AUTH_WRONG_CREDENTIALS, failure(done)
    assert [step.name for step in done.steps if step.outcome is Outcome.FAILED] == ["login"]


@pytest.mark.parametrize(("name", "protocol"), MECHANISMS)
async def test_without_encryption(
    other_servers: OtherServers, name: str, protocol: Protocol
) -> None:
    """Works where somebody insists on it, with a warning."""
    done = await result(other_servers, name, protocol, NONE)
    assert done.ok, failure(done)
    assert {Warn.NO_ENCRYPTION, Warn.PLAINTEXT_LOGIN_OFFERED} <= set(done.warnings)


@dataclass(frozen=True)
class Fault:
    """What is wrong with an account at a server, and what a check should name."""

    name: str
    protocol: Protocol
    user: str
    cause: Cause
    stage: str


ACCOUNTS = [
    Fault("cyrus", IMAP, NO_MAILBOX, Cause.MAILBOX_NOT_FOUND, "mailbox"),
    Fault("cyrus", IMAP, FORBIDDEN, Cause.MAILBOX_ACCESS_DENIED, "mailbox"),
    Fault("cyrus", IMAP, BROKEN, Cause.MAILBOX_UNAVAILABLE, "mailbox"),
    Fault("cyrus", POP3, BROKEN, Cause.MAILBOX_UNAVAILABLE, "login"),
    *(
        Fault("courier", protocol, f"{who}@example.com", Cause.AUTH_TEMPORARY_FAILURE, "login")
        for who in Courier
        for protocol in (IMAP, POP3)
    ),
]


@pytest.mark.parametrize("fault", ACCOUNTS, ids=lambda f: f"{f.name}-{f.protocol}-{f.user}")
async def test_accounts_with_a_fault(other_servers: OtherServers, fault: Fault) -> None:
    """No mailbox, none that may be read, a broken one; and nobody who could judge the password."""
    done = await result(other_servers, fault.name, fault.protocol, TLS, Asked(user=fault.user))
    assert done.cause is fault.cause, failure(done)
    failed = [step.name for step in done.steps if step.outcome is Outcome.FAILED]
    assert failed == [fault.stage], failure(done)


@dataclass(frozen=True)
class _Exim:
    exim: _OnePort
    ca_file: Path


@dataclass(frozen=True)
class _OnePort:
    number: int

    def port(self, protocol: Protocol, security: Security) -> int:
        return self.number


REFUSALS = {
    Refusal.GREETING: (Cause.SERVER_REFUSED, "greeting"),
    Refusal.LATER: (Cause.SERVER_UNAVAILABLE, "greeting"),
    Refusal.HELO: (Cause.SEND_HELO_REJECTED, "capability"),
    Refusal.SENDER: (Cause.SEND_SENDER_REJECTED, "sender"),
    Refusal.RATE: (Cause.SEND_RATE_LIMITED, "sender"),
    Refusal.CONTENT: (Cause.SEND_CONTENT_REJECTED, "message"),
    Refusal.LOGIN_IN_CLEAR: (Cause.AUTH_TLS_REQUIRED, "login"),
}


@pytest.mark.parametrize("refusal", Refusal)
async def test_what_exim_refuses(other_servers: OtherServers, refusal: Refusal) -> None:
    """In Exim's own words, at each stage."""
    servers = _Exim(_OnePort(other_servers.exim.refusing[refusal]), other_servers.ca_file)
    security = NONE if refusal is Refusal.LOGIN_IN_CLEAR else STARTTLS
    asked = Asked(send_test=refusal is Refusal.CONTENT)
    done = await result(servers, "exim", SMTP, security, asked)
    cause, stage = REFUSALS[refusal]
    assert done.cause is cause, failure(done)
    assert [step.name for step in done.steps if step.outcome is Outcome.FAILED] == [stage]


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("taro@elsewhere.example", Cause.SEND_RELAY_DENIED),
        ("missing@example.com", Cause.SEND_RECIPIENT_UNKNOWN),
    ],
)
async def test_recipients_of_exim(other_servers: OtherServers, address: str, cause: Cause) -> None:
    """Somebody else's domain, and nobody."""
    done = await result(other_servers, "exim", SMTP, TLS, Asked(address=address))
    assert done.cause is cause, failure(done)


@pytest.mark.parametrize(
    ("name", "protocol", "user"),
    [
        *(("cyrus", protocol, TARO) for protocol in (IMAP, POP3)),
        *(("courier", IMAP, user) for user in (TARO, HANAKO)),
        ("courier", POP3, TARO),
    ],
)
async def test_japanese_headers(
    other_servers: OtherServers, name: str, protocol: Protocol, user: str
) -> None:
    """The newest message's headers, in ISO-2022-JP and in UTF-8.

    Of UTF-8 that nobody asked for, Cyrus makes letters X, and Courier's POP3 another message.
    """
    done = await result(other_servers, name, protocol, TLS, Asked(user=user))
    newest = done.facts.newest
    assert newest is not None
    assert (newest.subject, newest.sender, newest.date) == (SUBJECT, SENDER, DATE)


@pytest.mark.parametrize(("user", "used"), [(JIRO, 94), (SABURO, 119)])
async def test_quota_of_cyrus(other_servers: OtherServers, user: str, used: int) -> None:
    """A mailbox that is nearly full, or over its limit, is told of in time."""
    done = await result(other_servers, "cyrus", IMAP, TLS, Asked(user=user))
    assert done.ok, failure(done)
    assert done.facts.quota == Quota(used, 100)
    assert Warn.MAILBOX_NEARLY_FULL in done.warnings


@pytest.mark.parametrize(("name", "protocol"), MECHANISMS)
@pytest.mark.parametrize("security", [TLS, STARTTLS])
async def test_every_line_is_explained(
    other_servers: OtherServers, name: str, protocol: Protocol, security: Security
) -> None:
    """Whatever a server says has a note for a beginner; so has whatever we say."""
    done = await result(other_servers, name, protocol, security)
    said = [line for line in done.transcript if line.text != ")"]  # what ends a list of FETCH
    assert [line.text for line in said if not line.note] == [], failure(done)


LOOKS = {
    IMAP: {
        "STARTTLS",
        "CAPABILITY",
        "AUTHENTICATE",
        "LOGIN",
        "ID",
        "EXAMINE",
        "UID",
        "GETQUOTAROOT",
    },
    POP3: {"CAPA", "STLS", "AUTH", "USER", "PASS", "STAT", "LIST", "UIDL", "TOP", "QUIT"},
    SMTP: {"EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "RSET", "QUIT"},
}


@pytest.mark.parametrize(("name", "protocol"), MECHANISMS)
async def test_looking_changes_nothing(
    other_servers: OtherServers, name: str, protocol: Protocol
) -> None:
    """Only commands that look are said, a mailbox is only examined, a message only peeked at."""
    before = contents(other_servers)
    done = await result(other_servers, name, protocol, TLS, Asked(user=HANAKO))
    assert done.ok, failure(done)
    assert contents(other_servers) == before
    assert commands(done) <= LOOKS[protocol] | {"LOGOUT", "***", ""}
    fetched = [line.text for line in done.transcript if "FETCH *" in line.text]
    assert all("BODY.PEEK[HEADER" in text for text in fetched)


def commands(done: CheckResult) -> set[str]:
    """The verbs of all that we said, without IMAP's tags."""
    lines = [line.text for line in done.transcript if line.direction is Direction.CLIENT]
    at = 1 if done.target.protocol is IMAP else 0
    return {
        words[at] if len(words) > at else words[0] for text in lines if (words := text.split(" "))
    }


def contents(servers: OtherServers) -> list[tuple[str, str]]:
    """The messages of a mailbox of Exim and Courier: what they hold, and how they are flagged."""
    parts = (servers.folder / "mail/hanako" / part for part in ("new", "cur"))
    files = [file for part in parts for file in part.iterdir()]
    assert len(files) == 2
    return sorted((file.read_bytes().hex(), file.name.partition(":2,")[2]) for file in files)


@pytest.mark.parametrize("looker", [IMAP, POP3])
async def test_a_message_to_oneself(other_servers: OtherServers, looker: Protocol) -> None:
    """Sent by Exim, found in Courier."""
    wanted = [("courier", looker, TLS), ("exim", SMTP, TLS)]
    for done in await results(other_servers, wanted, replace(Asked(user=EMPTY), send_test=True)):
        assert done.ok, failure(done)
        message = [step for step in done.steps if step.name == "message"]
        assert [step.outcome for step in message] == [Outcome.OK]


async def test_what_exim_offers(other_servers: OtherServers) -> None:
    """Its size limit is read."""
    done = await result(other_servers, "exim", SMTP, TLS)
    assert f"SIZE {SIZE_LIMIT}" in done.facts.capabilities
