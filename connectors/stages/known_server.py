"""What the facts of providers say of one server. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.model import Target
from knowledge.providers import Providers, Server


def known_server(providers: Providers, target: Target, address: str) -> Server | None:
    """The facts about a target's server, ``None`` where there are none.

    ``address`` fills in host names that are made of it. Of several servers on one host the one
    with the target's port is meant, else the first.
    """
    found = [
        server
        for server in _servers(providers, target.host, address)
        if server.protocol is target.protocol and server.host == target.host.lower().rstrip(".")
    ]
    return next((one for one in found if one.port == target.port), next(iter(found), None))


def takes_passwords(known: Server | None) -> bool:
    """Whether a server may take a password of any kind: not where the facts deny it."""
    return known is None or set(known.auth) != {"oauth2"}


def _servers(providers: Providers, host: str, address: str) -> Iterator[Server]:
    domain = address.rpartition("@")[2]
    for provider in (providers.by_host(host), providers.by_domain(domain) if domain else None):
        yield from (server.at(address) for server in (provider.servers if provider else ()))
