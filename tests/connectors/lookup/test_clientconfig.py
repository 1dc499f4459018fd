"""Configuration files: one minimal valid one, and one change a test."""

from __future__ import annotations

import pytest

from connectors.lookup.address import Address
from connectors.lookup.clientconfig import offers
from connectors.lookup.offer import Offer
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol, Security
from tests.connectors.lookup.documents import IMAP, POP3, SMTP, client_config

TARO = Address("taro", "own.test")

VALID = client_config(IMAP)
OFFER = Offer(Protocol.IMAP, "mail.own.test", 993, Security.TLS, "taro@own.test", ("password",))


def _changed(old: str, new: str) -> tuple[Offer, ...]:
    assert old.encode() in VALID
    return offers(VALID.replace(old.encode(), new.encode()), TARO)


def test_the_minimal_file() -> None:
    """One server, all of it."""
    assert offers(VALID, TARO) == (OFFER,)


def test_servers_come_in_the_order_of_the_file() -> None:
    """Which is the provider's order of preference."""
    named = offers(client_config(POP3, SMTP, IMAP), TARO)
    assert [offer.protocol for offer in named] == [Protocol.POP3, Protocol.SMTP, Protocol.IMAP]


@pytest.mark.parametrize(
    ("template", "user"),
    [
        ("%EMAILADDRESS%", "taro@own.test"),
        ("%EMAILLOCALPART%", "taro"),
        ("%EMAILLOCALPART%.%EMAILDOMAIN%", "taro.own.test"),
        ("fixed", "fixed"),
        ("%USERNAME%", ""),
        ("%EMAILADDRESS", ""),
        ("日本", "日本"),
    ],
)
def test_the_user_name_is_filled_in(template: str, user: str) -> None:
    """A placeholder that only the provider can fill leaves it open."""
    (offer,) = _changed("<username>%EMAILADDRESS%</username>", f"<username>{template}</username>")
    assert offer.user == user


def test_without_a_user_name_it_is_the_address() -> None:
    """The most common form."""
    (offer,) = _changed("<username>%EMAILADDRESS%</username>", "")
    assert offer.user == "taro@own.test"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    """A local part that looks like a placeholder stays what it is."""
    odd = Address("%EMAILDOMAIN%", "own.test")
    (offer,) = offers(VALID.replace(b"%EMAILADDRESS%", b"x%EMAILLOCALPART%"), odd)
    assert offer.user in ("", "x%EMAILDOMAIN%")


def test_placeholders_stand_in_host_names_too() -> None:
    """As the public database uses them."""
    (offer,) = _changed("mail.own.test", "imap.%EMAILDOMAIN%")
    assert offer.host == "imap.own.test"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<socketType>SSL<", "<socketType>ssl<"),
        ("<socketType>SSL<", "<socketType> SSL\n<"),
        ("<socketType>SSL<", "<socketType>QUIC</socketType><socketType>SSL<"),
        ("<hostname>mail.own.test<", "<hostname> MAIL.own.test. <"),
        ("<incomingServer", "<future/><incomingServer new='x'"),
        ("<port>", "<weather>fine</weather><port>"),
        ('version="1.1"', 'version="1.2"'),
        ('version="1.1"', 'xmlns="urn:x" version="2.0"'),
        ("<clientConfig", "<!-- a comment --><clientConfig"),
    ],
)
def test_what_does_not_matter_does_not_matter(old: str, new: str) -> None:
    """Unknown elements, versions, blanks and letters' case."""
    assert _changed(old, new) == (OFFER,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('type="imap"', 'type="exchange"'),
        ('type="imap"', ""),
        ("<port>993<", "<port>0<"),
        ("<port>993<", "<port>70000<"),
        ("<port>993<", "<port>imap<"),
        ("<port>993<", "<port>９９３<"),
        ("<port>993</port>", ""),
        ("<socketType>SSL<", "<socketType>TLS?<"),
        ("<hostname>mail.own.test</hostname>", ""),
        ("mail.own.test", "127.0.0.1"),
        ("mail.own.test", "mail own test"),
        ("%EMAILADDRESS%", "taro&#10;QUIT"),
        ("%EMAILADDRESS%", "x" * 400),
        ("%EMAILADDRESS%", "taro&#x202e;"),
    ],
)
def test_a_server_that_cannot_be_meant_is_passed_over(old: str, new: str) -> None:
    """The rest of the file would still count."""
    assert _changed(old, new) == ()


@pytest.mark.parametrize(
    ("words", "auth"),
    [
        (("password-cleartext",), ("password",)),
        (("OAuth2", "password-cleartext"), ("oauth2", "password")),
        (("OAuth",), ("oauth2",)),
        (("password-encrypted", "password-cleartext"), ("password",)),
        (("SCRAM-SHA-256-PLUS",), ("password",)),
        (("GSSAPI", "NTLM"), ("kerberos", "ntlm")),
        (("TLS-client-cert",), ("client-certificate",)),
        (("client-IP-address",), ("none",)),
        (("telepathy",), ()),
        ((), ()),
    ],
)
def test_ways_to_log_in_are_the_contracts_words(
    words: tuple[str, ...], auth: tuple[str, ...]
) -> None:
    """In the file's order, each once; unknown ones are left out."""
    elements = "".join(f"<authentication>{word}</authentication>" for word in words)
    (offer,) = _changed("<authentication>password-cleartext</authentication>", elements)
    assert offer.auth == auth


@pytest.mark.parametrize(
    ("security", "expected"),
    [("SSL", Security.TLS), ("STARTTLS", Security.STARTTLS), ("plain", Security.NONE)],
)
def test_encryption(security: str, expected: Security) -> None:
    """The format's three words."""
    (offer,) = _changed("<socketType>SSL<", f"<socketType>{security}<")
    assert offer.security is expected


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no xml at all",
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"<html><body>welcome</body></html>",
        b"<clientConfig>",
        b'<?xml version="1.0" encoding="klingon"?><clientConfig/>',
        b'{"protocols": {}}',
        b"\xff\xfe\x00<",
    ],
)
def test_what_is_no_such_file_is_malformed(document: bytes) -> None:
    """A web server that answers everything with its welcome page, above all."""
    with pytest.raises(MalformedDocument):
        offers(document, TARO)


def test_an_empty_file_names_nothing() -> None:
    """Which is no error: it has nothing for us."""
    assert offers(b"<clientConfig/>", TARO) == ()
