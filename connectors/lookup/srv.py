"""What a domain itself says about its mail servers in DNS (RFC 6186, RFC 8314 §5.1)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connectors.lookup.domains import is_same_owner
from connectors.lookup.model import Answer, Candidate, SourceName, Srv
from connectors.lookup.source import Finding, Query
from connectors.model import Protocol, Security, Target
from connectors.steps import LookupFailed
from knowledge.causes import Cause

RECORDS_LIMIT = 3
"""Servers of one service that are taken over: a first one, and two for when it is down."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service name, and what it stands for. An ``_imap`` server must have STARTTLS."""

    name: str
    protocol: Protocol
    security: Security


SERVICES = (
    Service("_imaps._tcp", Protocol.IMAP, Security.TLS),
    Service("_imap._tcp", Protocol.IMAP, Security.STARTTLS),
    Service("_pop3s._tcp", Protocol.POP3, Security.TLS),
    Service("_pop3._tcp", Protocol.POP3, Security.STARTTLS),
    Service("_submissions._tcp", Protocol.SMTP, Security.TLS),
    Service("_submission._tcp", Protocol.SMTP, Security.STARTTLS),
)
"""Best first for each protocol: RFC 8314 §3 prefers TLS from the first byte."""


async def srv(query: Query) -> Finding:
    """The servers that the domain names for the missing protocols.

    A protocol is settled where servers were found, and where the domain says that it has none
    (a target of ``.``). A host of another owner is not trusted (RFC 6186 §6), unless our facts
    name it as a provider's: whoever forges the answer gains nothing by that.
    """
    services = [service for service in SERVICES if service.protocol in query.missing]
    answers = await asyncio.gather(*(_ask(query, service) for service in services))
    said = list(zip(services, answers, strict=True))
    servers = tuple(
        Candidate(_target(query, service, record))
        for service, answer in said
        if isinstance(answer, tuple)
        for record in answer[:RECORDS_LIMIT]
    )
    settled = frozenset(
        service.protocol
        for service, answer in said
        if isinstance(answer, tuple) or answer is Answer.NOT_OFFERED
    )
    return Finding(servers, settled)


async def _ask(query: Query, service: Service) -> tuple[Srv, ...] | Answer | Cause:
    name = f"{service.name}.{query.address.domain}"
    url = f"dns:{name}?type=SRV"  # RFC 4501
    query.trail.asks(url)
    answer = await _records(query, name)
    query.trail.heard(url, Answer.FOUND if isinstance(answer, tuple) else answer)
    return answer


async def _records(query: Query, name: str) -> tuple[Srv, ...] | Answer | Cause:
    try:
        return await query.names.srv(name)
    except LookupFailed as failed:
        match failed.cause:
            case Cause.DNS_NO_MAIL_SERVICE:
                return Answer.NOT_OFFERED
            case Cause.DNS_NO_SUCH_HOST | Cause.DNS_NO_ADDRESS:
                return Answer.NOT_FOUND
            case cause:
                return cause


def _target(query: Query, service: Service, record: Srv) -> Target:
    own = is_same_owner(record.target, query.address.domain)
    return Target(
        service.protocol,
        record.target,
        record.port,
        service.security,
        user=str(query.address),  # RFC 6186 §4: the whole address first
        source=SourceName.SRV,
        trusted=own or query.providers.by_host(record.target) is not None,
    )
