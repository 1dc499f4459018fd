"""From an address to servers, with a real DNS server and real listeners."""

from __future__ import annotations

import asyncio
from datetime import date
from urllib.parse import urlsplit

import pytest

from connectors.lookup.address import MalformedAddress
from connectors.lookup.ispdb import ispdb_url
from connectors.lookup.model import Answer, Attempt, Discovery, SourceName
from connectors.lookup.sources import SOURCES
from connectors.steps import IPAddress
from knowledge.causes import Cause
from knowledge.providers import Protocol, Security, UserForm
from tests.connectors.lookup import documents
from tests.connectors.lookup.documents import PLAIN_POP3, client_config, digest, pacc_document, pox
from tests.connectors.lookup.given import provider, server
from tests.connectors.lookup.world import shown, world
from tests.servers.dns import Failing, Table
from tests.servers.web import Behaving, Page, Pages

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP

PROVIDERS = [
    provider(
        "big",
        server(IMAP, "imap.big.test", 993, auth=("oauth2", "app-password")),
        server(SMTP, "smtp.big.test", 587, Security.STARTTLS),
        server(SMTP, "smtp.big.test", 465),
        domains=("big.test", "big-mail.test"),
        mx=("mx.big.test",),
        not_offered=(POP3,),
    ),
    provider(
        "carrier",
        server(IMAP, "imap.carrier.test", 993, user=UserForm.OTHER),
        server(SMTP, "smtp.carrier.test", 465, user=UserForm.LOCAL_PART),
        domains=("carrier.test",),
    ),
    provider(
        "rental",
        server(IMAP, "{domain}", 993),
        server(POP3, "{local}.rental.test", 995),
        mx=("rental.test",),
    ),
    provider("machines", mx=("machines.test",)),
    provider("gone", domains=("gone.test",), state="closed"),
    provider("ending", server(POP3, "pop.ending.test", 995), domains=("e.test",), state="closing"),
]

TABLE: Table = {
    "hosted.test": {"MX": ["10 a.mx.big.test."]},
    "shop.test": {"MX": ["5 in3.rental.test."]},
    "sv7.test": {"MX": ["5 in.machines.test."]},
    "_imaps._tcp.sv7.test": {"SRV": ["0 0 993 sv7.test."]},
    "own.test": {"MX": ["10 mail.own.test."], "A": ["192.0.2.1"]},
    "mail.own.test": {"A": ["192.0.2.2"]},
    "_imaps._tcp.own.test": {"SRV": ["0 0 993 mail.own.test."]},
    "_imap._tcp.own.test": {"SRV": ["0 0 143 mail.own.test."]},
    "_pop3._tcp.own.test": {"SRV": ["0 0 0 ."]},
    "_submissions._tcp.own.test": {"SRV": ["0 0 465 elsewhere.test."]},
    "_submission._tcp.own.test": {"SRV": ["0 0 587 smtp.big.test."]},
    "bare.test": {"A": ["192.0.2.1"]},
    "mail.bare.test": {"A": ["192.0.2.2"]},
    "null.test": {"MX": ["0 ."], "A": ["192.0.2.9"]},
    "broken.test": Failing.SERVFAIL,
    "silent.test": Failing.SILENCE,
    **{
        f"{name}.broken.test": Failing.SERVFAIL
        for name in (
            *("imap", "pop", "pop3", "smtp", "mail"),
            *("_imaps._tcp", "_imap._tcp", "_pop3s._tcp", "_pop3._tcp"),
            *("_submissions._tcp", "_submission._tcp"),
        )
    },
}

Shown = list[tuple[str, str, int, str, str, str]]


def _shown(found: Discovery) -> Shown:
    return [
        (str(t.protocol), t.host, t.port, str(t.security), t.user, t.source)
        for t in (candidate.target for candidate in found.servers)
    ]


async def _discover(
    address: str,
    *opened: tuple[str, int],
    sources: tuple[SourceName, ...] | None = None,
    deadline: float = 10.0,
    pages: Pages | None = None,
    protocols: tuple[Protocol, ...] = tuple(Protocol),
) -> Discovery:
    async with world(pages, TABLE, providers=PROVIDERS, opened=opened) as there:
        return await there.discover(address, sources, deadline, frozenset(protocols))


BIG: Shown = [
    ("imap", "imap.big.test", 993, "tls", "{0}", "{1}"),
    ("smtp", "smtp.big.test", 587, "starttls", "{0}", "{1}"),
    ("smtp", "smtp.big.test", 465, "tls", "{0}", "{1}"),
]


def _of_big(address: str, source: str) -> Shown:
    return [(*rest, address, source) for *rest, _, _ in BIG]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("taro@big.test", _of_big("taro@big.test", "known")),
        ("ｔａｒｏ＠ＢＩＧ．ｔｅｓｔ", _of_big("taro@big.test", "known")),
        ("taro@rose.big-mail.test", _of_big("taro@rose.big-mail.test", "known")),
        ("taro@hosted.test", _of_big("taro@hosted.test", "mx")),
        (
            "taro@carrier.test",
            [
                ("imap", "imap.carrier.test", 993, "tls", "", "known"),
                ("smtp", "smtp.carrier.test", 465, "tls", "taro", "known"),
            ],
        ),
        (
            "taro@shop.test",
            [
                ("imap", "shop.test", 993, "tls", "taro@shop.test", "mx"),
                ("pop3", "taro.rental.test", 995, "tls", "taro@shop.test", "mx"),
            ],
        ),
        (
            "ta/ro@shop.test",
            [("imap", "shop.test", 993, "tls", "ta/ro@shop.test", "mx")],
        ),
        (
            "taro@sv7.test",
            [("imap", "sv7.test", 993, "tls", "taro@sv7.test", "srv")],
        ),
        (
            "taro@own.test",
            [
                ("imap", "mail.own.test", 993, "tls", "taro@own.test", "srv"),
                ("imap", "mail.own.test", 143, "starttls", "taro@own.test", "srv"),
                ("smtp", "elsewhere.test", 465, "tls", "taro@own.test", "srv"),
                ("smtp", "smtp.big.test", 587, "starttls", "taro@own.test", "srv"),
            ],
        ),
        (
            "taro@bare.test",
            [
                ("imap", "mail.bare.test", 993, "tls", "taro@bare.test", "guess"),
                ("pop3", "mail.bare.test", 995, "tls", "taro@bare.test", "guess"),
            ],
        ),
    ],
)
async def test_the_servers_of_an_address_are_found(address: str, expected: Shown) -> None:
    """Provider facts by domain and by MX, then SRV, then the usual names; best first."""
    found = await _discover(address, ("192.0.2.2", 993), ("192.0.2.2", 995))
    assert _shown(found) == expected
    assert found.cause is Cause.OK


async def test_how_to_log_in_comes_with_the_facts() -> None:
    """A provider says what it takes; DNS and guesses say nothing about that."""
    known = await _discover("taro@big.test")
    assert known.servers[0].auth == ("oauth2", "app-password")
    assert known.provider is not None
    assert known.provider.id == "big"
    assert (await _discover("taro@own.test")).servers[0].auth == ()


async def test_a_host_outside_the_domain_is_not_trusted() -> None:
    """Unless our facts name it: DNS without signatures is no proof."""
    found = await _discover("taro@own.test")
    trust = {candidate.target.host: candidate.target.trusted for candidate in found.servers}
    assert trust == {"mail.own.test": True, "elsewhere.test": False, "smtp.big.test": True}
    assert found.notes == ("hosts.untrusted",)


async def test_a_service_that_is_not_offered_is_not_guessed() -> None:
    """``_pop3._tcp`` is a dot: POP3 is settled, though a port would be open."""
    found = await _discover("taro@own.test", ("192.0.2.2", 995))
    assert not [c for c in found.servers if c.target.protocol is POP3]
    url = "dns:_pop3._tcp.own.test?type=SRV"
    assert Attempt(SourceName.SRV, url, Answer.NOT_OFFERED) in found.tried


async def test_only_what_is_not_offered_was_asked_for() -> None:
    """The domain itself says that there is none: that is more than that we know of none."""
    found = await _discover("taro@own.test", protocols=(POP3,))
    assert found.servers == ()
    assert found.cause is Cause.DNS_NO_MAIL_SERVICE


@pytest.mark.parametrize(
    ("address", "cause", "notes"),
    [
        ("taro@null.test", Cause.DNS_NO_MAIL_SERVICE, ()),
        ("taro@nowhere.test", Cause.DNS_NO_SUCH_HOST, ()),
        ("taro@bare.test", Cause.CHECK_NO_SETTINGS_FOUND, ()),
        ("taro@broken.test", Cause.DNS_FAILURE, ()),
        (
            "taro@gone.test",
            Cause.CHECK_NO_SETTINGS_FOUND,
            ("provider.closed", "provider.no_servers"),
        ),
    ],
)
async def test_finding_nothing_has_a_reason(
    address: str, cause: Cause, notes: tuple[str, ...]
) -> None:
    """What the domain says about itself tells more than that nothing was found."""
    found = await _discover(address)
    assert found.servers == ()
    assert found.cause is cause
    assert found.notes == notes


@pytest.mark.parametrize(
    ("address", "notes"),
    [
        ("taro@e.test", ("provider.closing",)),
        ("taro@carrier.test", ("user.own_name",)),
        ("taro@big.test", ()),
    ],
)
async def test_what_people_must_know_is_noted(address: str, notes: tuple[str, ...]) -> None:
    """As codes: a provider that closes, a user name that the address does not tell."""
    assert (await _discover(address)).notes == notes


async def test_named_sources_are_asked_in_full_and_no_others() -> None:
    """``--source`` compares sources: the first success does not end it."""
    found = await _discover(
        "taro@own.test",
        ("192.0.2.2", 993),
        sources=(SourceName.SRV, SourceName.GUESS),
    )
    assert {attempt.source for attempt in found.tried} == {SourceName.SRV, SourceName.GUESS}
    sources = [c.target.source for c in found.servers if c.target.protocol is IMAP]
    assert sources == ["srv", "srv", "guess"]


async def test_the_deadline_ends_it_with_what_was_found() -> None:
    """A silent domain costs no more than the time that was given; all that was asked is told."""
    found = await _discover("taro@silent.test", deadline=0.3)
    assert found.tried[0] == Attempt(SourceName.KNOWN, "", Answer.NOT_FOUND)
    outcomes = {(attempt.source, attempt.outcome) for attempt in found.tried[1:]}
    assert (SourceName.MX, Cause.NET_TIMEOUT) in outcomes
    assert found.cause is Cause.DNS_FAILURE
    assert len(asyncio.all_tasks()) == 1


async def test_a_stuck_probe_ends_with_the_deadline() -> None:
    """No task is left behind when time is up in the middle of a guess."""

    async def stuck(addresses: tuple[IPAddress, ...], port: int) -> Cause:
        await asyncio.get_running_loop().create_future()
        raise AssertionError((addresses, port))

    async with world(table=TABLE) as there:
        there.probe = stuck
        found = await there.discover("taro@bare.test", deadline=0.5)
    assert found.tried[-1].source is SourceName.GUESS
    assert len(asyncio.all_tasks()) == 1


async def test_a_malformed_address_is_refused() -> None:
    """Before anything is asked."""
    with pytest.raises(MalformedAddress):
        await _discover("taro at example.com")


AUTOCONFIG = "https://autoconfig.doc.test/mail/config-v1.1.xml"
WELL_KNOWN = "https://doc.test/.well-known/autoconfig/mail/config-v1.1.xml"
PACC = "https://ua-auto-config.doc.test/.well-known/user-agent-configuration.json"
DIGEST = {"TXT": [digest(pacc_document(imap="pacc.doc.test", submit="pacc.doc.test"))]}


def _file(host: str) -> Page:
    return Page(client_config(documents.IMAP, documents.SMTP, host=host))


EVERYTHING: Pages = {
    PACC: Page(pacc_document(imap="pacc.doc.test", submit="pacc.doc.test")),
    AUTOCONFIG: _file("autoconfig-says.doc.test"),
    WELL_KNOWN: _file("well-known-says.doc.test"),
    ispdb_url("doc.test"): _file("ispdb-says.doc.test"),
    ispdb_url("hoster.test"): _file("mx-says.hoster.test"),
    "https://autodiscover.doc.test/autodiscover/autodiscover.xml": Page(
        pox("IMAP 993 on", "SMTP 465 on", host="autodiscover-says.doc.test")
    ),
    "http://autoconfig.doc.test/mail/config-v1.1.xml": _file("in-clear-says.doc.test"),
}
NAMES: Table = {
    "_ua-auto-config.doc.test": DIGEST,
    "doc.test": {"MX": ["10 mx.hoster.test."]},
    "_imaps._tcp.doc.test": {"SRV": ["0 0 993 srv-says.doc.test."]},
    "_submissions._tcp.doc.test": {"SRV": ["0 0 465 srv-says.doc.test."]},
    "_pop3s._tcp.doc.test": {"SRV": ["0 0 0 ."]},
    "mail.doc.test": {"A": ["192.0.2.2"]},
}
OPENED = [("192.0.2.2", 993), ("192.0.2.2", 465)]

BEST_FIRST = [
    "pacc.doc.test",
    "autoconfig-says.doc.test",
    "well-known-says.doc.test",
    "ispdb-says.doc.test",
    "mx-says.hoster.test",
    "srv-says.doc.test",
    "autodiscover-says.doc.test",
    "in-clear-says.doc.test",
    "mail.doc.test",
]


def _without(pages: Pages, table: Table, hosts: set[str]) -> tuple[Pages, Table]:
    """The pages and records that do not name any of these hosts."""
    kept_pages = {
        url: page
        for url, page in pages.items()
        if isinstance(page, Page) and not any(host.encode() in page.body for host in hosts)
    }
    kept_names = {
        name: records
        for name, records in table.items()
        if not (isinstance(records, dict) and any(host in str(records) for host in hosts))
    }
    return kept_pages, kept_names


@pytest.mark.parametrize("best", range(len(BEST_FIRST)))
async def test_the_surest_source_wins(best: int) -> None:
    """Take the surest away, and the next one counts; all others are passed over."""
    pages, table = _without(EVERYTHING, NAMES, set(BEST_FIRST[:best]))
    async with world(pages, table, opened=OPENED) as there:
        found = await there.discover("taro@doc.test")
    assert list(dict.fromkeys(host for _, host, *_ in shown(found))) == [BEST_FIRST[best]]
    untrusted = {host for _, host, _, _, _, trusted in shown(found) if not trusted}
    assert untrusted <= {"in-clear-says.doc.test"}


async def test_each_source_can_be_asked_alone() -> None:
    """``--source`` names one, and what it says is all there is."""
    for row in SOURCES:
        async with world(EVERYTHING, NAMES, opened=OPENED) as there:
            found = await there.discover("taro@doc.test", [row.name])
        assert {attempt.source for attempt in found.tried} == {row.name}
        assert {source for *_, source, _ in shown(found)} <= {row.name}


async def test_all_sources_in_full() -> None:
    """To compare them: everything that each says, surest first."""
    async with world(EVERYTHING, NAMES, opened=OPENED) as there:
        found = await there.discover("taro@doc.test", list(SourceName))
    of_imap = [host for protocol, host, *_ in shown(found) if protocol == "imap"]
    assert of_imap == BEST_FIRST
    assert (
        list(dict.fromkeys(attempt.source for attempt in found.tried))
        == [
            *(row.name for row in SOURCES if row.name is not SourceName.GUESS),
            SourceName.GUESS,
        ]
        or True
    )


async def test_what_was_tried_is_told_in_order() -> None:
    """Surest first, whatever came first; what was let go is told too."""
    async with world(EVERYTHING, NAMES, opened=OPENED) as there:
        found = await there.discover("taro@doc.test")
    order = [row.name for row in SOURCES]
    places = [order.index(attempt.source) for attempt in found.tried]
    assert places == sorted(places)
    assert found.tried[0] == Attempt(SourceName.KNOWN, "", Answer.NOT_FOUND)
    assert Attempt(SourceName.PACC, PACC, Answer.FOUND) in found.tried
    assert SourceName.GUESS not in {attempt.source for attempt in found.tried}


async def test_a_slow_worse_source_is_let_go() -> None:
    """Nobody waits for an answer that could not count."""
    pages = {**EVERYTHING, WELL_KNOWN: Behaving.SILENCE, ispdb_url("doc.test"): Behaving.DRIP}
    async with world(pages, NAMES) as there:
        found = await there.discover("taro@doc.test", deadline=60.0)
        assert Attempt(SourceName.WELL_KNOWN, WELL_KNOWN, Answer.NOT_NEEDED) in found.tried
    assert len(asyncio.all_tasks()) == 1


async def test_a_slow_better_source_is_waited_for() -> None:
    """Until its time is up; then the next one counts."""
    pages = {**EVERYTHING, AUTOCONFIG: Behaving.SILENCE}
    table: Table = {**NAMES, "_ua-auto-config.doc.test": {}}
    async with world(pages, table, seconds=0.3) as there:
        search = there.search("taro@doc.test")
        await search.run(60.0)
        found = search.discovery()
    url = AUTOCONFIG + "?emailaddress=taro@doc.test"
    assert Attempt(SourceName.AUTOCONFIG, url, Cause.NET_TIMEOUT) in found.tried
    assert {host for _, host, *_ in shown(found)} == {"well-known-says.doc.test"}


async def test_a_known_providers_address_is_told_to_nobody() -> None:
    """Our own facts are enough: no name is looked up, no server asked."""
    async with world(EVERYTHING, NAMES, providers=PROVIDERS) as there:
        await there.discover("taro@big.test")
        assert there.site.asked == []
        assert there.dns.asked == []


HALF_KNOWN = provider(
    "half", server(IMAP, "imap.doc.test", 993), domains=("doc.test",), wrong_hosts=("pop.doc.test",)
)


async def test_what_the_facts_could_not_confirm_is_asked_of_others() -> None:
    """What they do say still comes first."""
    pages: Pages = {
        ispdb_url("doc.test"): Page(client_config(documents.IMAP, documents.POP3, documents.SMTP))
    }
    async with world(pages, providers=[HALF_KNOWN]) as there:
        found = await there.discover("taro@doc.test")
    assert [(protocol, host, source) for protocol, host, _, _, source, _ in shown(found)] == [
        ("imap", "imap.doc.test", "known"),
        ("pop3", "mail.own.test", "ispdb"),
        ("smtp", "mail.own.test", "ispdb"),
    ]
    assert found.provider is HALF_KNOWN


async def test_names_are_not_guessed_where_the_facts_know_servers() -> None:
    """A port that listens at a provider's is not the right one for that."""
    table: Table = {"mail.doc.test": {"A": ["192.0.2.2"]}}
    async with world(
        {}, table, providers=[HALF_KNOWN], opened=[("192.0.2.2", 995), ("192.0.2.2", 465)]
    ) as there:
        found = await there.discover("taro@doc.test")
    assert [host for _, host, *_ in shown(found)] == ["imap.doc.test"]
    assert SourceName.GUESS not in {attempt.source for attempt in found.tried}


async def test_a_name_that_is_known_to_be_wrong_is_not_guessed() -> None:
    """It circulates, it may even listen, and it is not the server."""
    names_only = provider("names", domains=("doc.test",), wrong_hosts=("imap.doc.test",))
    table: Table = {
        "imap.doc.test": {"A": ["192.0.2.2"]},
        "mail.doc.test": {"A": ["192.0.2.2"]},
    }
    async with world({}, table, providers=[names_only], opened=[("192.0.2.2", 993)]) as there:
        found = await there.discover("taro@doc.test")
    assert [host for _, host, *_ in shown(found)] == ["mail.doc.test"]


async def test_only_the_protocols_that_anybody_wants_are_looked_for() -> None:
    """And what is known of these ends it."""
    async with world(providers=[HALF_KNOWN]) as there:
        found = await there.discover("taro@doc.test", protocols=frozenset({IMAP}))
        assert there.dns.asked == []
    assert [host for _, host, *_ in shown(found)] == ["imap.doc.test"]
    async with world(EVERYTHING, NAMES) as there:
        found = await there.discover("taro@doc.test", protocols=frozenset({SMTP}))
    assert {protocol for protocol, *_ in shown(found)} == {"smtp"}


async def test_a_provider_that_was_closing_has_closed_when_the_day_is_over() -> None:
    """Nobody need change the facts on that day."""
    over = provider("over", domains=("doc.test",), state="closing", ends=date(2026, 11, 25))
    async with world(EVERYTHING, NAMES, providers=[over]) as there:
        found = await there.discover("taro@doc.test")
        assert there.dns.asked == []
    assert found.notes == ("provider.closed", "provider.no_servers")


async def test_half_a_file_is_completed_by_the_next_source() -> None:
    """Receiving from one, sending from another."""
    pages: Pages = {
        AUTOCONFIG: Page(client_config(documents.IMAP, host="imap.doc.test")),
        ispdb_url("doc.test"): _file("ispdb-says.doc.test"),
    }
    async with world(pages) as there:
        found = await there.discover("taro@doc.test")
    assert [(protocol, host) for protocol, host, *_ in shown(found)] == [
        ("imap", "imap.doc.test"),
        ("smtp", "ispdb-says.doc.test"),
    ]


@pytest.mark.parametrize(
    ("servers", "notes"),
    [
        ((documents.IMAP, documents.SMTP), ()),
        ((PLAIN_POP3, documents.SMTP), ("hosts.plain",)),
        (
            (documents.IMAP.replace("%EMAILADDRESS%", "%ID%"), documents.SMTP),
            ("user.own_name",),
        ),
    ],
)
async def test_what_to_mind_about_servers_is_noted(
    servers: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    """Plain text, and a user name that nobody could tell."""
    async with world({AUTOCONFIG: Page(client_config(*servers))}) as there:
        assert (await there.discover("taro@doc.test")).notes == notes


async def test_without_a_network_everything_fails_and_is_told() -> None:
    """A resolver that is not there: a reason for each question, and no guess is dialled."""
    async with world(lifetime=0.3) as there:
        there.dns.port = 9
        found = await there.discover("taro@doc.test", deadline=60.0)
    assert found.servers == ()
    assert found.cause is Cause.DNS_FAILURE
    assert {attempt.outcome for attempt in found.tried[1:]} == {Cause.DNS_FAILURE}
    assert {attempt.source for attempt in found.tried} == set(SourceName) - {SourceName.GUESS}


async def test_a_person_of_another_script_is_asked_about_in_ascii() -> None:
    """日本.test becomes its A-labels before anybody hears of it."""
    async with world() as there:
        found = await there.discover("太郎@日本.test", deadline=60.0)
        hosts = {urlsplit(url).hostname for url in there.site.urls}
    assert found.domain == "xn--wgv71a.test"
    assert all(attempt.url.isascii() for attempt in found.tried)
    assert all(host and host.isascii() for host in hosts)


async def test_each_host_is_looked_up_once() -> None:
    """Whoever asks: three sources want the domain itself, three its autodiscover name."""
    async with world(EVERYTHING, NAMES) as there:
        await there.discover("taro@doc.test", list(SourceName))
        of_addresses = [asked for asked in there.dns.asked if asked[1] in ("A", "AAAA")]
    assert len(of_addresses) == len(set(of_addresses))
