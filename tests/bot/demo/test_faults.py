"""Each faulty account shows its fault to Python's own mail clients, and nothing else."""

from __future__ import annotations

import imaplib
import poplib
import smtplib
import ssl

import pytest

from bot.demo import ACCOUNTS, Account, Fault
from bot.demo.words import words
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.providers import Protocol, Security
from tests.bot.demo.talking import STARTTLS, Talking

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.PASSWORD])
def test_a_wrong_password_is_refused_with_its_code(talking: Talking, fault: Fault) -> None:
    """On the account where every password is wrong, and on the healthy one alike."""
    account = talking.account(fault)
    password = account.password if fault is Fault.PASSWORD else "another"
    with talking.imap(fault) as imap, pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONF"):
        imap.login(account.address, password)
    with talking.imap(fault) as imap, pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONF"):
        imap.login_cram_md5(account.address, password)
    with talking.pop3(fault) as pop3:
        pop3.user(account.address)
        with pytest.raises(poplib.error_proto, match=r"-ERR \[AUTH\]"):
            pop3.pass_(password)
    with talking.smtp(fault) as smtp, pytest.raises(smtplib.SMTPAuthenticationError) as raised:
        smtp.login(account.address, password)
    assert raised.value.smtp_code == 535
    assert raised.value.smtp_error == b"5.7.8 Wrong user name or password"


@pytest.mark.parametrize(("fault", "why"), [(Fault.EXPIRED, 10), (Fault.NAME, 62)])
@pytest.mark.parametrize("protocol", [IMAP, POP3, SMTP])
def test_a_bad_certificate_is_bad_on_every_port(
    talking: Talking, protocol: Protocol, fault: Fault, why: int
) -> None:
    """OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_HOSTNAME_MISMATCH."""
    opening = {IMAP: talking.imap, POP3: talking.pop3, SMTP: talking.smtp}[protocol]
    with pytest.raises(ssl.SSLCertVerificationError) as raised, opening(fault):
        pass
    assert raised.value.verify_code == why


@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.NAME])
def test_a_bad_certificate_is_bad_after_starttls(talking: Talking, fault: Fault) -> None:
    """IMAP and submission show it where they change to TLS."""
    with (
        talking.imap(fault, STARTTLS) as imap,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        imap.starttls(talking.context)
    with (
        talking.smtp(fault, STARTTLS) as smtp,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        smtp.starttls(context=talking.context)


def test_starttls_is_missing(talking: Talking) -> None:
    """None of the three offers it, though all three are told to be reached that way."""
    fault = Fault.STARTTLS
    servers = talking.account(fault).servers
    assert {server.security for server in servers} == {Security.STARTTLS}
    with talking.imap(fault, STARTTLS) as imap:
        assert "STARTTLS" not in imap.capabilities
    with talking.pop3(fault, STARTTLS) as pop3:
        assert "STLS" not in pop3.capa()
        with pytest.raises(poplib.error_proto):
            pop3.stls(talking.context)
    with talking.smtp(fault, STARTTLS) as smtp:
        assert not smtp.has_extn("starttls")


def test_pop3_is_switched_off(talking: Talking) -> None:
    """The password is right, and IMAP takes it."""
    account = talking.account(Fault.POP3)
    with talking.pop3(Fault.POP3) as pop3:
        pop3.user(account.address)
        with pytest.raises(poplib.error_proto, match="SYS/PERM"):
            pop3.pass_(account.password)
    with talking.imap(Fault.POP3) as imap:
        assert imap.login(account.address, account.password)[0] == "OK"


def test_the_mailbox_is_locked(talking: Talking) -> None:
    """POP3 refuses after the password, IMAP when the folder is opened; sending works."""
    account = talking.account(Fault.LOCKED)
    with talking.pop3(Fault.LOCKED) as pop3:
        pop3.user(account.address)
        with pytest.raises(poplib.error_proto, match="IN-USE"):
            pop3.pass_(account.password)
    with talking.imap(Fault.LOCKED) as imap:
        imap.login(account.address, account.password)
        status, words = imap.select("INBOX", readonly=True)
        assert status == "NO"
        assert words[0] is not None
        assert words[0].startswith(b"[INUSE]")
    with talking.smtp(Fault.LOCKED) as smtp:
        smtp.login(account.address, account.password)
        assert smtp.sendmail(account.address, [account.address], "Subject: hi\r\n\r\n") == {}


def test_the_mailbox_is_full(talking: Talking) -> None:
    """It can be read, says that its quota is used up, and takes nothing more."""
    account = talking.account(Fault.FULL)
    with talking.imap(Fault.FULL) as imap:
        imap.login(account.address, account.password)
        _, (_, quota) = imap.getquotaroot("INBOX")
        assert quota == [b'"" (STORAGE 10240 10240)']
        with pytest.raises(imaplib.IMAP4.error, match="OVERQUOTA"):
            imap.append("INBOX", "", "", b"Subject: more\r\n\r\n")
    with talking.smtp(Fault.FULL) as smtp:
        smtp.login(account.address, account.password)
        smtp.mail(account.address)
        code, reply = smtp.rcpt(account.address)
    assert (code, reply[:5]) == (552, b"5.2.2")


@pytest.mark.parametrize("account", ACCOUNTS, ids=str)
def test_every_account_is_described_in_both_languages(account: Account) -> None:
    """What is wrong with it is told before it is tried."""
    said = words()
    for language in Language:
        assert said[language]["account"][account.fault]


def test_every_fault_has_one_account_and_one_cause_at_most() -> None:
    """So that each shows one thing."""
    assert sorted(account.fault for account in ACCOUNTS) == sorted(Fault)
    for account in ACCOUNTS:
        assert len(set(account.causes.values()) - {Cause.OK}) <= 1
