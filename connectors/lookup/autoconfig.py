"""The configuration file that a domain publishes for mail programs.

Order of draft-ietf-mailmaint-autoconfig §4.1: the name ``autoconfig.`` by https, the well-known
address of the domain, and the first again without encryption, for servers of old.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from connectors.lookup.address import Address
from connectors.lookup.best import best
from connectors.lookup.clientconfig import offers
from connectors.lookup.domains import is_same_owner
from connectors.lookup.model import Answer, Document, FetchFailed, SourceName
from connectors.lookup.offer import Offer, found
from connectors.lookup.source import NOTHING, Finding, Query
from connectors.lookup.xml import MalformedDocument

FILE = "mail/config-v1.1.xml"


async def autoconfig(query: Query) -> Finding:
    """What ``autoconfig.`` of the domain says by https; it is told the whole address."""
    url = autoconfig_url(query.address.domain, query.address)
    return await ask(query, SourceName.AUTOCONFIG, url)


async def well_known(query: Query) -> Finding:
    """What lies at the domain's well-known address."""
    url = f"https://{query.address.domain}/.well-known/autoconfig/{FILE}"
    return await ask(query, SourceName.WELL_KNOWN, url)


async def autoconfig_in_clear(query: Query) -> Finding:
    """What ``autoconfig.`` of the domain says without encryption: never trusted.

    Anybody on the way may have written it, and may read the question: it has no address in it.
    """
    return await ask(
        query, SourceName.AUTOCONFIG, f"http://autoconfig.{query.address.domain}/{FILE}"
    )


def autoconfig_url(domain: str, address: Address) -> str:
    """Where a domain's file lies, for this address."""
    return f"https://autoconfig.{domain}/{FILE}?emailaddress={quote(str(address), safe='@')}"


async def ask(query: Query, source: SourceName, url: str) -> Finding:
    """What a file says; trusted when the address's own domain handed it out by https."""
    answer = await fetch_offers(query, url)
    if answer is None:
        return NOTHING
    document, named = answer
    return found(query, source, named, trusted=vouches(query, document))


async def fetch_offers(query: Query, url: str) -> tuple[Document, tuple[Offer, ...]] | None:
    """A file and the servers in it; None, and why in the trail, where there are none."""
    query.trail.asks(url)
    try:
        document = await query.web.get(url)
        named = offers(document.body, query.address)
    except FetchFailed as failed:
        query.trail.heard(url, failed.outcome)
        return None
    except MalformedDocument:
        query.trail.heard(url, Answer.MALFORMED)
        return None
    query.trail.heard(url, Answer.FOUND if named else Answer.NOT_FOUND)
    return (document, named) if named else None


async def first(query: Query, urls: Sequence[str]) -> tuple[Document, tuple[Offer, ...]] | None:
    """The first of these files that names a server, best first; all are asked at once."""
    return await best(fetch_offers(query, url) for url in urls)


def vouches(query: Query, document: Document) -> bool:
    """Whether the owner of the address's domain handed the document out, and nobody on the way."""
    host = urlsplit(document.url).hostname or ""
    return document.secure and is_same_owner(host, query.address.domain)
