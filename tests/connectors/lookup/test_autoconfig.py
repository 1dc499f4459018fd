"""Configuration files that the domain itself, or the public database, hands out."""

from __future__ import annotations

import pytest

from connectors.lookup.autoconfig import autoconfig, autoconfig_in_clear, well_known
from connectors.lookup.ispdb import BASES, ispdb
from connectors.lookup.model import Answer
from connectors.lookup.source import Finding, Source
from connectors.model import Protocol
from knowledge.causes import Cause
from tests.connectors.lookup.documents import IMAP, PLAIN_POP3, POP3, SMTP, client_config
from tests.connectors.lookup.given import provider, server
from tests.connectors.lookup.world import ALL, world
from tests.servers.dns import Failing, Table
from tests.servers.web import Bad, Behaving, Page, Pages, redirect

TARO = "taro+a@own.test"
FILE = client_config(IMAP, SMTP)

AUTOCONFIG = "https://autoconfig.own.test/mail/config-v1.1.xml"
WELL_KNOWN = "https://own.test/.well-known/autoconfig/mail/config-v1.1.xml"
IN_CLEAR = "http://autoconfig.own.test/mail/config-v1.1.xml"
ISPDB = BASES[0] + "own.test"
OLD_ISPDB = BASES[1] + "own.test"

SOURCES = [
    (autoconfig, AUTOCONFIG),
    (well_known, WELL_KNOWN),
    (ispdb, ISPDB),
    (autoconfig_in_clear, IN_CLEAR),
]

Hosts = list[tuple[str, str, int, str, bool]]


def _hosts(finding: Finding) -> Hosts:
    return [
        (t.source, t.host, t.port, str(t.security), t.trusted)
        for t in (candidate.target for candidate in finding.servers)
    ]


@pytest.mark.parametrize(
    ("source", "url", "name", "trusted"),
    [
        (autoconfig, AUTOCONFIG, "autoconfig", True),
        (well_known, WELL_KNOWN, "well-known", True),
        (ispdb, ISPDB, "ispdb", True),
        (autoconfig_in_clear, IN_CLEAR, "autoconfig", False),
    ],
)
async def test_a_file_is_found(source: Source, url: str, name: str, trusted: bool) -> None:
    """Each in its place, and trusted unless it came in clear."""
    async with world({url: Page(FILE)}) as there:
        finding = await source(there.query(TARO))
    assert _hosts(finding) == [
        (name, "mail.own.test", 993, "tls", trusted),
        (name, "mail.own.test", 587, "starttls", trusted),
    ]
    assert finding.settled == ALL
    assert list(there.outcomes.values()) == [Answer.FOUND]


@pytest.mark.parametrize(
    ("source", "url", "asked"),
    [
        (autoconfig, AUTOCONFIG, AUTOCONFIG + "?emailaddress=taro%2Ba@own.test"),
        (well_known, WELL_KNOWN, WELL_KNOWN),
        (ispdb, ISPDB, ISPDB),
        (autoconfig_in_clear, IN_CLEAR, IN_CLEAR),
    ],
)
async def test_only_the_domain_itself_is_told_the_address(
    source: Source, url: str, asked: str
) -> None:
    """By https; nobody on the way, and nobody else, hears of it."""
    async with world({url: Page(FILE)}) as there:
        await source(there.query(TARO))
        assert there.site.urls == [asked]


PROBLEMS: list[tuple[Page | Behaving, Answer | Cause]] = [
    (Page(status=404), Answer.NOT_FOUND),
    (Page(client_config()), Answer.NOT_FOUND),
    (Page(b"<!DOCTYPE html><html><body>Welcome</body></html>"), Answer.MALFORMED),
    (Page(b'<!DOCTYPE a [<!ENTITY x "x">]><clientConfig/>'), Answer.MALFORMED),
    (Page(status=500), Cause.SERVER_UNAVAILABLE),
    (Page(b"x" * 300_000), Answer.TOO_LARGE),
    (Behaving.FLOOD, Answer.TOO_LARGE),
    (Behaving.SILENCE, Cause.NET_TIMEOUT),
    (Behaving.DRIP, Cause.NET_TIMEOUT),
    (Behaving.HALF, Cause.NET_RESET),
    (redirect("https://inside.test/"), Cause.CHECK_NOT_ALLOWED),
    (redirect("http://own.test/"), Answer.REDIRECT_REFUSED),
]


@pytest.mark.parametrize(("source", "url"), SOURCES)
@pytest.mark.parametrize(("page", "outcome"), PROBLEMS)
async def test_no_file_has_a_reason(
    source: Source, url: str, page: Page | Behaving, outcome: Answer | Cause
) -> None:
    """Absent, empty, another document, an attack, huge, slow, broken off, or leading inside."""
    table: Table = {"inside.test": {"A": ["127.0.0.1"]}}
    async with world({url: page}, table, seconds=0.5) as there:
        finding = await source(there.query("taro@own.test"))
    assert finding == Finding()
    assert next(iter(there.outcomes.values())) is outcome


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        (Bad.OTHER_NAME, Cause.TLS_HOSTNAME_MISMATCH),
        (Bad.UNTRUSTED, Cause.TLS_UNTRUSTED_ISSUER),
    ],
)
@pytest.mark.parametrize(("source", "url"), [(autoconfig, AUTOCONFIG), (well_known, WELL_KNOWN)])
async def test_a_wrong_certificate_makes_no_file(
    source: Source, url: str, bad: Bad, outcome: Cause
) -> None:
    """And is told, for whoever has the server."""
    names = dict.fromkeys(("own.test", "autoconfig.own.test"), bad)
    async with world({url: Page(FILE)}, bad=names) as there:
        assert await source(there.query(TARO)) == Finding()
    assert list(there.outcomes.values()) == [outcome]


@pytest.mark.parametrize(
    ("there_it_is", "trusted"),
    [
        ("https://config.own.test/x.xml", True),
        ("https://www.own.test/x.xml", True),
        ("https://config.hoster.test/x.xml", False),
        ("https://notown.test/x.xml", False),
    ],
)
async def test_a_redirect_is_trusted_within_the_owners_names(
    there_it_is: str, trusted: bool
) -> None:
    """Whoever has another name is somebody else, whatever it looks like."""
    pages: Pages = {AUTOCONFIG: redirect(there_it_is), there_it_is: Page(FILE)}
    async with world(pages) as there:
        finding = await autoconfig(there.query(TARO))
    assert [candidate.target.trusted for candidate in finding.servers] == [trusted, trusted]


async def test_a_known_providers_host_is_trusted_whoever_names_it() -> None:
    """A forger gains nothing by it: the certificate is the provider's."""
    big = provider("big", server(Protocol.IMAP, "imap.big.test", 993))
    page = Page(client_config(IMAP, SMTP, host="imap.big.test"))
    async with world({IN_CLEAR: page}, providers=[big]) as there:
        finding = await autoconfig_in_clear(there.query(TARO))
    assert [candidate.target.trusted for candidate in finding.servers] == [True, True]


async def test_plain_text_never_stands_before_tls() -> None:
    """The file's order notwithstanding."""
    async with world({AUTOCONFIG: Page(client_config(PLAIN_POP3, POP3, SMTP))}) as there:
        finding = await autoconfig(there.query(TARO))
    assert _hosts(finding)[:2] == [
        ("autoconfig", "mail.own.test", 995, "tls", True),
        ("autoconfig", "mail.own.test", 110, "none", True),
    ]


async def test_where_there_is_only_plain_text_starttls_is_tried_first() -> None:
    """Many small providers' entries are older than their servers."""
    async with world({ISPDB: Page(client_config(PLAIN_POP3, SMTP))}) as there:
        finding = await ispdb(there.query("taro@own.test"))
    assert _hosts(finding)[:2] == [
        ("ispdb", "mail.own.test", 110, "starttls", True),
        ("ispdb", "mail.own.test", 110, "none", True),
    ]


@pytest.mark.parametrize(
    ("servers", "settled"),
    [
        ((IMAP, SMTP), ALL),
        ((POP3, SMTP), ALL),
        ((IMAP, POP3), {Protocol.IMAP, Protocol.POP3}),
        ((SMTP,), {Protocol.SMTP}),
    ],
)
async def test_a_whole_file_settles_everything(
    servers: tuple[str, ...], settled: frozenset[Protocol]
) -> None:
    """Servers for receiving and for sending are a whole; half a file leaves the rest open."""
    async with world({AUTOCONFIG: Page(client_config(*servers))}) as there:
        assert (await autoconfig(there.query(TARO))).settled == settled


async def test_a_file_of_hundreds_of_servers_is_cut_short() -> None:
    """Nobody honest has more than a few."""
    servers = [IMAP.replace("{host}", f"imap{number}.own.test") for number in range(700)]
    async with world({AUTOCONFIG: Page(client_config(*servers))}) as there:
        finding = await autoconfig(there.query(TARO))
    assert [candidate.target.host for candidate in finding.servers] == [
        f"imap{number}.own.test" for number in range(6)
    ]


async def test_the_databases_older_place_is_asked_when_the_newer_is_out_of_reach() -> None:
    """At once out of reach: nobody waits twice."""
    async with world({OLD_ISPDB: Page(FILE)}) as there:
        finding = await ispdb(there.query("taro@own.test"))
    assert len(finding.servers) == 2
    assert there.outcomes == {ISPDB: Cause.DNS_NO_SUCH_HOST, OLD_ISPDB: Answer.FOUND}


@pytest.mark.parametrize(
    ("page", "outcome"),
    [(Page(status=404), Answer.NOT_FOUND), (Behaving.SILENCE, Cause.NET_TIMEOUT)],
)
async def test_else_the_database_is_asked_once(
    page: Page | Behaving, outcome: Answer | Cause
) -> None:
    """It has said no, or has taken all the time there was."""
    async with world({ISPDB: page, OLD_ISPDB: Page(FILE)}, seconds=0.3) as there:
        assert await ispdb(there.query("taro@own.test")) == Finding()
    assert there.outcomes == {ISPDB: outcome}


async def test_no_name_service_no_file() -> None:
    """The reason is told for each."""
    table: Table = {"autoconfig.own.test": Failing.SERVFAIL}
    async with world(table=table) as there:
        assert await autoconfig(there.query(TARO)) == Finding()
    assert list(there.outcomes.values()) == [Cause.DNS_FAILURE]
