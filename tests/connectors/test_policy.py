"""Who may be dialled."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.policy import NAT64, Policy, is_disguised, is_public
from connectors.steps import IPAddress
from knowledge.providers import Protocol, Provider, Security, Server, UserForm

PUBLIC = Policy.public()

PRIVATE_ADDRESSES = (
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:5ef5:79fd:0:59d:a0e5:ba1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
)

PUBLIC_ADDRESSES = (
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "2001:4860:4860::8888",
    "2400:4000::1",
    "2606:4700::1111",
    "64:ff9b::808:808",
)


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_private_addresses(address: str) -> None:
    """None of these is a public mail server, however it is written."""
    assert not is_public(ip_address(address))
    assert not PUBLIC.allows([ip_address(address)])
    assert Policy.terminal().allows([ip_address(address)])


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_public_addresses(address: str) -> None:
    """These are."""
    assert PUBLIC.allows([ip_address(address)])


def test_one_private_address_spoils_a_name() -> None:
    """A name that also leads inside is not dialled at all."""
    assert not PUBLIC.allows([ip_address("8.8.8.8"), ip_address("10.0.0.1")])


def test_an_operator_may_allow_a_network() -> None:
    """Then it is as good as public, and nothing else is."""
    policy = Policy.public(networks=["10.20.0.0/16", "fd12:3456::/32"])
    assert policy.allows([ip_address("10.20.3.4"), ip_address("fd12:3456::25")])
    assert not policy.allows([ip_address("10.21.0.1")])


def test_a_network_that_is_none() -> None:
    """An operator's mistake is told at the start."""
    with pytest.raises(ValueError, match="does not appear"):
        Policy.public(networks=["10.20.0.0/99"])


@pytest.mark.parametrize("port", [25, 110, 143, 465, 587, 993, 995, 2525])
def test_mail_ports(port: int) -> None:
    """What mail programs connect to."""
    assert PUBLIC.allows_port(port)


@pytest.mark.parametrize("port", [1, 22, 80, 443, 3306, 6379, 8080, 10025, 65535])
def test_other_ports(port: int) -> None:
    """Nothing else, but in a terminal."""
    assert not PUBLIC.allows_port(port)
    assert Policy.terminal().allows_port(port)


def test_ports_of_a_provider(some_provider: Provider) -> None:
    """A port that the facts name may be dialled."""
    assert Policy.public([some_provider]).allows_port(10465)


@pytest.fixture
def some_provider() -> Provider:
    """A provider with a port of its own."""
    server = Server(
        Protocol.SMTP, "mail.example", 10465, Security.TLS, UserForm.ADDRESS, ("password",)
    )
    return Provider(
        id="example",
        names={},
        domains=("example.com",),
        mx=(),
        servers=(server,),
        state="open",
        notes=(),
        wrong_hosts=(),
        sources=(),
        checked=date(2026, 11, 26),
    )


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "127.0.0.08",
        "127.0.0.0x1",
        "1.2.3.256",
        "１２７.０.０.１",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
        "mail.example%25eth0",
    ],
)
def test_disguised_hosts(host: str) -> None:
    """What some resolvers take for an address is not looked up, but in a terminal."""
    assert not PUBLIC.allows_host(host)
    assert Policy.terminal().allows_host(host)


@pytest.mark.parametrize(
    "host", ["mail.example", "1.2.3.4", "1and1.example", "0x.example", "2606:4700::1111", "例え.jp"]
)
def test_plain_hosts(host: str) -> None:
    """Names and addresses as they are usually written."""
    assert PUBLIC.allows_host(host)
    assert not is_disguised(host)


@given(st.ip_addresses())
def test_every_address_is_judged(address: IPAddress) -> None:
    """Nothing is refused by one property of the library and allowed by us."""
    if is_public(address) and address not in NAT64:
        properties = ("private", "loopback", "link_local", "multicast", "reserved", "unspecified")
        assert not [name for name in properties if getattr(address, f"is_{name}")]
