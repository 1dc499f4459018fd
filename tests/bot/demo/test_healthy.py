"""The healthy account, as Python's own mail clients see it."""

from __future__ import annotations

import hmac
import imaplib
from base64 import b64decode, b64encode
from email import message_from_bytes
from email.header import decode_header, make_header
from uuid import uuid4

import pytest

from bot.demo import Fault
from bot.demo.words import words
from knowledge.model import Language
from knowledge.providers import Security
from tests.bot.demo.talking import STARTTLS, TLS, Talking

OK = Fault.NONE


@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_imap_shows_the_letters(talking: Talking, security: Security) -> None:
    """Read-only, by either way of encrypting; the newest letter is Japanese in ISO-2022-JP."""
    account = talking.account(OK)
    with talking.imap(OK, security) as session:
        if security is STARTTLS:
            assert "LOGINDISABLED" in session.capabilities
            session.starttls(talking.context)
        session.login(account.address, account.password)
        assert session.select("INBOX", readonly=True)[0] == "OK"
        _, found = session.uid("FETCH", "1:6", "(FLAGS RFC822.SIZE BODY.PEEK[HEADER])")
        letters = [message_from_bytes(part[1]) for part in found if isinstance(part, tuple)]
        subjects = [str(make_header(decode_header(letter["Subject"]))) for letter in letters]
    said = words()
    assert subjects == [
        said[language]["letter"][f"{key}_subject"]
        for key in ("welcome", "notes", "lunch")
        for language in (Language.EN, Language.JA)
    ]
    assert "iso-2022-jp" in letters[-1]["Subject"]
    assert "utf-8" in letters[1]["Subject"]


def test_imap_opened_by_examine_changes_nothing(talking: Talking) -> None:
    """EXAMINE is read-only for the server too."""
    account = talking.account(OK)
    with talking.imap(OK) as session:
        session.login(account.address, account.password)
        session.select("INBOX", readonly=True)
        with pytest.raises(imaplib.IMAP4.error):
            session.store("1", "+FLAGS", r"\Seen")


def test_imap_flags_and_searches(talking: Talking) -> None:
    """An ordinary mail program can work with the inbox."""
    account = talking.account(Fault.POP3)
    with talking.imap(Fault.POP3) as session:
        session.login(account.address, account.password)
        session.select("INBOX")
        session.store("2", "+FLAGS", r"\Seen")
        assert session.search(None, "SEEN")[1] == [b"2"]
        session.store("2", "-FLAGS", r"\Seen")
        assert session.search(None, "SEEN")[1] == [None]
        session.append("INBOX", "", "", b"Subject: draft\r\n\r\nlater\r\n")
        assert session.status("INBOX", "(MESSAGES)")[1] == [b"INBOX (MESSAGES 7)"]
        session.store("7", "+FLAGS", r"\Deleted")
        assert session.expunge()[1] == [b"7"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("HEADER", "Message-ID", '"<notes.ja@ok.demo.test>"'), [b"4"]),
        (("SUBJECT", "lunch"), [b"5"]),
        (("SUBJECT", "nothing"), [None]),
        (("FROM", "desk@ok.demo.test"), [b"1 2 3 4 5 6"]),
    ],
)
def test_imap_finds_a_letter_by_its_headers(
    talking: Talking, asked: tuple[str, ...], expected: list[bytes | None]
) -> None:
    """As a check looks for the message that it has sent."""
    account = talking.account(Fault.FULL)
    with talking.imap(Fault.FULL) as session:
        session.login(account.address, account.password)
        session.select("INBOX", readonly=True)
        assert session.uid("SEARCH", *asked)[1] == expected


def test_imap_tells_the_quota(talking: Talking) -> None:
    """Six letters are next to nothing."""
    account = talking.account(OK)
    with talking.imap(OK) as session:
        session.login(account.address, account.password)
        _, (_, quota) = session.getquotaroot("INBOX")
    assert quota[0].startswith(b'"" (STORAGE ')
    assert quota[0].endswith(b" 10240)")


def test_pop3_shows_the_letters(talking: Talking) -> None:
    """STAT, UIDL and TOP of the last letter, as a check asks for them."""
    account = talking.account(Fault.FULL)
    with talking.pop3(Fault.FULL) as session:
        assert {"TOP", "UIDL", "PIPELINING", "RESP-CODES"} <= set(session.capa())
        session.user(account.address)
        session.pass_(account.password)
        assert session.stat()[0] == 6
        assert session.uidl(6) == b"+OK demo-6"
        _, lines, _ = session.top(6, 0)
        session.quit()
    letter = message_from_bytes(b"\r\n".join(lines))
    said = words()[Language.JA]["letter"]["lunch_subject"]
    assert str(make_header(decode_header(letter["Subject"]))) == said


@pytest.mark.parametrize("how", ["apop", "cram-md5"])
def test_pop3_takes_a_password_that_is_not_shown(talking: Talking, how: str) -> None:
    """APOP (RFC 1939 §7) and CRAM-MD5 (RFC 2195)."""
    account = talking.account(OK)
    with talking.pop3(OK) as session:
        if how == "apop":
            session.apop(account.address, account.password)
        else:
            session._putcmd("AUTH CRAM-MD5")  # type: ignore[attr-defined]
            challenge = b64decode(session._getline()[0].removeprefix(b"+ "))  # type: ignore[attr-defined]
            digest = hmac.new(account.password.encode(), challenge, "md5").hexdigest()
            answer = b64encode(f"{account.address} {digest}".encode()).decode()
            session._shortcmd(answer)  # type: ignore[attr-defined]
        assert session.stat()[0] >= 6


@pytest.mark.parametrize("mechanism", ["CRAM-MD5", "PLAIN", "LOGIN"])
@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_smtp_takes_each_mechanism(talking: Talking, security: Security, mechanism: str) -> None:
    """After STARTTLS, or on a line that is encrypted from the first byte."""
    account = talking.account(OK)
    with talking.smtp(OK, security) as session:
        if security is STARTTLS:
            assert not session.has_extn("auth")
            assert session.docmd("AUTH", "PLAIN AAAA")[0] == 538
            session.starttls(context=talking.context)
            session.ehlo()
        session.user, session.password = account.address, account.password
        answer = getattr(session, "auth_" + mechanism.lower().replace("-", "_"))
        assert session.auth(mechanism, answer)[0] == 235


def test_a_message_to_oneself_arrives(talking: Talking) -> None:
    """By IMAP at once, in a session that is open already, and by POP3."""
    account = talking.account(OK)
    subject = f"probe {uuid4()}"
    text = f"From: {account.address}\r\nSubject: {subject}\r\n\r\n.dot\r\nbody\r\n"
    with talking.imap(OK) as reading:
        reading.login(account.address, account.password)
        reading.select("INBOX", readonly=True)
        with talking.smtp(OK) as sending:
            sending.login(account.address, account.password)
            sending.sendmail(account.address, [account.address], text)
        _, found = reading.fetch("*", "(BODY.PEEK[])")
        assert isinstance(found[0], tuple)
        whole = found[0][1]
    assert whole.startswith(b"Received: from ")
    assert text.encode() in whole
    with talking.pop3(OK) as session:
        session.user(account.address)
        session.pass_(account.password)
        number, _ = session.stat()
        assert b"Subject: " + subject.encode() in session.top(number, 0)[1]


@pytest.mark.parametrize(
    ("sender", "recipient", "reply"),
    [
        ("", "taro@ok.demo.test", 553),
        ("somebody@example.com", "taro@ok.demo.test", 553),
        ("taro@ok.demo.test", "taro@ok.demo.test", 250),
        ("taro@ok.demo.test", "mika@pop3.demo.test", 250),
        ("taro@ok.demo.test", "nobody@ok.demo.test", 550),
        ("taro@ok.demo.test", "aoi@full.demo.test", 552),
        ("taro@ok.demo.test", "somebody@example.com", 554),
        ("taro@ok.demo.test", "somebody@demo.test.example.com", 554),
    ],
)
def test_nothing_leaves_the_demonstration(
    talking: Talking, sender: str, recipient: str, reply: int
) -> None:
    """Only from oneself, and only to its own accounts."""
    account = talking.account(OK)
    with talking.smtp(OK) as session:
        session.login(account.address, account.password)
        code, _ = session.mail(sender)
        if code == 250:
            code, _ = session.rcpt(recipient)
    assert code == reply


def test_nobody_sends_without_a_login(talking: Talking) -> None:
    """RFC 4954 §6: 530."""
    with talking.smtp(OK) as session:
        assert session.mail("taro@ok.demo.test")[0] == 530


def test_a_message_past_the_limit_is_refused(talking: Talking) -> None:
    """And what was taken in of it is forgotten."""
    account = talking.account(Fault.POP3)
    with talking.smtp(Fault.POP3) as session:
        session.login(account.address, account.password)
        session.mail(account.address)
        session.rcpt(account.address)
        code, reply = session.data(b"Subject: long\r\n\r\n" + (b"x" * 998 + b"\r\n") * 1100)
    assert (code, reply[:5]) == (552, b"5.3.4")
