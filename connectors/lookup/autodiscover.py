"""Exchange's Autodiscover, as far as it goes without logging in.

Servers that are not Exchange answer it freely, with all that a mail program needs. Exchange itself
wants a login first, and never gets one here; but where it leads says whose customer a domain is.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit

from connectors.lookup.address import Address, MalformedAddress, parse
from connectors.lookup.autoconfig import vouches
from connectors.lookup.best import best
from connectors.lookup.known import by_domain, facts_about
from connectors.lookup.model import Answer, FetchFailed, SourceName
from connectors.lookup.offer import found
from connectors.lookup.pox import Answered, answered, request
from connectors.lookup.source import NOTHING, Finding, Query
from connectors.lookup.xml import MalformedDocument
from connectors.steps import LookupFailed
from knowledge.causes import Cause
from knowledge.providers import Provider

FILE = "autodiscover/autodiscover.xml"

HOPS_LIMIT = 3
"""Questions in one chain of "ask there instead"."""


async def autodiscover(query: Query) -> Finding:
    """What the domain's Autodiscover says, or whose it is. All five ways are asked at once.

    The two usual places by https, version 2 (JSON), the server that DNS names, and where plain
    http leads: from that nothing is taken but the name of a provider that we know.
    """
    domain = query.address.domain
    answer = await best(
        (
            _settings(query, f"https://autodiscover.{domain}/{FILE}"),
            _settings(query, f"https://{domain}/{FILE}"),
            _version_2(query, domain),
            _by_srv(query, domain),
            _by_redirect(query, domain),
        )
    )
    return answer or NOTHING


async def _settings(query: Query, url: str) -> Finding | None:
    """Settings from here, or from where it sends us."""
    address, trusted = query.address, True
    for _ in range(HOPS_LIMIT):
        if provider := _provider_at(query, url):
            return _of(query, provider)
        answer = await _post(query, url, address)
        if answer is None or isinstance(answer, Finding):
            return answer
        said, vouched = answer
        trusted = trusted and vouched
        if said.offers:
            return found(query, SourceName.AUTODISCOVER, said.offers, trusted=trusted)
        if said.redirect_url:
            url = said.redirect_url
        elif other := _address(said.redirect_address):
            if provider := by_domain(query.providers, other.domain):
                return _of(query, provider)
            url, address = f"https://autodiscover.{other.domain}/{FILE}", other
        else:
            return None
        if not url.lower().startswith("https://"):
            return None
    return None


async def _post(query: Query, url: str, address: Address) -> tuple[Answered, bool] | Finding | None:
    """What is answered, and whether the address's domain vouches for it; or whose server it is."""
    query.trail.asks(url)
    try:
        document = await query.web.post(url, request(address))
        said = answered(document.body, address)
    except FetchFailed as failed:
        query.trail.heard(url, failed.outcome)
        provider = _provider_at(query, failed.url)
        return _of(query, provider) if provider else None
    except MalformedDocument:
        query.trail.heard(url, Answer.MALFORMED)
        return None
    query.trail.heard(url, Answer.NOT_FOUND if said == Answered() else Answer.FOUND)
    return said, vouches(query, document)


async def _version_2(query: Query, domain: str) -> Finding | None:
    """Which server version 2 names, if it is a known provider's."""
    who = quote(str(query.address), safe="@")
    path = f"autodiscover/autodiscover.json/v1.0/{who}?Protocol=AutodiscoverV1"
    url = f"https://autodiscover.{domain}/{path}"
    query.trail.asks(url)
    try:
        document = await query.web.get(url)
        named = named_url(document.body)
    except FetchFailed as failed:
        query.trail.heard(url, failed.outcome)
        return None
    except MalformedDocument:
        query.trail.heard(url, Answer.MALFORMED)
        return None
    query.trail.heard(url, Answer.FOUND)
    provider = _provider_at(query, named)
    return _of(query, provider) if provider else None


def named_url(document: bytes) -> str:
    """The address in an answer of version 2.

    Raises:
        MalformedDocument: no such answer.
    """
    try:
        root = json.loads(document)
    except (ValueError, RecursionError) as malformed:
        raise MalformedDocument(str(malformed)) from malformed
    url = root.get("Url") if isinstance(root, dict) else None
    if not isinstance(url, str):
        raise MalformedDocument("Url")
    return url


async def _by_srv(query: Query, domain: str) -> Finding | None:
    """What the server says that DNS names for Autodiscover."""
    url = f"dns:_autodiscover._tcp.{domain}?type=SRV"  # RFC 4501
    query.trail.asks(url)
    try:
        record = (await query.names.srv(f"_autodiscover._tcp.{domain}"))[0]
    except LookupFailed as failed:
        absent = failed.cause in (Cause.DNS_NO_SUCH_HOST, Cause.DNS_NO_ADDRESS)
        query.trail.heard(url, Answer.NOT_FOUND if absent else failed.cause)
        return None
    query.trail.heard(url, Answer.FOUND)
    return await _settings(query, f"https://{record.target}:{record.port}/{FILE}")


async def _by_redirect(query: Query, domain: str) -> Finding | None:
    """Whose customer the domain is, if plain http leads to a known provider."""
    url = f"http://autodiscover.{domain}/{FILE}"
    query.trail.asks(url)
    try:
        location = await query.web.location(url)
    except FetchFailed as failed:
        query.trail.heard(url, failed.outcome)
        return None
    provider = _provider_at(query, location)
    query.trail.heard(url, Answer.FOUND if provider else Answer.NOT_FOUND)
    return _of(query, provider) if provider else None


def _provider_at(query: Query, url: str) -> Provider | None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    return query.providers.by_autodiscover(host)


def _of(query: Query, provider: Provider) -> Finding:
    """The facts about a provider: whoever led us to it, the servers are the provider's own."""
    return facts_about(query, provider, SourceName.AUTODISCOVER)


def _address(text: str) -> Address | None:
    try:
        return parse(text)
    except MalformedAddress:
        return None
