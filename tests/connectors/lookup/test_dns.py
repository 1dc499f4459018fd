"""Questions to a real DNS server on loopback."""

from __future__ import annotations

import asyncio
import re
import socket
from ipaddress import ip_address

import pytest

from connectors.lookup.dns import Resolver
from connectors.lookup.model import Srv
from connectors.lookup.system import system_addresses
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause
from tests.servers.dns import Failing, Table, dns_server

MANY = [f"192.0.2.{last}" for last in range(1, 101)]

TABLE: Table = {
    "both.example.com": {"A": ["192.0.2.1"], "AAAA": ["2001:db8::1"]},
    "four.example.com": {"A": ["192.0.2.1"]},
    "six.example.com": {"AAAA": ["2001:db8::1"]},
    "alias.example.com": {"CNAME": ["four.example.com."]},
    "xn--r8jz45g.test": {"A": ["192.0.2.3"]},
    "many.example.com": {"A": MANY},
    "text.example.com": {"TXT": ["nothing"]},
    "below.parent.example.com": {"A": ["192.0.2.4"]},
    "broken.example.com": Failing.SERVFAIL,
    "refused.example.com": Failing.REFUSED,
    "silent.example.com": Failing.SILENCE,
    "noise.example.com": Failing.NOISE,
    "half.example.com": {"A": ["192.0.2.5"], "AAAA": Failing.SILENCE},
    "other-half.example.com": {"A": Failing.SERVFAIL, "AAAA": ["2001:db8::2"]},
    "worst-half.example.com": {"A": [], "AAAA": Failing.SERVFAIL},
    "_imaps._tcp.example.com": {
        "SRV": ["10 0 993 b.example.com.", "10 5 9993 a.example.com.", "0 0 993 c.example.com."]
    },
    "_pop3._tcp.example.com": {"SRV": ["0 0 0 ."]},
    "_imap._tcp.example.com": {"SRV": ["0 0 143 bad\\032name.example.com."]},
    "example.com": {"MX": ["20 Second.example.com.", "10 first.example.com."]},
    "null.example.com": {"MX": ["0 ."]},
    "odd.example.com": {"MX": ["10 bad\\032name.example.com."]},
}


async def _outcome(asking: object) -> object:
    try:
        return await asking  # type: ignore[misc]
    except LookupFailed as failed:
        return failed.cause


def _ip(*addresses: str) -> tuple[IPAddress, ...]:
    return tuple(map(ip_address, addresses))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("both.example.com", _ip("2001:db8::1", "192.0.2.1")),
        ("BOTH.example.com.", _ip("2001:db8::1", "192.0.2.1")),
        ("four.example.com", _ip("192.0.2.1")),
        ("six.example.com", _ip("2001:db8::1")),
        ("alias.example.com", _ip("192.0.2.1")),
        ("例え.test", _ip("192.0.2.3")),
        ("例え。ｔｅｓｔ", _ip("192.0.2.3")),
        ("missing.example.com", Cause.DNS_NO_SUCH_HOST),
        ("text.example.com", Cause.DNS_NO_ADDRESS),
        ("parent.example.com", Cause.DNS_NO_ADDRESS),
        ("broken.example.com", Cause.DNS_FAILURE),
        ("refused.example.com", Cause.DNS_FAILURE),
        ("silent.example.com", Cause.DNS_FAILURE),
        ("noise.example.com", Cause.DNS_FAILURE),
        ("half.example.com", _ip("192.0.2.5")),
        ("other-half.example.com", _ip("2001:db8::2")),
        ("worst-half.example.com", Cause.DNS_FAILURE),
        ("not a name", Cause.DNS_NO_SUCH_HOST),
    ],
)
async def test_a_host_has_addresses_or_a_cause(host: str, expected: object) -> None:
    """Each way of answering becomes addresses, or the cause that the answer itself states."""
    async with dns_server(TABLE) as server:
        resolver = Resolver(server.where, lifetime=0.3, grace=0.05)
        assert await _outcome(resolver.addresses(host)) == expected


async def test_a_long_answer_is_fetched_over_tcp_and_cut_to_size() -> None:
    """A hundred addresses fit no datagram; we look at sixteen."""
    async with dns_server(TABLE) as server:
        found = await Resolver(server.where).addresses("many.example.com")
        assert server.asked.count(("many.example.com", "A")) == 2
    assert len(found) == 16
    assert {str(address) for address in found} <= set(MANY)


@pytest.mark.parametrize("host", ["localhost", "imap.localhost", "LOCALHOST."])
async def test_localhost_never_leaves_the_machine(host: str) -> None:
    """RFC 6761 §6.3: the answer is known, and no server is asked."""
    async with dns_server({}) as server:
        found = await Resolver(server.where).addresses(host)
        assert server.asked == []
    assert found == _ip("::1", "127.0.0.1")


@pytest.mark.parametrize("host", ["192.0.2.9", "2001:db8::9", "[2001:db8::9]"])
async def test_an_ip_address_is_not_looked_up(host: str) -> None:
    """It answers for itself."""
    async with dns_server({}) as server:
        found = await Resolver(server.where).addresses(host)
        assert server.asked == []
    assert found == _ip(host.strip("[]"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "_imaps._tcp.example.com",
            (
                Srv(0, 0, 993, "c.example.com"),
                Srv(10, 5, 9993, "a.example.com"),
                Srv(10, 0, 993, "b.example.com"),
            ),
        ),
        ("_pop3._tcp.example.com", Cause.DNS_NO_MAIL_SERVICE),
        ("_imap._tcp.example.com", Cause.DNS_NO_ADDRESS),
        ("_pop3s._tcp.example.com", Cause.DNS_NO_SUCH_HOST),
        ("text.example.com", Cause.DNS_NO_ADDRESS),
        ("broken.example.com", Cause.DNS_FAILURE),
        ("silent.example.com", Cause.DNS_FAILURE),
    ],
)
async def test_a_service_has_records_or_a_cause(name: str, expected: object) -> None:
    """Best first; a dot for a target is a plain no; a target that is no name is passed over."""
    async with dns_server(TABLE) as server:
        assert await _outcome(Resolver(server.where, lifetime=0.3).srv(name)) == expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("example.com", ("first.example.com", "second.example.com")),
        ("null.example.com", Cause.DNS_NO_MAIL_SERVICE),
        ("odd.example.com", Cause.DNS_NO_ADDRESS),
        ("text.example.com", Cause.DNS_NO_ADDRESS),
        ("missing.example.com", Cause.DNS_NO_SUCH_HOST),
        ("silent.example.com", Cause.DNS_FAILURE),
    ],
)
async def test_a_domain_has_mail_hosts_or_a_cause(domain: str, expected: object) -> None:
    """A null MX (RFC 7505) is told apart from no record at all."""
    async with dns_server(TABLE) as server:
        assert await _outcome(Resolver(server.where, lifetime=0.3).mx(domain)) == expected


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    """Nothing listens on the port: that says nothing about the name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{held.getsockname()[1]}"
    resolver = Resolver(where, lifetime=0.3)
    assert await _outcome(resolver.addresses("both.example.com")) == Cause.DNS_FAILURE


async def test_the_machine_is_asked_when_dns_has_no_address() -> None:
    """The hosts file and a VPN know names that DNS does not; DNS's own word stands otherwise."""

    async def machine(host: str) -> tuple[IPAddress, ...]:
        if host == "intranet.example.com":
            return _ip("192.0.2.7")
        raise LookupFailed(Cause.DNS_FAILURE)

    async with dns_server(TABLE) as server:
        resolver = Resolver(servers=[("127.0.0.1", server.port)], system=machine, lifetime=0.3)
        assert await resolver.addresses("intranet.example.com") == _ip("192.0.2.7")
        assert await _outcome(resolver.addresses("other.example.com")) == Cause.DNS_NO_SUCH_HOST
        assert await resolver.addresses("four.example.com") == _ip("192.0.2.1")


@pytest.mark.parametrize("cause", [Cause.DNS_NO_SUCH_HOST, Cause.DNS_FAILURE])
async def test_a_machine_without_dns_servers_has_the_last_word(cause: Cause) -> None:
    """Nobody else was asked; services and mail hosts cannot be asked for at all."""

    async def machine(host: str) -> tuple[IPAddress, ...]:
        if host == "intranet":
            return _ip("192.0.2.7")
        raise LookupFailed(cause)

    resolver = Resolver(servers=(), system=machine)
    assert await resolver.addresses("intranet") == _ip("192.0.2.7")
    assert await _outcome(resolver.addresses("other.example.com")) == cause
    assert await _outcome(resolver.mx("example.com")) == Cause.DNS_FAILURE


async def test_a_stuck_machine_costs_no_more_than_its_time() -> None:
    """The machine's name service may hang; DNS's word is the answer then."""

    async def stuck(host: str) -> tuple[IPAddress, ...]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError(host)

    async with dns_server(TABLE) as server:
        resolver = Resolver(servers=[("127.0.0.1", server.port)], system=stuck, lifetime=0.1)
        assert await _outcome(resolver.addresses("other.example.com")) == Cause.DNS_NO_SUCH_HOST


async def test_the_machine_knows_itself() -> None:
    """The system's own name service answers through its thread."""
    assert ip_address("127.0.0.1") in await system_addresses("127.0.0.1")


async def test_the_machine_refuses_a_name_that_cannot_be() -> None:
    """A label of 64 letters fails before any question is asked."""
    with pytest.raises(LookupFailed):
        await system_addresses("a" * 64 + ".invalid")


@pytest.mark.parametrize(
    "text",
    [":53", "dns.example.com", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:70000", "192.0.2.1:x"],
)
def test_a_resolver_that_is_no_address_is_refused(text: str) -> None:
    """``--resolver`` takes an IP address and a port that exists."""
    with pytest.raises(ValueError, match=rf"^{re.escape(text)}$"):
        Resolver(text)


@pytest.mark.parametrize("form", ["127.0.0.1:{port}", "[127.0.0.1]:{port}"])
async def test_a_resolver_is_named_by_address_and_port(form: str) -> None:
    """Only that server is asked."""
    async with dns_server(TABLE) as server:
        resolver = Resolver(form.format(port=server.port))
        assert await resolver.addresses("six.example.com") == _ip("2001:db8::1")
