"""E-mail as the last resort, through a real Postfix, read where a real Dovecot keeps it."""

from __future__ import annotations

import email
import ssl
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from bot.helpdesk.outbound.mail import Mailer, MailSettings, NotSent
from connectors.model import Protocol, Security
from tests.servers.mailboxes import EMPTY, HANAKO, PASSWORD
from tests.servers.real import RealServers, both_servers

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for the operator's server."""
    return trustme.CA()


@pytest.fixture(scope="module")
def servers(
    authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServers]:
    """The operator's mail servers, with a certificate for their address."""
    ca_file = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    with both_servers(authority.issue_cert(LOOPBACK), ca_file) as running:
        yield running


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """A client's rules that trust it."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def settings(servers: RealServers, security: Security, password: str = PASSWORD) -> MailSettings:
    """From one account of the server to another."""
    port = servers.postfix.port(Protocol.SMTP, security)
    scheme = "smtps" if security is Security.TLS else "smtp"
    return MailSettings(scheme, LOOPBACK, port, HANAKO, password, HANAKO, EMPTY)


def arrived(folder: Path, subject: str) -> EmailMessage:
    """The message of this subject, once the server has put it into the mailbox."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        for file in folder.glob("mail/empty/new/*"):
            message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            if message["Subject"] == subject:
                return message
    raise AssertionError(f"no message with the subject {subject!r}")


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize(
    ("subject", "text"),
    [("Case 12 is open", "Nobody can send.\n"), ("案件12を受け付けました", "送信できません。\n")],
)
async def test_it_arrives(
    servers: RealServers, trusting: ssl.SSLContext, security: Security, subject: str, text: str
) -> None:
    """In both languages, marked so that no absence message comes back."""
    subject = f"{subject} ({security})"
    await Mailer(settings(servers, security), lambda: trusting).send(subject, text)
    message = arrived(servers.folder, subject)
    assert message.get_content().replace("\r\n", "\n") == text
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == EMPTY


async def test_strangers_words_add_no_header(
    servers: RealServers, trusting: ssl.SSLContext
) -> None:
    """A line break in a subject is a blank."""
    mailer = Mailer(settings(servers, Security.TLS), lambda: trusting)
    await mailer.send("Broken\r\nBcc: everybody@example.com", "text")
    message = arrived(servers.folder, "Broken Bcc: everybody@example.com")
    assert message["Bcc"] is None


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_no_password_goes_to_a_server_that_is_not_verified(
    servers: RealServers, security: Security
) -> None:
    """A stranger's certificate ends it before the login."""
    mailer = Mailer(settings(servers, security), ssl.create_default_context)
    with pytest.raises(NotSent) as not_sent:
        await mailer.send("never", "never")
    assert not_sent.value.reason == "SSLCertVerificationError"


async def test_a_wrong_password_is_told_without_it(
    servers: RealServers, trusting: ssl.SSLContext
) -> None:
    """By the server's number alone."""
    mailer = Mailer(settings(servers, Security.TLS, "hunter2"), lambda: trusting)
    with pytest.raises(NotSent) as not_sent:
        await mailer.send("never", "never")
    assert not_sent.value.reason == "reply 535"
    assert not_sent.value.__cause__ is None
