"""From an address to servers worth trying: all sources side by side, the surest wins."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime

from connectors.lookup.address import parse
from connectors.lookup.model import Discovery, Names, Probe, SourceName
from connectors.lookup.probe import judged
from connectors.lookup.remembered import Remembered
from connectors.lookup.search import ALL, Search, Tools
from connectors.lookup.sources import SOURCES
from connectors.lookup.web import Fetcher, Route, straight
from connectors.model import Protocol
from connectors.policy import Policy
from connectors.wire.contexts import Contexts
from knowledge.providers import Providers

DISCOVERY_SECONDS = 15.0
"""All sources together: two slow answers, one after the other, and one round of guesses."""

ANYTHING = Policy.terminal()


async def discover(
    address: str,
    *,
    providers: Providers,
    resolver: Names,
    sources: Collection[SourceName] | None = None,
    protocols: Collection[Protocol] = ALL,
    deadline: float = DISCOVERY_SECONDS,
    policy: Policy = ANYTHING,
    context: Callable[[], ssl.SSLContext] | None = None,
    probe: Probe | None = None,
    route: Route = straight,
    today: date | None = None,
) -> Discovery:
    """Find the servers of an address.

    ``sources`` limits whom we ask; each of those is then asked in full. ``protocols`` are those
    that anybody wants to know of: the fewer, the sooner it is settled. ``deadline`` is in
    seconds from now; what was found until then is returned. ``policy`` judges every address
    before it is dialled, web servers' too: whoever runs checks for others hands in one that
    does. ``context`` makes the rules of https (those of the machine when absent), ``probe`` is
    how guesses are dialled, ``route`` where connections to web servers go to. Facts are looked at
    as of ``today`` (the machine's date when absent).

    Raises:
        MalformedAddress: the address is none.
        CaFileUnusable: ``context`` could not be made.
    """
    names = Remembered(resolver)
    web = Fetcher(names, policy, context or Contexts().verifying, route)
    search = Search(
        parse(address),
        Tools(providers, names, web, probe or judged(policy), today or datetime.now(UTC).date()),
        [row for row in SOURCES if sources is None or row.name in sources],
        in_full=sources is not None,
        wanted=frozenset(protocols),
    )
    try:
        await search.run(deadline)
    finally:
        await names.close()
    return search.discovery()
