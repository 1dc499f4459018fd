"""Who may be dialled.

A checker that dials whatever it is told is a port scanner and a way into the network it stands in.
So a name is resolved once, every one of its addresses is judged here, and the connection goes to
one of exactly these. On a person's own machine, in a terminal, there is nobody to protect from
them, and everything may be dialled.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from connectors.steps import IPAddress
from knowledge.providers import Provider

IPNetwork = IPv4Network | IPv6Network

MAIL_PORTS = frozenset({25, 110, 143, 465, 587, 993, 995, 2525})
"""What mail programs connect to; 2525 is submission's stand-in where 25 and 587 are filtered."""

PRIVATE_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # A cloud's own service for its virtual machines, on an address that looks public.
        "168.63.129.16/32",
    )
)
"""All of IPv4 that is not somebody's public server (IANA's special-purpose registry, RFC 6890)."""

PUBLIC_IPV6 = IPv6Network("2000::/3")
"""All that is handed out as global unicast (RFC 4291 §2.4); everything else is refused."""

PRIVATE_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        # Protocol assignments, among them Teredo and ORCHID.
        "2001::/23",
        "2001:db8::/32",
        # 6to4: any IPv4 address stands inside.
        "2002::/16",
        "3fff::/20",
    )
)
"""The parts of it that are not somebody's public server."""

NAT64 = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 reaches it (RFC 6052): as good as the IPv4 address inside."""


INSIDE_DOMAINS = frozenset(
    {
        # Reserved (RFC 6761, RFC 6762, RFC 7686; ICANN's board on .internal, 2024) …
        "internal",
        "invalid",
        "local",
        "localhost",
        "onion",
        # … and in use inside, so that they will not be given out (RFC 6762 appendix G; ICANN).
        "corp",
        "home",
        "intranet",
        "lan",
        "localdomain",
        "mail",
        "private",
    }
)
"""Top-level domains that nobody on the Internet has."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator lets a check dial.

    ``ports`` besides ``MAIL_PORTS``; ``networks`` are allowed although they are private;
    ``anything`` lifts every rule.
    """

    ports: frozenset[int] = frozenset()
    networks: tuple[IPNetwork, ...] = ()
    anything: bool = False

    @classmethod
    def terminal(cls) -> Policy:
        """For a person's own machine: private targets and any port."""
        return cls(anything=True)

    @classmethod
    def public(cls, providers: Iterable[Provider] = (), networks: Iterable[str] = ()) -> Policy:
        """For whoever asks from afar: mail ports and those that the facts of a provider name.

        Raises:
            ValueError: one of ``networks`` is not a network in CIDR notation.
        """
        named = (server.port for provider in providers for server in provider.servers)
        return cls(frozenset(named), tuple(map(ip_network, networks)))

    def allows_port(self, port: int) -> bool:
        """May this port be dialled, on whatever host?"""
        return self.anything or port in MAIL_PORTS or port in self.ports

    def allows_host(self, host: str) -> bool:
        """May this name be looked up at all?

        Not when it is a number that some resolvers read as an address (``2130706433``,
        ``0x7f.1``, ``127.1``, ``0177.0.0.1``), has a zone (``fe80::1%eth0``), or can only be a
        name of the network that we stand in: whether that exists is nobody's business. Who
        allows private networks allows their names.
        """
        if self.anything:
            return True
        name = unicodedata.normalize("NFKC", host).replace("。", ".").casefold()
        if is_disguised(host) or is_disguised(name) or "%" in name:
            return False
        return bool(self.networks) or not is_inside(name)

    def allows(self, addresses: Iterable[IPAddress]) -> bool:
        """May all of a name's addresses be dialled? One that may not spoils the name."""
        return self.anything or all(map(self._allows, addresses))

    def _allows(self, address: IPAddress) -> bool:
        listed = any(address in network for network in self.networks)
        return listed or is_public(address)


def is_public(address: IPAddress) -> bool:
    """Whether the address is one of a public server, and holds no other in disguise."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in PRIVATE_IPV4)
    if address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    private = any(address in network for network in PRIVATE_IPV6)
    if private or address not in PUBLIC_IPV6 or address.scope_id:
        return False
    return not _is_isatap(address)


def _is_isatap(address: IPv6Address) -> bool:
    """Whether an IPv4 address stands inside after 5efe (RFC 5214 §6.1), whosever network it is."""
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE


def is_inside(name: str) -> bool:
    """Whether a name can only be one of a private network, or of this machine."""
    labels = name.removesuffix(".").split(".")
    if len(labels) == 1:
        # One label is a name of the local domain; an address of IPv6 has none.
        return ":" not in name
    return labels[-1] in INSIDE_DOMAINS or labels[-2:] == ["home", "arpa"]


def is_disguised(host: str) -> bool:
    """Whether a host is a number, yet not an address as it is written (WHATWG URL §3.5)."""
    labels = host.rstrip(".").split(".")
    last = labels[-1].lower()
    if not (last.isdigit() or last.startswith("0x")):
        return False
    return host.endswith(".") or not _is_dotted_quad(labels)


def _is_dotted_quad(labels: list[str]) -> bool:
    try:
        IPv4Address(".".join(labels))
    except ValueError:
        return False
    return True
