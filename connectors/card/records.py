"""What a domain publishes in DNS so that mail programs find its servers: records ready to paste."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.card.account import Account
from connectors.lookup.pacc import digest_record, record_name
from connectors.lookup.srv import SERVICES
from connectors.model import Protocol, Working

TTL = 3600
"""Seconds: an hour, so that a mistake is mended within one."""

PRIORITY = {Protocol.IMAP: 0, Protocol.POP3: 10, Protocol.SMTP: 0}
"""Across services a lower number is preferred too: IMAP before POP3 (RFC 6186 §3.4)."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``name`` and host names in ``value`` end with a dot: they are whole names."""

    name: str
    kind: str
    value: str

    @property
    def line(self) -> str:
        """As a zone file has it (RFC 1035 §5)."""
        return f"{self.name} {TTL} IN {self.kind} {self.value}"


def srv_records(account: Account) -> tuple[Record, ...]:
    """The services of RFC 6186 and RFC 8314, for each server that works."""
    return tuple(
        Record(
            f"{service.name}.{account.domain}.",
            "SRV",
            f"{PRIORITY[server.protocol]} {_weight(server, account)} {server.port} {server.host}.",
        )
        for service in SERVICES
        for server in account.servers
        if (server.protocol, server.security) == (service.protocol, service.security)
    )


def _weight(server: Working, account: Account) -> int:
    """The account's own order among servers of one service: the first is asked most."""
    alike = [
        other
        for other in account.servers
        if (other.protocol, other.security) == (server.protocol, server.security)
    ]
    return len(alike) - alike.index(server)


def web_records(account: Account, web: str) -> tuple[Record, ...]:
    """The name under which mail programs look for the configuration file, on this web server."""
    return (Record(f"autoconfig.{account.domain}.", "CNAME", f"{web}."),)


def pacc_records(account: Account, document: bytes, web: str) -> tuple[Record, ...]:
    """The name under which the document is looked for, and its digest."""
    return (
        Record(f"ua-auto-config.{account.domain}.", "CNAME", f"{web}."),
        Record(f"{record_name(account.domain)}.", "TXT", f'"{digest_record(document)}"'),
    )


def zone(records: Iterable[Record]) -> str:
    """Records as lines of a zone file; empty where there are none."""
    return "".join(f"{record.line}\n" for record in records)
