"""What a domain itself says about its mail servers in DNS (RFC 6186, RFC 8314 §5.1)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connectors.lookup.model import (
    Answer,
    Attempt,
    Candidate,
    Finding,
    Query,
    SourceName,
    Srv,
)
from connectors.lookup.names import is_within
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
    (a target of ``.``). A host outside the domain is not trusted (RFC 6186 §6), unless our facts
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
    tried = tuple(
        Attempt(SourceName.SRV, _url(query, service), _outcome(answer)) for service, answer in said
    )
    untrusted = not all(candidate.target.trusted for candidate in servers)
    return Finding(tried, servers, settled, ("hosts.untrusted",) if untrusted else ())


async def _ask(query: Query, service: Service) -> tuple[Srv, ...] | Answer | Cause:
    try:
        return await query.names.srv(f"{service.name}.{query.address.domain}")
    except LookupFailed as failed:
        match failed.cause:
            case Cause.DNS_NO_MAIL_SERVICE:
                return Answer.NOT_OFFERED
            case Cause.DNS_NO_SUCH_HOST | Cause.DNS_NO_ADDRESS:
                return Answer.NOT_FOUND
            case cause:
                return cause


def _outcome(answer: tuple[Srv, ...] | Answer | Cause) -> Answer | Cause:
    return Answer.FOUND if isinstance(answer, tuple) else answer


def _target(query: Query, service: Service, record: Srv) -> Target:
    within = is_within(record.target, query.address.domain)
    return Target(
        service.protocol,
        record.target,
        record.port,
        service.security,
        user=str(query.address),  # RFC 6186 §4: the whole address first
        source=SourceName.SRV,
        trusted=within or query.providers.by_host(record.target) is not None,
    )


def _url(query: Query, service: Service) -> str:
    return f"dns:{service.name}.{query.address.domain}?type=SRV"  # RFC 4501
