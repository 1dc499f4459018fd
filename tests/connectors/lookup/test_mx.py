"""What the owner of a domain's MX host says."""

from __future__ import annotations

import pytest

from connectors.lookup.ispdb import ispdb_url
from connectors.lookup.model import Answer
from connectors.lookup.mx import domains, mx
from connectors.lookup.source import Finding
from connectors.model import Protocol
from knowledge.causes import Cause
from tests.connectors.lookup.documents import IMAP, SMTP, client_config
from tests.connectors.lookup.given import provider, server
from tests.connectors.lookup.world import ALL, world
from tests.servers.dns import Failing, Table
from tests.servers.web import Page, Pages

TARO = "taro@own.test"
MX_URL = "dns:own.test?type=MX"
OURS = client_config(IMAP, SMTP, host="imap.hoster.test")
OF_CUSTOMER = client_config(IMAP, SMTP, host="mail.%EMAILDOMAIN%")

BIG = provider("big", server(Protocol.IMAP, "imap.big.test", 993), mx=("mx.big.test",))
MACHINES = provider("machines", mx=("hoster.test",))
GONE = provider("gone", mx=("hoster.test",), state="closed")


def _autoconfig(domain: str) -> str:
    return f"https://autoconfig.{domain}/mail/config-v1.1.xml"


def _mx(*hosts: str) -> Table:
    return {"own.test": {"MX": [f"{10 * n} {host}." for n, host in enumerate(hosts, 1)]}}


@pytest.mark.parametrize(
    ("host", "domain", "expected"),
    [
        ("mx1.hoster.test", "own.test", ("hoster.test",)),
        ("in.mail.hoster.test", "own.test", ("mail.hoster.test", "hoster.test")),
        ("a.b.mail.hoster.test", "own.test", ("b.mail.hoster.test", "hoster.test")),
        ("hoster.test", "own.test", ("hoster.test",)),
        ("mx.own.test", "own.test", ()),
        ("in.mx.own.test", "own.test", ()),
        ("mx.own.test", "sub.own.test", ("own.test",)),
        ("mx.hoster.co.jp", "own.test", ("hoster.co.jp",)),
        ("mx.a.hoster.co.jp", "own.test", ("a.hoster.co.jp", "hoster.co.jp")),
        (
            "own-test.mail.protection.outlook.com",
            "own.test",
            ("mail.protection.outlook.com", "outlook.com"),
        ),
    ],
)
def test_who_is_asked(host: str, domain: str, expected: tuple[str, ...]) -> None:
    """The host without its first label, then what somebody has registered; the domain never."""
    assert domains(host, domain) == expected


async def test_a_known_provider_is_recognised() -> None:
    """Then nobody else is asked."""
    async with world(table=_mx("a.mx.big.test"), providers=[BIG]) as there:
        finding = await mx(there.query(TARO))
        assert there.site.asked == []
    (candidate,) = finding.servers
    assert (candidate.target.host, candidate.target.source) == ("imap.big.test", "mx")
    assert finding.settled == {Protocol.IMAP}
    assert finding.provider is BIG


@pytest.mark.parametrize(
    ("url", "document", "host", "trusted"),
    [
        (_autoconfig("mail.hoster.test"), OURS, "imap.hoster.test", False),
        (_autoconfig("hoster.test"), OURS, "imap.hoster.test", False),
        (_autoconfig("hoster.test"), OF_CUSTOMER, "mail.own.test", False),
        (ispdb_url("mail.hoster.test"), OURS, "imap.hoster.test", True),
        (ispdb_url("hoster.test"), OURS, "imap.hoster.test", True),
    ],
)
async def test_the_hosters_file_is_found(
    url: str, document: bytes, host: str, trusted: bool
) -> None:
    """At the hoster, where a forged MX record could have led us, or in the public database."""
    async with world({url: Page(document)}, _mx("in.mail.hoster.test")) as there:
        finding = await mx(there.query(TARO))
    assert {c.target.host for c in finding.servers} == {host}
    assert {c.target.trusted for c in finding.servers} == {trusted}
    assert {c.target.source for c in finding.servers} == {"mx"}
    assert finding.settled == ALL


async def test_the_nearest_file_wins() -> None:
    """Before the registrable domain's, and before the database's."""
    pages: Pages = {
        _autoconfig("mail.hoster.test"): Page(client_config(IMAP, host="near.hoster.test")),
        _autoconfig("hoster.test"): Page(client_config(IMAP, host="far.hoster.test")),
        ispdb_url("mail.hoster.test"): Page(client_config(IMAP, host="listed.hoster.test")),
    }
    async with world(pages, _mx("in.mail.hoster.test")) as there:
        finding = await mx(there.query(TARO))
    assert [c.target.host for c in finding.servers] == ["near.hoster.test"]


async def test_the_best_mx_host_counts() -> None:
    """The one with the lowest number."""
    table: Table = {"own.test": {"MX": ["20 mx.second.test.", "10 mx.first.test."]}}
    async with world(table=table) as there:
        await mx(there.query(TARO))
    assert ispdb_url("first.test") in there.outcomes
    assert ispdb_url("second.test") not in there.outcomes


async def test_a_hoster_whose_machines_differ_is_asked_for_a_file() -> None:
    """The facts know who it is; the file knows the machine."""
    pages: Pages = {_autoconfig("hoster.test"): Page(client_config(IMAP, host="sv7.hoster.test"))}
    async with world(pages, _mx("mx.hoster.test"), providers=[MACHINES]) as there:
        finding = await mx(there.query(TARO))
    assert [c.target.host for c in finding.servers] == ["sv7.hoster.test"]
    assert finding.provider is MACHINES


async def test_a_closed_provider_settles_everything() -> None:
    """There is nothing to find any more."""
    async with world(table=_mx("mx.hoster.test"), providers=[GONE]) as there:
        finding = await mx(there.query(TARO))
        assert there.site.asked == []
    assert finding == Finding((), ALL, ("provider.closed",), GONE)


@pytest.mark.parametrize(
    ("table", "outcome", "settled"),
    [
        ({"own.test": {"MX": ["0 ."]}}, Answer.NOT_OFFERED, ALL),
        ({"own.test": {"A": ["192.0.2.1"]}}, Answer.NOT_FOUND, frozenset()),
        ({}, Cause.DNS_NO_SUCH_HOST, frozenset()),
        ({"own.test": Failing.SERVFAIL}, Cause.DNS_FAILURE, frozenset()),
    ],
)
async def test_without_an_mx_host(
    table: Table, outcome: Answer | Cause, settled: frozenset[Protocol]
) -> None:
    """A null MX is a word; everything else leaves all open."""
    async with world(table=table) as there:
        assert await mx(there.query(TARO)) == Finding(settled=settled)
    assert there.outcomes == {MX_URL: outcome}
