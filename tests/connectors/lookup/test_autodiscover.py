"""Exchange's Autodiscover, without ever logging in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from connectors.lookup.autodiscover import HOPS_LIMIT, autodiscover, named_url
from connectors.lookup.model import Answer
from connectors.lookup.source import Finding
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol
from knowledge.causes import Cause
from tests.connectors.lookup.documents import pox
from tests.connectors.lookup.given import provider, server
from tests.connectors.lookup.world import ALL, world
from tests.servers.dns import Table
from tests.servers.web import Bad, Behaving, Page, Pages, redirect

TARO = "taro@own.test"
FILE = "autodiscover/autodiscover.xml"
SUBDOMAIN = f"https://autodiscover.own.test/{FILE}"
DOMAIN = f"https://own.test/{FILE}"
VERSION_2 = "https://autodiscover.own.test/autodiscover/autodiscover.json/v1.0/taro@own.test"
IN_CLEAR = f"http://autodiscover.own.test/{FILE}"
SRV = "dns:_autodiscover._tcp.own.test?type=SRV"

SETTINGS = Page(pox("IMAP 993 on", "SMTP 587 on"))
LOGIN = Page(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})

CLOUD = replace(
    provider("cloud", server(Protocol.IMAP, "imap.cloud.test", 993), domains=("tenant.test",)),
    autodiscover=("cloud.test",),
)
OF_CLOUD = [("imap.cloud.test", True)]


async def _found(
    pages: Pages, table: Table | None = None
) -> tuple[Finding, dict[str, Answer | Cause]]:
    async with world(pages, table, providers=[CLOUD], seconds=1.0) as there:
        finding = await autodiscover(there.query(TARO))
    return finding, there.outcomes


def _hosts(finding: Finding) -> list[tuple[str, bool]]:
    targets = [candidate.target for candidate in finding.servers]
    assert all(target.source == "autodiscover" for target in targets)
    return list(dict.fromkeys((target.host, target.trusted) for target in targets))


@pytest.mark.parametrize("url", [SUBDOMAIN, DOMAIN])
async def test_settings_of_the_domain_are_trusted(url: str) -> None:
    """At either of the usual places, by https."""
    finding, outcomes = await _found({url: SETTINGS})
    assert _hosts(finding) == [("mail.own.test", True)]
    assert finding.settled == ALL
    assert outcomes[url] is Answer.FOUND


async def test_nobody_logs_in() -> None:
    """A server that wants a login gets none: one question each, and no header for it."""
    pages: Pages = {SUBDOMAIN: LOGIN, DOMAIN: LOGIN, VERSION_2: LOGIN}
    async with world(pages) as there:
        assert await autodiscover(there.query(TARO)) == Finding()
        asked = [(method, url) for method, url, _ in there.site.asked]
    assert sorted(asked) == [
        ("GET", IN_CLEAR),
        ("GET", VERSION_2 + "?Protocol=AutodiscoverV1"),
        ("POST", SUBDOMAIN),
        ("POST", DOMAIN),
    ]
    assert there.outcomes[SUBDOMAIN] is Answer.LOGIN_WANTED


@pytest.mark.parametrize(
    ("pages", "hosts"),
    [
        (
            {SUBDOMAIN: Page(pox(more=f"<RedirectUrl>https://mail.own.test/{FILE}</RedirectUrl>")),
             f"https://mail.own.test/{FILE}": SETTINGS},
            [("mail.own.test", True)],
        ),
        (
            {SUBDOMAIN: Page(pox(more=f"<RedirectUrl>https://other.test/{FILE}</RedirectUrl>")),
             f"https://other.test/{FILE}": SETTINGS},
            [("mail.own.test", False)],
        ),
        (
            {SUBDOMAIN: redirect(f"https://other.test/{FILE}"),
             f"https://other.test/{FILE}": SETTINGS},
            [("mail.own.test", False)],
        ),
        (
            {SUBDOMAIN: Page(pox(more="<RedirectAddr>taro@other.test</RedirectAddr>")),
             f"https://autodiscover.other.test/{FILE}": SETTINGS},
            [("mail.own.test", False)],
        ),
        (
            {SUBDOMAIN: Page(pox(more="<RedirectAddr>taro@me.tenant.test</RedirectAddr>"))},
            OF_CLOUD,
        ),
        ({SUBDOMAIN: redirect(f"https://s.cloud.test/{FILE}"),
          f"https://s.cloud.test/{FILE}": LOGIN}, OF_CLOUD),
        ({SUBDOMAIN: Page(pox(more=f"<RedirectUrl>https://s.cloud.test/{FILE}</RedirectUrl>"))},
         OF_CLOUD),
        ({IN_CLEAR: redirect(f"https://s.cloud.test/{FILE}")}, OF_CLOUD),
        ({IN_CLEAR: redirect(f"https://other.test/{FILE}"), f"https://other.test/{FILE}": SETTINGS},
         []),
        ({IN_CLEAR: SETTINGS}, []),
        ({VERSION_2: Page(json.dumps({"Protocol": "AutodiscoverV1",
                                      "Url": f"https://s.cloud.test/{FILE}"}).encode())}, OF_CLOUD),
        ({VERSION_2: Page(json.dumps({"Url": f"https://mail.own.test/{FILE}"}).encode())}, []),
        ({SUBDOMAIN: Page(pox(more=f"<RedirectUrl>http://own.test/{FILE}</RedirectUrl>"))}, []),
        ({SUBDOMAIN: Page(pox(more="<RedirectAddr>nobody</RedirectAddr>"))}, []),
        ({SUBDOMAIN: Page(pox(more="<RedirectUrl>https://[</RedirectUrl>"))}, []),
    ],
)  # fmt: skip
async def test_where_it_leads(pages: Pages, hosts: list[tuple[str, bool]]) -> None:
    """Within the owner's names it is trusted, elsewhere not; a known provider is recognised."""
    finding, _ = await _found(pages)
    assert _hosts(finding) == hosts


async def test_redirects_end() -> None:
    """Two servers that send us to each other."""
    other = f"https://www.own.test/{FILE}"
    async with world(
        {
            SUBDOMAIN: Page(pox(more=f"<RedirectUrl>{other}</RedirectUrl>")),
            other: Page(pox(more=f"<RedirectUrl>{SUBDOMAIN}</RedirectUrl>")),
        }
    ) as there:
        assert await autodiscover(there.query(TARO)) == Finding()
        posts = [url for method, url, _ in there.site.asked if method == "POST"]
    assert len([url for url in posts if url != DOMAIN]) == HOPS_LIMIT


@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        ("mail.own.test", [("mail.own.test", True)]),
        ("hoster.test", [("mail.own.test", False)]),
        ("s.cloud.test", OF_CLOUD),
    ],
)
async def test_the_server_that_dns_names(target: str, hosts: list[tuple[str, bool]]) -> None:
    """Its settings are the domain's own only where its name is."""
    table: Table = {"_autodiscover._tcp.own.test": {"SRV": [f"0 0 443 {target}."]}}
    finding, outcomes = await _found({f"https://{target}/{FILE}": SETTINGS}, table)
    assert _hosts(finding) == hosts
    assert outcomes[SRV] is Answer.FOUND


async def test_a_port_that_is_not_the_webs_is_not_dialled() -> None:
    """DNS may name any; a check for others must not knock at it."""
    table: Table = {"_autodiscover._tcp.own.test": {"SRV": ["0 0 22 mail.own.test."]}}
    finding, outcomes = await _found({f"https://mail.own.test/{FILE}": SETTINGS}, table)
    assert finding == Finding()
    assert outcomes[f"https://mail.own.test:22/{FILE}"] is Cause.CHECK_NOT_ALLOWED


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (Page(status=404), Answer.NOT_FOUND),
        (Page(pox("EXCH 443 on")), Answer.NOT_FOUND),
        (Page(b"<html/>"), Answer.MALFORMED),
        (Page(b'<!DOCTYPE a [<!ENTITY x "x">]><Autodiscover/>'), Answer.MALFORMED),
        (Page(b"x" * 300_000), Answer.TOO_LARGE),
        (Behaving.SILENCE, Cause.NET_TIMEOUT),
        (redirect("https://inside.test/"), Cause.CHECK_NOT_ALLOWED),
    ],
)
async def test_no_settings_have_a_reason(page: Page | Behaving, outcome: Answer | Cause) -> None:
    """For each place that was asked."""
    finding, outcomes = await _found({SUBDOMAIN: page}, {"inside.test": {"A": ["10.0.0.1"]}})
    assert finding == Finding()
    assert outcomes[SUBDOMAIN] is outcome
    assert outcomes[DOMAIN] is Cause.DNS_NO_ADDRESS
    assert outcomes[SRV] is Answer.NOT_FOUND


async def test_a_wrong_certificate_makes_no_settings() -> None:
    """As everywhere."""
    pages: Pages = {SUBDOMAIN: SETTINGS}
    async with world(pages, bad={"autodiscover.own.test": Bad.OTHER_NAME}) as there:
        assert await autodiscover(there.query(TARO)) == Finding()
    assert there.outcomes[SUBDOMAIN] is Cause.TLS_HOSTNAME_MISMATCH


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"Url": 1}', b"<html/>", b"[" * 100_000])
def test_another_answer_of_version_2_is_malformed(document: bytes) -> None:
    """Deep nesting included."""
    with pytest.raises(MalformedDocument):
        named_url(document)
