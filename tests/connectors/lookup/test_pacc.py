"""A domain's document and its digest in DNS."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from connectors.lookup.address import Address
from connectors.lookup.model import Answer
from connectors.lookup.offer import Offer
from connectors.lookup.pacc import digest_of, digest_record, is_digest_of, offers, pacc
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol, Security
from knowledge.causes import Cause
from tests.connectors.lookup.documents import digest, pacc_document
from tests.connectors.lookup.world import World, world
from tests.servers.dns import Failing, Table
from tests.servers.web import Bad, Behaving, Page, Pages, redirect

TARO = Address("taro", "own.test")
BODY = pacc_document(imap="imap.own.test", submit="smtp.own.test")
URL = "https://ua-auto-config.own.test/.well-known/user-agent-configuration.json"
RECORD = "dns:_ua-auto-config.own.test?type=TXT"
AUTH = ("oauth2", "password")


def test_a_document() -> None:
    """TLS from the first byte on the registered ports, and the address as the user name."""
    document = pacc_document(imap="imap.own.test", pop3="pop.own.test", submit="smtp.own.test")
    assert offers(document, TARO) == tuple(
        Offer(protocol, host, port, Security.TLS, "taro@own.test", AUTH)
        for protocol, host, port in (
            (Protocol.IMAP, "imap.own.test", 993),
            (Protocol.POP3, "pop.own.test", 995),
            (Protocol.SMTP, "smtp.own.test", 465),
        )
    )


def test_the_older_name_of_submission_is_read_too() -> None:
    """Both at once are one server."""
    older = offers(pacc_document(smtp="smtp.own.test"), TARO)
    assert older == offers(pacc_document(submit="smtp.own.test"), TARO)
    assert older == offers(pacc_document(smtp="smtp.own.test", submit="smtp.own.test"), TARO)


@pytest.mark.parametrize(
    ("authentication", "auth"),
    [
        ({"password": True}, ("password",)),
        ({"oauth-public": {"issuer": "https://x"}, "password": False}, ("oauth2",)),
        ({"password": "yes"}, ()),
        (None, ()),
        ([], ()),
    ],
)
def test_ways_to_log_in(authentication: object, auth: tuple[str, ...]) -> None:
    """For all services alike; what is not said is not known."""
    root = json.loads(BODY) | {"authentication": authentication}
    assert {offer.auth for offer in offers(json.dumps(root).encode(), TARO)} == {auth}


@pytest.mark.parametrize(
    "protocols",
    [
        {},
        {"jmap": {"url": "https://x"}},
        {"imap": None},
        {"imap": "imap.own.test"},
        {"imap": {"host": 1}},
        {"imap": {"host": "127.0.0.1"}},
        {"imap": {"host": "a b"}},
        {"imap": {"url": "https://x"}},
    ],
)
def test_services_that_cannot_be_meant_are_passed_over(protocols: object) -> None:
    """And those that are not for mail programs of our kind."""
    assert offers(json.dumps({"protocols": protocols}).encode(), TARO) == ()


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"null", b"{}", b'{"protocols": []}', b"<html/>", b"[" * 100_000, b"\xff\xfe{}"],
)
def test_another_document_is_malformed(document: bytes) -> None:
    """Deep nesting included."""
    with pytest.raises(MalformedDocument):
        offers(document, TARO)


@pytest.mark.parametrize(
    "record",
    [
        "v=UAAC1; a=sha256; d={}",
        "v=UAAC1;a=sha256;d={}",
        "d={}; a = sha256 ; v=UAAC1;",
        "v=UAAC1; a=sha256; new=thing; d={}",
    ],
)
def test_a_record_in_other_words(record: str) -> None:
    """Order, blanks, a last semicolon and unknown tags do not count."""
    value = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert is_digest_of(record.format(value).encode(), BODY)


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"v=spf1 -all",
        b"v=UAAC2; a=sha256; d=" + b"A" * 43 + b"=",
        b"v=UAAC1; a=md5; d=" + b"A" * 43 + b"=",
        b"v=UAAC1; a=sha256",
        b"v=UAAC1; a=sha256; d=****",
        b"v=UAAC1; a=sha256; d=QUJD",
        b"v=UAAC1; a=sha256; d=" + "é".encode(),
    ],
)
def test_what_is_no_digest_is_none(record: bytes) -> None:
    """A record about something else, a method that nobody knows, a broken value."""
    assert digest_of(record) is None


def test_our_own_record_is_read_back() -> None:
    """What we write is what we read."""
    assert is_digest_of(digest_record(BODY).encode(), BODY)
    assert not is_digest_of(digest_record(BODY).encode(), BODY + b" ")


def _world(body: bytes = BODY, *records: str) -> tuple[Pages, Table]:
    table: Table = {"_ua-auto-config.own.test": {"TXT": list(records or (digest(BODY),))}}
    return {URL: Page(body)}, table


async def _hosts(there: World) -> list[str]:
    finding = await pacc(there.query(TARO))
    assert all(candidate.target.source == "pacc" for candidate in finding.servers)
    return [candidate.target.host for candidate in finding.servers]


async def test_a_document_with_its_digest_is_trusted() -> None:
    """It was written by who has the domain's web server and its DNS."""
    async with world(*_world()) as there:
        finding = await pacc(there.query(TARO))
    assert [c.target.host for c in finding.servers] == ["imap.own.test", "smtp.own.test"]
    assert all(candidate.target.trusted for candidate in finding.servers)
    assert finding.settled == frozenset(Protocol)
    assert there.outcomes == {RECORD: Answer.FOUND, URL: Answer.FOUND}


async def test_one_of_several_records_is_enough() -> None:
    """While a domain changes its document, the old digest and the new one stand there."""
    other = digest(b"other")
    async with world(*_world(BODY, other, digest(BODY), '"v=spf1 -all"')) as there:
        assert await _hosts(there) == ["imap.own.test", "smtp.own.test"]


async def test_a_long_record_is_joined() -> None:
    """A TXT record is a list of strings without anything between."""
    whole = digest(BODY)
    parted = f'{whole[:30]}" "{whole[30:]}'
    async with world(*_world(BODY, parted)) as there:
        assert await _hosts(there) == ["imap.own.test", "smtp.own.test"]


@pytest.mark.parametrize(
    ("page", "records", "outcome"),
    [
        (Page(BODY + b" "), [digest(BODY)], Answer.DIGEST_MISMATCH),
        (Page(b"no json"), [digest(b"no json")], Answer.MALFORMED),
        (Page(pacc_document()), [digest(pacc_document())], Answer.NOT_FOUND),
        (Page(status=404), [digest(BODY)], Answer.NOT_FOUND),
        (Page(b"x" * 300_000), [digest(BODY)], Answer.TOO_LARGE),
        (Behaving.SILENCE, [digest(BODY)], Cause.NET_TIMEOUT),
        (redirect("https://inside.test/x"), [digest(BODY)], Cause.CHECK_NOT_ALLOWED),
    ],
)
async def test_a_document_that_does_not_count(
    page: Page | Behaving, records: list[str], outcome: Answer | Cause
) -> None:
    """And why."""
    table: Table = {
        "_ua-auto-config.own.test": {"TXT": records},
        "inside.test": {"A": ["10.0.0.1"]},
    }
    async with world({URL: page}, table, seconds=0.5) as there:
        assert await _hosts(there) == []
        assert there.outcomes[URL] is outcome


@pytest.mark.parametrize(
    ("records", "outcome"),
    [
        (None, Answer.NOT_FOUND),
        ({"TXT": ['"v=spf1 -all"']}, Answer.NOT_FOUND),
        ({"A": ["192.0.2.1"]}, Answer.NOT_FOUND),
        (Failing.SERVFAIL, Cause.DNS_FAILURE),
    ],
)
async def test_without_a_record_no_web_server_is_asked(
    records: dict[str, list[str]] | Failing | None, outcome: Answer | Cause
) -> None:
    """The document would not count."""
    table: Table = {} if records is None else {"_ua-auto-config.own.test": records}
    async with world({URL: Page(BODY)}, table) as there:
        assert await _hosts(there) == []
        assert there.site.asked == []
        assert there.outcomes == {RECORD: outcome}


async def test_a_wrong_certificate_is_told() -> None:
    """The digest does not make up for it."""
    async with world(*_world(), bad={"ua-auto-config.own.test": Bad.OTHER_NAME}) as there:
        assert await _hosts(there) == []
    assert there.outcomes[URL] is Cause.TLS_HOSTNAME_MISMATCH


async def test_a_document_of_another_owner_is_not_trusted() -> None:
    """A redirect elsewhere: the digest matches, yet somebody else has the server."""
    pages, table = _world()
    there_it_is = "https://hoster.test/own.json"
    moved: Pages = {URL: redirect(there_it_is), there_it_is: pages[URL]}
    async with world(moved, table) as there:
        finding = await pacc(there.query(TARO))
    assert [candidate.target.trusted for candidate in finding.servers] == [False, False]
