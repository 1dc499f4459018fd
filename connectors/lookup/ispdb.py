"""Thunderbird's public database of providers: it is told the domain, never the address."""

from __future__ import annotations

from connectors.lookup.autoconfig import fetch_offers
from connectors.lookup.model import Answer, SourceName
from connectors.lookup.offer import found
from connectors.lookup.source import NOTHING, Finding, Query
from knowledge.causes import Cause

BASES = ("https://v1.ispdb.net/", "https://autoconfig.thunderbird.net/v1.1/")
"""Where draft-ietf-mailmaint-autoconfig §4.2 says it is, and where the same has been for longer."""


def ispdb_url(domain: str, base: str = BASES[0]) -> str:
    """Where the database has a domain's file."""
    return base + domain


async def ispdb(query: Query) -> Finding:
    """What the database says about the domain.

    The second place is asked only when the first cannot be reached, and says so at once: to wait
    twice for a network, or a name service, that swallows everything helps nobody.
    """
    for base in BASES:
        url = ispdb_url(query.address.domain, base)
        if answer := await fetch_offers(query, url):
            document, offers = answer
            return found(query, SourceName.ISPDB, offers, trusted=document.secure)
        outcome = query.trail.outcome(url)
        if isinstance(outcome, Answer) or outcome in (Cause.NET_TIMEOUT, Cause.DNS_FAILURE):
            break
    return NOTHING
