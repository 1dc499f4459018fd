"""Who takes a domain's mail mostly stores it too: what that host's owner says about settings.

After draft-ietf-mailmaint-autoconfig §4.3: the name of the first MX host without its first label,
then its registrable domain, each at ``autoconfig.`` by https, then in the public database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from connectors.lookup.autoconfig import autoconfig_url, first, vouches
from connectors.lookup.domains import registrable
from connectors.lookup.ispdb import ispdb_url
from connectors.lookup.known import ALL, facts_about
from connectors.lookup.model import Answer, SourceName
from connectors.lookup.offer import found
from connectors.lookup.source import NOTHING, Finding, Query
from connectors.steps import LookupFailed
from knowledge.causes import Cause


async def mx(query: Query) -> Finding:
    """The provider that takes the domain's mail, recognised by its MX hosts, or its documents.

    A null MX (RFC 7505) settles everything: the domain has no mail. A domain that does not
    exist settles nothing, because a hosts file or a VPN may know names below it.
    """
    url = f"dns:{query.address.domain}?type=MX"  # RFC 4501
    query.trail.asks(url)
    try:
        hosts = await query.names.mx(query.address.domain)
    except LookupFailed as failed:
        return _without_mx(query, url, failed.cause)
    query.trail.heard(url, Answer.FOUND)
    provider = query.providers.by_mx(hosts)
    of_provider = facts_about(query, provider, SourceName.MX) if provider else NOTHING
    if of_provider.servers or of_provider.settled:
        return of_provider
    # A hoster whose machine names differ from customer to customer has no servers in the facts.
    return await _of_documents(query, hosts[0], of_provider)


def _without_mx(query: Query, url: str, cause: Cause) -> Finding:
    match cause:
        case Cause.DNS_NO_MAIL_SERVICE:
            query.trail.heard(url, Answer.NOT_OFFERED)
            return Finding(settled=ALL)
        case Cause.DNS_NO_ADDRESS:
            query.trail.heard(url, Answer.NOT_FOUND)
        case _:
            query.trail.heard(url, cause)
    return NOTHING


async def _of_documents(query: Query, host: str, of_provider: Finding) -> Finding:
    """What the owner of the MX host, or the public database, says about that host's customers.

    The MX record may be forged. Who forges it can choose among the database's entries, but not
    write one: so these are trusted, and another owner's own document is not.
    """
    of_database = [ispdb_url(domain) for domain in domains(host, query.address.domain)]
    answer = await first(query, list(_urls(query, host)))
    if answer is None:
        return of_provider
    document, offers = answer
    trusted = document.secure and (document.asked in of_database or vouches(query, document))
    finding = found(query, SourceName.MX, offers, trusted=trusted)
    return replace(of_provider, servers=finding.servers, settled=finding.settled)


def domains(host: str, domain: str) -> tuple[str, ...]:
    """Where an MX host's owner may say something, nearest first; none if that is the domain."""
    base = registrable(host)
    full = host.partition(".")[2]
    # The registrable domain of "a.b.c" is "b.c": then both are one.
    named = (full, base) if full.endswith("." + base) else (base,)
    return () if base == domain else tuple(name for name in named if name != domain)


def _urls(query: Query, host: str) -> Iterator[str]:
    for domain in domains(host, query.address.domain):
        yield autoconfig_url(domain, query.address)
        yield ispdb_url(domain)
