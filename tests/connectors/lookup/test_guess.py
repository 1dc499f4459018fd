"""The usual names, tried against a real DNS server and real listeners."""

from __future__ import annotations

import pytest

from connectors.lookup.guess import PORTS, guess, guesses
from connectors.lookup.model import Answer
from connectors.model import Protocol, Security
from knowledge.causes import Cause
from tests.connectors.lookup.world import world
from tests.servers.dns import Failing, Table

TARO = "taro@example.com"

TABLE: Table = {
    "example.com": {"A": ["192.0.2.1"]},
    "mail.example.com": {"A": ["192.0.2.2"]},
    "imap.example.com": {"A": ["192.0.2.3"]},
    "pop3.example.com": {"A": ["192.0.2.4"]},
    "smtp.example.com": Failing.SERVFAIL,
}

Open = tuple[tuple[str, int], ...]
Found = set[tuple[str, str, int, str]]


def test_guesses_are_made_best_first() -> None:
    """The service's own name first, the bare domain last; TLS before STARTTLS."""
    by_host = guesses("example.jp", Protocol.POP3, PORTS[Protocol.POP3])
    assert [[guess.url for guess in ports] for ports in by_host] == [
        ["pop.example.jp:995", "pop.example.jp:110"],
        ["pop3.example.jp:995", "pop3.example.jp:110"],
        ["mail.example.jp:995", "mail.example.jp:110"],
        ["example.jp:995", "example.jp:110"],
    ]


def test_port_25_is_no_first_guess() -> None:
    """It is for servers among themselves."""
    assert all(port != 25 for ports in PORTS.values() for port, _ in ports)


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ((), set()),
        ((("192.0.2.3", 993),), {("imap", "imap.example.com", 993, "tls")}),
        (
            (("192.0.2.3", 143), ("192.0.2.3", 993), ("192.0.2.2", 993)),
            {
                ("imap", "imap.example.com", 993, "tls"),
                ("imap", "imap.example.com", 143, "starttls"),
            },
        ),
        (
            (("192.0.2.2", 993), ("192.0.2.2", 995), ("192.0.2.2", 587), ("192.0.2.1", 465)),
            {
                ("imap", "mail.example.com", 993, "tls"),
                ("pop3", "mail.example.com", 995, "tls"),
                ("smtp", "mail.example.com", 587, "starttls"),
            },
        ),
        ((("192.0.2.4", 110),), {("pop3", "pop3.example.com", 110, "starttls")}),
        ((("192.0.2.2", 25),), {("smtp", "mail.example.com", 25, "starttls")}),
        (
            (("192.0.2.2", 25), ("192.0.2.1", 587)),
            {("smtp", "example.com", 587, "starttls")},
        ),
    ],
)
async def test_the_best_host_that_listens_is_found(opened: Open, expected: Found) -> None:
    """One host a protocol, with its open ports; port 25 only where there is nothing else."""
    async with world(table=TABLE, opened=opened) as there:
        finding = await guess(there.query(TARO))
    found = {
        (str(t.protocol), t.host, t.port, str(t.security))
        for t in (candidate.target for candidate in finding.servers)
    }
    assert found == expected
    assert finding.settled == {candidate.target.protocol for candidate in finding.servers}


async def test_what_was_tried_is_told() -> None:
    """Each host that is missing or broken once, each port of the others."""
    async with world(table=TABLE, opened=[("192.0.2.3", 993)]) as there:
        await guess(there.query(TARO))
        outcomes = there.outcomes
    assert list(outcomes) == sorted(outcomes)
    assert outcomes["imap.example.com:993"] is Answer.FOUND
    assert outcomes["pop.example.com"] is Cause.DNS_NO_SUCH_HOST
    assert outcomes["smtp.example.com"] is Cause.DNS_FAILURE
    assert outcomes["pop3.example.com:995"] is Cause.NET_REFUSED


async def test_only_the_missing_protocols_are_guessed() -> None:
    """What is settled already is not dialled again, and each host is looked up once."""
    async with world(table=TABLE, opened=[("192.0.2.2", 587)]) as there:
        finding = await guess(there.query(TARO, frozenset({Protocol.SMTP})))
        assert ("imap.example.com", "A") not in there.dns.asked
        assert there.dns.asked.count(("mail.example.com", "A")) == 1
    (candidate,) = finding.servers
    assert candidate.target.user == "taro@example.com"
    assert candidate.target.security is Security.STARTTLS
    assert candidate.target.trusted
