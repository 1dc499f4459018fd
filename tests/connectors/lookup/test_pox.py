"""What Autodiscover answers."""

from __future__ import annotations

import pytest

from connectors.lookup.address import Address
from connectors.lookup.offer import Offer
from connectors.lookup.pox import Answered, answered, request
from connectors.lookup.xml import MalformedDocument, children, read, text
from connectors.model import Protocol, Security
from tests.connectors.lookup.documents import pox

TARO = Address("taro", "own.test")
IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("IMAP 993 on", (IMAP, 993, TLS)),
        ("IMAP 143 on", (IMAP, 143, STARTTLS)),
        ("IMAP 143 off", (IMAP, 143, NONE)),
        ("POP3 995 on", (POP3, 995, TLS)),
        ("POP 995 on", (POP3, 995, TLS)),
        ("SMTP 465 on", (SMTP, 465, TLS)),
        ("SMTP 587 on", (SMTP, 587, STARTTLS)),
        ("SMTP 25 off", (SMTP, 25, NONE)),
        ("smtp 465 off", (SMTP, 465, TLS)),
    ],
)
def test_a_server(protocol: str, expected: tuple[Protocol, int, Security]) -> None:
    """Its encryption by its port, and by SSL where the port leaves it open."""
    (offer,) = answered(pox(protocol), TARO).offers
    assert (offer.protocol, offer.port, offer.security) == expected
    assert (offer.host, offer.user, offer.auth) == ("mail.own.test", TARO_S, ("password",))


TARO_S = "taro@own.test"


@pytest.mark.parametrize(
    ("encryption", "expected"),
    [("SSL", TLS), ("TLS", STARTTLS), ("None", NONE), ("Auto", STARTTLS), ("", STARTTLS)],
)
def test_encryption_says_it_better_than_ssl(encryption: str, expected: Security) -> None:
    """Outlook's own words; its "TLS" begins in clear."""
    document = pox("SMTP 587 on").replace(
        b"<SSL>on</SSL>", f"<SSL>on</SSL><Encryption>{encryption}</Encryption>".encode()
    )
    (offer,) = answered(document, TARO).offers
    assert offer.security is expected


@pytest.mark.parametrize(
    ("element", "user"),
    [
        ("<LoginName>t.yamada</LoginName>", "t.yamada"),
        ("<LoginName/>", "taro@own.test"),
        ("<DomainRequired>on</DomainRequired><DomainName>OWN</DomainName>", ""),
        ("<DomainRequired>off</DomainRequired>", "taro@own.test"),
    ],
)
def test_the_user_name(element: str, user: str) -> None:
    """The address, unless something else is said."""
    document = pox("IMAP 993 on").replace(b"<SSL>", f"{element}<SSL>".encode())
    (offer,) = answered(document, TARO).offers
    assert offer.user == user


def test_exchanges_own_protocols_are_passed_over() -> None:
    """They are not for other programs."""
    assert answered(pox("EXCH 443 on", "EXPR 443 on", "WEB 443 on"), TARO) == Answered()


def test_where_else_to_ask() -> None:
    """Another address, or another place."""
    there = "https://other.test/autodiscover/autodiscover.xml"
    assert answered(pox(more=f"<RedirectUrl>{there}</RedirectUrl>"), TARO).redirect_url == there
    more = "<Action>redirectAddr</Action><RedirectAddr>taro@other.test</RedirectAddr>"
    assert answered(pox(more=more), TARO).redirect_address == "taro@other.test"


def test_a_port_that_is_not_named_is_the_registered_one() -> None:
    """The port is optional in the format."""
    document = pox("IMAP 993 on").replace(b"<Port>993</Port>", b"")
    assert answered(document, TARO).offers == (
        Offer(IMAP, "mail.own.test", 993, TLS, "taro@own.test", ("password",)),
    )


def test_an_error_has_no_settings() -> None:
    """Exchange's way to say that it does not know the address."""
    error = "<Response><Error><ErrorCode>500</ErrorCode></Error></Response>"
    document = f"<Autodiscover>{error}</Autodiscover>".encode()
    assert answered(document, TARO) == Answered()


@pytest.mark.parametrize("document", [b"", b"<html/>", b"<clientConfig/>", b"<!DOCTYPE x><x/>"])
def test_another_document_is_malformed(document: bytes) -> None:
    """A welcome page, above all."""
    with pytest.raises(MalformedDocument):
        answered(document, TARO)


def test_the_question_has_the_address_and_nothing_else() -> None:
    """Escaped, in the format that Exchange wants."""
    root = read(request(Address("a&b<c>", "own.test")))
    (asked,) = children(root, "request")
    assert text(asked, "emailaddress") == "a&b<c>@own.test"
    assert text(asked, "acceptableresponseschema").endswith("outlook/responseschema/2006a")
    assert len(asked) == 2
