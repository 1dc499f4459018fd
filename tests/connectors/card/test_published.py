"""What a domain publishes, found again by our own discovery."""

from __future__ import annotations

import json

import dns.zone
import pytest
from dns.rdatatype import RdataType
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.card.account import Account, account
from connectors.card.autoconfig import client_config, is_for_everybody
from connectors.card.card import (
    CONFIG,
    DOCUMENT,
    PROFILE,
    ZONE,
    ProfileWords,
    files_for_domain,
    files_for_person,
)
from connectors.card.pacc import pacc_document
from connectors.card.records import srv_records
from connectors.lookup import clientconfig, pacc
from connectors.lookup.address import Address
from connectors.lookup.model import SourceName
from connectors.model import Security
from tests.connectors.card.accounts import (
    ADDRESS,
    FULL,
    IMAP,
    POP3,
    SMTP,
    STARTTLS,
    full,
    works,
)
from tests.connectors.lookup.world import world
from tests.servers.web import Page

TARO = Address("taro", "own.test")
HANAKO = Address("hanako", "own.test")


def test_the_file_is_read_back() -> None:
    """All servers in their order, as our own reader reads any such file."""
    config = client_config(full())
    assert config is not None
    offers = clientconfig.offers(config, TARO)
    assert [(o.protocol, o.host, o.port, o.security, o.user) for o in offers] == [
        (w.protocol, w.host, w.port, w.security, w.user) for w in full().servers
    ]
    assert {offer.auth for offer in offers} == {("password",)}


@pytest.mark.parametrize(
    ("user", "of_hanako"),
    [
        ("taro@own.test", "hanako@own.test"),
        ("taro", "hanako"),
        ("taro.own.test", "hanako.own.test"),
        ("u123456", "u123456"),
    ],
)
def test_the_file_fits_others_where_the_user_name_is_made_from_the_address(
    user: str, of_hanako: str
) -> None:
    """A name of another make is this person's alone, and is not published."""
    of_taro = account(ADDRESS, (works(IMAP, "imap.own.test", 993, user=user),))
    config = client_config(of_taro)
    assert config is not None
    (offer,) = clientconfig.offers(config, HANAKO)
    assert offer.user == of_hanako
    assert is_for_everybody(of_taro) is (user != "u123456")


def test_signing_in_by_token_is_said() -> None:
    """The file says OAuth2, and then no password is asked for."""
    config = client_config(account(ADDRESS, FULL, by_token=True))
    assert config is not None
    assert {offer.auth for offer in clientconfig.offers(config, TARO)} == {("oauth2",)}


def test_the_document_is_read_back() -> None:
    """By its newer and its older name, sending is one server."""
    document = pacc_document(full())
    assert document is not None
    offers = pacc.offers(document, TARO)
    assert [(offer.host, offer.port) for offer in offers] == [
        ("imap.own.test", 993),
        ("pop.own.test", 995),
        ("smtp.own.test", 465),
    ]
    root = json.loads(document)
    assert root["info"]["provider"]["name"] == "own.test"
    assert root["authentication"]["password"] is True
    assert set(root["protocols"]) == {"imap", "pop3", "submit", "smtp"}


@pytest.mark.parametrize(
    "without",
    [
        account(ADDRESS, (works(IMAP, "imap.own.test", 143, STARTTLS),)),
        account(ADDRESS, (works(IMAP, "imap.own.test", 9993),)),
        account(ADDRESS, (works(IMAP, "imap.own.test", 993, user="taro"),)),
        account(ADDRESS, FULL, by_token=True),
        account(ADDRESS, ()),
    ],
)
def test_what_the_document_cannot_say(without: Account) -> None:
    """STARTTLS, another port, another user name, a token's issuer: then there is none."""
    assert pacc_document(without) is None


def test_the_best_of_several_servers_is_in_the_document() -> None:
    """It has room for one a service."""
    two = account(ADDRESS, (works(IMAP, "best.own.test", 993), works(IMAP, "next.own.test", 993)))
    document = pacc_document(two)
    assert document is not None
    assert [offer.host for offer in pacc.offers(document, TARO)] == ["best.own.test"]


def test_records_are_a_zone() -> None:
    """Another reader of zone files takes them, and finds the services of the standards."""
    files = files_for_domain(full(), "web.own.test")
    zone = dns.zone.from_text(
        files[ZONE].decode(), origin="own.test", relativize=False, check_origin=False
    )
    found = {
        (name.to_text(), RdataType.to_text(rdata.rdtype), rdata.to_text())
        for name, _, rdata in zone.iterate_rdatas()
    }
    assert ("_imaps._tcp.own.test.", "SRV", "0 1 993 imap.own.test.") in found
    assert ("_pop3s._tcp.own.test.", "SRV", "10 1 995 pop.own.test.") in found
    assert ("_submissions._tcp.own.test.", "SRV", "0 1 465 smtp.own.test.") in found
    assert ("_submission._tcp.own.test.", "SRV", "0 1 587 smtp.own.test.") in found
    assert ("autoconfig.own.test.", "CNAME", "web.own.test.") in found
    assert ("ua-auto-config.own.test.", "CNAME", "web.own.test.") in found
    assert len(found) == 7


def test_several_servers_of_one_service_keep_their_order() -> None:
    """The first is asked most."""
    two = account(ADDRESS, (works(SMTP, "a.own.test", 465), works(SMTP, "b.own.test", 465)))
    values = [record.value for record in srv_records(two)]
    assert values == ["0 2 465 a.own.test.", "0 1 465 b.own.test."]


@pytest.mark.parametrize(
    "source", [SourceName.PACC, SourceName.AUTOCONFIG, SourceName.WELL_KNOWN, SourceName.SRV]
)
async def test_what_is_published_is_found(source: SourceName) -> None:
    """The files on a web server and the records in DNS, by each way that programs look."""
    files = files_for_domain(full())
    pages = {
        "https://autoconfig.own.test/mail/config-v1.1.xml": Page(files[CONFIG]),
        "https://own.test/.well-known/autoconfig/mail/config-v1.1.xml": Page(files[CONFIG]),
        "https://ua-auto-config.own.test/.well-known/user-agent-configuration.json": Page(
            files[DOCUMENT]
        ),
    }
    table: dict[str, dict[str, list[str]]] = {}
    for line in files[ZONE].decode().splitlines():
        name, _, _, kind, value = line.split(" ", 4)
        if kind != "CNAME":
            table.setdefault(name.rstrip("."), {}).setdefault(kind, []).append(value)
    async with world(pages, table) as there:
        found = await there.discover("hanako@own.test", [source])
    hosts = {(c.target.protocol, c.target.host) for c in found.servers}
    assert hosts == {(IMAP, "imap.own.test"), (POP3, "pop.own.test"), (SMTP, "smtp.own.test")}
    assert {c.target.user for c in found.servers} == {"hanako@own.test"}
    assert all(c.target.trusted for c in found.servers)


def test_what_there_is_for_whom() -> None:
    """By file name; nothing where nothing works."""
    words = ProfileWords("Mail", "x")
    assert set(files_for_person(full(), words)) == {PROFILE, CONFIG}
    assert set(files_for_domain(full())) == {CONFIG, DOCUMENT, ZONE}
    assert files_for_person(account(ADDRESS, ()), words) == {}
    assert files_for_domain(account(ADDRESS, ())) == {}


def test_a_user_name_of_another_make_is_published_nowhere() -> None:
    """Only where the servers are: DNS says nothing about users."""
    own = account(ADDRESS, (works(IMAP, "imap.own.test", 993, user="u123456"),))
    files = files_for_domain(own)
    assert set(files) == {ZONE}
    assert b"u123456" not in files[ZONE]


@given(
    user=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40),
    port=st.integers(1, 65535),
    security=st.sampled_from([Security.TLS, Security.STARTTLS]),
)
@settings(deadline=None)
def test_whatever_works_is_written_so_that_it_is_read(
    user: str, port: int, security: Security
) -> None:
    """User names with every sign that means something in XML, above all."""
    one = account(ADDRESS, (works(IMAP, "imap.own.test", port, security, user=user),))
    config = client_config(one)
    assert config is not None
    (offer,) = clientconfig.offers(config, TARO)
    read = (offer.host, offer.port, offer.security, offer.user)
    expected = "" if "%" in user and offer.user == "" else user
    assert read == ("imap.own.test", port, security, expected)
