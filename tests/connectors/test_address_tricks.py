"""Ways to talk a checker into its own network: none of them gets through.

Each is tried on a whole check with the rules for strangers and a real resolver, whose DNS server
on loopback answers what an attacker would have it answer.
"""

from __future__ import annotations

import errno

import pytest

from connectors.lookup.dns import Resolver
from connectors.model import CheckResult, Protocol, Security
from connectors.policy import Policy
from connectors.steps import IPAddress, LookupFailed, Plan
from connectors.wire.channel import Channel
from knowledge.causes import Cause
from tests.connectors.checking import Names, results, target
from tests.servers.dns import Failing, Table, dns_server
from tests.servers.moved_clock import MovedClock

LITERALS = (
    # As one writes them
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "[::1]",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    # Decimal, octal, hexadecimal, and with parts left out
    "2130706433",
    "2130706433.",
    "017700000001",
    "0x7f000001",
    "0X7F000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0.0.01",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "127.0.0.1..",
    "0",
    "0.0",
    "4294967295",
    "99999999999",
    "127.0.0.256",
    # An IPv4 address inside
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:0:127.0.0.1",
    "::127.0.0.1",
    "[::ffff:169.254.169.254]",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::1",
    "2001::f5ff:fffe",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:10.0.0.1",
    # Zones
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "2606:4700::1111%lo",
    "127.0.0.1%lo",
    "localhost%lo",
    # Other letters for the same figures and dots
    "１２７.０.０.１",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "①②⑦.⓪.⓪.①",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "٣٢٥",
    "::ﬀff:127.0.0.1",
    "０ｘ７ｆ.１",
    # Names of this machine and of the network it stands in
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "ⓛocalhost",
    "mail.localhost",
    "localhost.localdomain",
    "router",
    "metadata",
    "metadata.google.internal",
    "kubernetes.default.svc.cluster.local",
    "printer.local",
    "exchange.corp",
    "nas.home.arpa",
    "fritz.lan",
    "hidden.onion",
)
"""What somebody may type as a host."""

SWALLOWED = (
    "a" * 64 + ".example.com",
    "a." * 127 + "example.com",
    "mail..example.com",
    ".example.com",
    "mail.example.com\u2024evil",
    "user@127.0.0.1",
    "127.0.0.1:25",
    "127.0.0.1/",
    "http://127.0.0.1/",
    "mail.example.com#@127.0.0.1",
    "lоcalhost.example",  # with a Cyrillic letter
    "xn--",
    "xn--a.example",
    "\u202e1.0.0.721",
    "127.0.0.1\u200b",
    "1\u00ad27.0.0.1",
    "例え.テスト",
)
"""What is no name that anybody has, however it looks; it is looked up at most."""

ANSWERS = {
    "a.example": {"A": ["127.0.0.1"]},
    "metadata.example": {"A": ["169.254.169.254"]},
    "shared.example": {"A": ["100.64.0.1"]},
    "broadcast.example": {"A": ["255.255.255.255"]},
    "multicast.example": {"A": ["224.0.0.251"], "AAAA": ["ff02::fb"]},
    "mapped.example": {"AAAA": ["::ffff:10.0.0.1"]},
    "compatible.example": {"AAAA": ["::10.0.0.1"]},
    "nat64.example": {"AAAA": ["64:ff9b::10.0.0.1"]},
    "local-nat64.example": {"AAAA": ["64:ff9b:1::808:808"]},
    "6to4.example": {"AAAA": ["2002:0a00:0001::1"]},
    "teredo.example": {"AAAA": ["2001:0:5ef5:79fd:0:59d:f5ff:fffe"]},
    "isatap.example": {"AAAA": ["2606:4700::5efe:10.0.0.1"]},
    "unique.example": {"AAAA": ["fd12:3456::25"]},
    "link.example": {"AAAA": ["fe80::25"]},
    "site.example": {"AAAA": ["fec0::25"]},
    "documents.example": {"AAAA": ["2001:db8::25"], "A": ["192.0.2.25"]},
    "both.example": {"A": ["1.1.1.1", "127.0.0.1"]},
    "families.example": {"A": ["1.1.1.1"], "AAAA": ["::1"]},
    "alias.example": {"CNAME": ["a.example."]},
}
"""What an attacker's own domain answers."""


class Untouched:
    """A network in which nobody may be dialled."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    async def dial(self, address: IPAddress, port: int) -> Channel:
        self.dialled.append(f"{address} {port}")
        raise OSError(errno.ECONNREFUSED, "told to")


async def tried(host: str, table: Table) -> tuple[CheckResult, list[str], list[str]]:
    """What a stranger's check of a host comes to; what was dialled, and what was looked up."""
    network = Untouched()
    async with dns_server(table) as server:
        plan = Plan((target(Protocol.IMAP, 993, host=host),), "taro@example.com", alternatives=True)
        (found,) = await results(
            plan,
            MovedClock(),
            names=Resolver(server.where),
            policy=Policy.public(),
            dial=network.dial,
        )
    return found, network.dialled, [name for name, _ in server.asked]


@pytest.mark.parametrize("host", LITERALS)
async def test_a_host_in_disguise(host: str) -> None:
    """It is refused before anybody is asked about it, with the one answer after the one time."""
    found, dialled, asked = await tried(host, {})
    assert not dialled
    assert not asked
    assert {step.cause for step in found.steps} == {Cause.CHECK_NOT_ALLOWED}
    assert {step.detail for step in found.steps} == {None}
    assert (found.ip, found.transcript, found.ms, found.instead) == (None, (), 1000.0, ())


@pytest.mark.parametrize("host", SWALLOWED)
async def test_a_host_that_is_no_name(host: str) -> None:
    """Nobody is dialled for it, whatever it was meant to be."""
    found, dialled, _ = await tried(host, {})
    assert not dialled
    assert found.cause in {Cause.CHECK_NOT_ALLOWED, Cause.DNS_NO_SUCH_HOST}


@pytest.mark.parametrize("host", ANSWERS)
async def test_a_name_that_leads_inside(host: str) -> None:
    """One address that may not be dialled spoils the name; the answer is the same as ever."""
    found, dialled, _ = await tried(host, ANSWERS)
    assert not dialled
    assert {step.cause for step in found.steps} == {Cause.CHECK_NOT_ALLOWED}
    assert (found.ip, found.transcript, found.ms, found.instead) == (None, (), 1000.0, ())


async def test_a_name_server_that_tells_nothing() -> None:
    """A name that fails is told as failing: it leads nowhere, and nobody is dialled."""
    found, dialled, _ = await tried("broken.example", {"broken.example": Failing.SERVFAIL})
    assert (found.cause, dialled) == (Cause.DNS_FAILURE, [])


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS, Security.NONE])
async def test_a_name_that_changes_between_look_ups(security: Security) -> None:
    """It is looked up once; whatever else is tried of this host goes to the judged address."""
    asked: list[str] = []
    network = Untouched()

    class Rebinding(Names):
        async def addresses(self, host: str) -> tuple[IPAddress, ...]:
            asked.append(host)
            if host != "rebinding.example.org":
                raise LookupFailed(Cause.DNS_NO_SUCH_HOST)
            answer = "1.1.1.1" if asked.count(host) == 1 else "127.0.0.1"
            return await Names({host: (answer,)}).addresses(host)

    one = target(Protocol.IMAP, 143, security, host="rebinding.example.org")
    plan = Plan((one,), "taro@example.com", alternatives=True)
    await results(plan, names=Rebinding({}), policy=Policy.public(), dial=network.dial)
    assert asked.count("rebinding.example.org") == 1
    assert set(network.dialled) == {"1.1.1.1 143", "1.1.1.1 993"}


async def test_inside_is_for_whoever_allows_it() -> None:
    """An operator who lists the office's network means its names, too."""
    policy = Policy.public(networks=["10.20.0.0/16"])
    network = Untouched()
    plan = Plan((target(Protocol.IMAP, 993, host="mail.corp"),))
    names = Names({"mail.corp": ("10.20.3.4",)})
    await results(plan, names=names, policy=policy, dial=network.dial)
    assert network.dialled == ["10.20.3.4 993"]
    assert not policy.allows_host("127.1")
