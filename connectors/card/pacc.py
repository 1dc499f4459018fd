"""The document and the digest by which a domain tells its servers (draft-ietf-mailmaint-pacc)."""

from __future__ import annotations

import json

from connectors.card.account import Account
from connectors.lookup.pacc import SERVICES
from connectors.model import Security


def pacc_document(account: Account) -> bytes | None:
    """The document of an account's domain; it is served byte by byte, or the digest is wrong.

    None where there is nothing to say: the format knows TLS from the first byte on the registered
    ports, and the address as the user name. Sending is named twice: ``smtp`` was its name until
    version 03 of the draft, and programs that read it so are in use.
    """
    hosts = {
        (server.protocol, server.port): server.host
        for server in reversed(account.servers)
        if server.security is Security.TLS and server.user == account.address
    }
    services = {
        service: {"host": hosts[wanted]} for service, wanted in SERVICES.items() if wanted in hosts
    }
    if not services or account.by_token:
        return None
    document = {
        "authentication": {"password": True},
        "info": {"provider": {"name": account.domain}},
        "protocols": services,
    }
    return json.dumps(document, indent=2, sort_keys=True).encode("ascii") + b"\n"
