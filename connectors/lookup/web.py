"""Documents from web servers, fetched under the same rules by which a check dials.

A name is resolved once, by our resolver; all its addresses are judged; the connection goes to
these. A redirect is a new place and judged like the first. Nobody logs in, and no cookie is kept.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from connectors.lookup.model import Answer, Document, FetchFailed, Names
from connectors.lookup.place import MalformedPlace, Place, place
from connectors.policy import Policy
from connectors.steps import IPAddress, LookupFailed
from connectors.wire.connect import in_turn
from knowledge.causes import Cause

if TYPE_CHECKING:
    from connectors.lookup.http import Response

FETCH_SECONDS = 5.0
"""For one document, name look-up and redirects included: as long as a person will wait."""

REDIRECTS_LIMIT = 3

WEB_PORTS = frozenset({443, 80})

REDIRECTS = frozenset({301, 302, 303, 307, 308})

Route = Callable[[IPAddress, int], tuple[str, int]]
"""Where a connection to an address's port goes to."""

T = TypeVar("T")


def straight(address: IPAddress, port: int) -> tuple[str, int]:
    """To the very address and port."""
    return str(address), port


class Fetcher:
    """Fetches documents for look-ups; see ``Web``.

    ``context`` makes the rules of TLS, at the first https. ``route`` leads connections elsewhere
    where a network wants that. ``seconds`` is for one document.
    """

    def __init__(
        self,
        names: Names,
        policy: Policy,
        context: Callable[[], ssl.SSLContext],
        route: Route = straight,
        seconds: float = FETCH_SECONDS,
    ) -> None:
        self._names = names
        self._policy = policy
        self._context = context
        self._route = route
        self._seconds = seconds

    async def get(self, url: str) -> Document:
        """See ``Web``. From http only the first step may be http.

        Raises:
            FetchFailed: there is no document, and why.
        """
        return await self._in_time(self._follow(url, None))

    async def post(self, url: str, body: bytes) -> Document:
        """See ``Web``. A redirect is posted to again: whoever answers needs the same words.

        Raises:
            FetchFailed: there is no answer, and why.
        """
        return await self._in_time(self._follow(url, body))

    async def location(self, url: str) -> str:
        """See ``Web``.

        Raises:
            FetchFailed: it does not redirect to https, or does not answer, and why.
        """
        return await self._in_time(self._location(url))

    async def _in_time(self, fetching: Coroutine[Any, Any, T]) -> T:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                return await fetching
        raise FetchFailed(Cause.NET_TIMEOUT)

    async def _follow(self, url: str, body: bytes | None) -> Document:
        at = _place(url)
        secure = at.secure
        for _ in range(REDIRECTS_LIMIT + 1):
            try:
                response = await self._ask(at, body)
                if response.status not in REDIRECTS:
                    return Document(url, at.url, _body(response), secure)
            except FetchFailed as failed:
                raise FetchFailed(failed.outcome, at.url) from failed
            at = _next(at, response)
        raise FetchFailed(Answer.REDIRECT_REFUSED)

    async def _location(self, url: str) -> str:
        at = _place(url)
        response = await self._ask(at, None)
        if response.status not in REDIRECTS:
            _body(response)
            raise FetchFailed(Answer.NOT_FOUND)
        return _next(at, response).url

    async def _ask(self, at: Place, body: bytes | None) -> Response:
        from connectors.lookup.http import exchange

        endpoints = [self._route(address, at.port) for address in await self._judged(at)]
        return await exchange(at, endpoints, self._context() if at.secure else None, body)

    async def _judged(self, at: Place) -> list[IPAddress]:
        """The addresses of a place, each of which may be dialled."""
        if at.port not in WEB_PORTS and not self._policy.anything:
            raise FetchFailed(Cause.CHECK_NOT_ALLOWED)
        try:
            addresses = await self._names.addresses(at.host)
        except LookupFailed as failed:
            raise FetchFailed(failed.cause) from failed
        if not self._policy.allows(addresses):
            raise FetchFailed(Cause.CHECK_NOT_ALLOWED)
        return in_turn(addresses)


def _place(url: str) -> Place:
    try:
        return place(url)
    except MalformedPlace as malformed:
        raise FetchFailed(Answer.NOT_FOUND) from malformed


def _next(at: Place, response: Response) -> Place:
    try:
        there = at.to(response.location)
    except MalformedPlace as malformed:
        raise FetchFailed(Answer.REDIRECT_REFUSED) from malformed
    if not there.secure:
        raise FetchFailed(Answer.REDIRECT_REFUSED)
    return there


def _body(response: Response) -> bytes:
    match response.status:
        case 200:
            return response.body
        case 401 | 407:
            raise FetchFailed(Answer.LOGIN_WANTED)
        case 403 | 429:
            raise FetchFailed(Cause.SERVER_REFUSED)
        case status if status >= 500:
            raise FetchFailed(Cause.SERVER_UNAVAILABLE)
        case _:
            raise FetchFailed(Answer.NOT_FOUND)
