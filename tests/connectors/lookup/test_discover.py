"""From an address to servers, with a real DNS server and real listeners."""

from __future__ import annotations

import asyncio

import pytest

from connectors.lookup.address import MalformedAddress
from connectors.lookup.discover import discover
from connectors.lookup.dns import Resolver
from connectors.lookup.model import Answer, Attempt, Discovery, SourceName
from connectors.steps import IPAddress
from knowledge.causes import Cause
from knowledge.providers import Protocol, Providers, Security, UserForm
from tests.connectors.lookup.given import listening, provider, server
from tests.servers.dns import Failing, Table, dns_server

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP

PROVIDERS = Providers(
    [
        provider(
            "big",
            server(IMAP, "imap.big.test", 993, auth=("oauth2", "app-password")),
            server(SMTP, "smtp.big.test", 587, Security.STARTTLS),
            server(SMTP, "smtp.big.test", 465),
            domains=("big.test", "big-mail.test"),
            mx=("mx.big.test",),
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
        provider(
            "ending", server(POP3, "pop.ending.test", 995), domains=("e.test",), state="closing"
        ),
    ]
)

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
) -> Discovery:
    async with dns_server(TABLE) as dns, listening(*opened) as probe:
        return await discover(
            address,
            providers=PROVIDERS,
            resolver=Resolver(dns.where, lifetime=2.0),
            sources=sources,
            deadline=deadline,
            probe=probe,
        )


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
    """A silent domain costs no more than the time that was given."""
    found = await _discover("taro@silent.test", deadline=0.2)
    assert found.tried == (
        Attempt(SourceName.KNOWN, "", Answer.NOT_FOUND),
        Attempt(SourceName.MX, "", Cause.NET_TIMEOUT),
    )
    assert found.cause is Cause.DNS_FAILURE


async def test_a_stuck_probe_ends_with_the_deadline() -> None:
    """No task is left behind when time is up in the middle of a guess."""

    async def stuck(addresses: tuple[IPAddress, ...], port: int) -> Cause:
        await asyncio.get_running_loop().create_future()
        raise AssertionError((addresses, port))

    async with dns_server(TABLE) as dns:
        found = await discover(
            "taro@bare.test",
            providers=PROVIDERS,
            resolver=Resolver(dns.where),
            deadline=0.3,
            probe=stuck,
        )
    assert found.tried[-1] == Attempt(SourceName.GUESS, "", Cause.NET_TIMEOUT)
    assert len(asyncio.all_tasks()) == 1


async def test_a_malformed_address_is_refused() -> None:
    """Before anything is asked."""
    with pytest.raises(MalformedAddress):
        await _discover("taro at example.com")
