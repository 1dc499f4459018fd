"""Around every request: what it must show, what every answer carries, and a page for trouble."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.access import route_of
from bot.web.form import read_form
from bot.web.guard import policy
from bot.web.language import language_of
from bot.web.refused import NotOpen, Refused
from bot.web.runs import BudgetSpent, Means
from bot.web.site import Site
from bot.web.wish import Wish
from knowledge.model import Language

INSIDE = ("/healthz", "/readyz", "/metrics")
"""What monitoring asks for, by whatever name it knows us."""

log = logging.getLogger(__name__)


def page(html: str, status: int = 200) -> web.Response:
    """A page of ours."""
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def elsewhere(address: str) -> web.Response:
    """See Other (RFC 9110 §15.4.4): a reload of what comes there sends no form again."""
    return web.Response(status=303, headers={"Location": address})


async def own_form(request: web.Request, site: Site) -> Mapping[str, str]:
    """The fields of a form that was sent from a page of ours.

    Raises:
        Refused: it was not, it is none, or there is no room for another check now.
    """
    if not site.guard.is_same_origin(request.headers):
        raise Refused("origin", 403)
    fields = await read_form(request, site.body_seconds)
    if not site.runs.has_room:
        raise Refused("busy", 503, back=True)
    return fields


def demand_budget(site: Site, wish: Wish, *, login: bool) -> None:
    """See that there is a check left before a link is used up for it.

    Raises:
        Refused: there is none now.
    """
    left = site.runs.left(wish, login=login)
    if left and not left.runs:
        raise Refused("spent", 429, back=True)


def started(site: Site, wish: Wish, means: Means, fields: Mapping[str, str]) -> web.Response:
    """Begin a check, and lead to the page that shows it.

    Raises:
        Refused: whoever asked for it has had many.
    """
    try:
        run = site.runs.start(wish, means)
    except BudgetSpent:
        raise Refused("spent", 429) from None
    return elsewhere(f"/result/{run}" + ("?live=1" if fields.get("live") == "1" else ""))


class Answers:
    """Puts every answer of a site in order."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def middleware(self) -> Middleware:
        """Guards the handlers, and turns whatever goes wrong into a page."""

        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                self._demand_us(request)
                return await handler(request)
            except (Refused, NotOpen, web.HTTPException) as error:
                return self._explained(request, error)
            except (asyncio.CancelledError, ConnectionError):
                raise
            except Exception as error:
                # Neither its words nor its frames: they may hold what was typed.
                log.error("%s broke: %s", route_of(request), type(error).__name__)
                return self._explained(request, Refused("defect", 500))

        return answer

    async def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give an answer what every answer carries."""
        response.headers.update(self._site.guard.headers)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", policy())
        self._site.metrics.requests.labels(route_of(request), response.status).inc()

    def _demand_us(self, request: web.Request) -> None:
        if request.path in INSIDE:
            if not self._site.guard.is_direct(request.headers):
                raise Refused("not_found", 404)
        elif not self._site.guard.is_ours(request.host):
            raise Refused("not_found", 421)

    def _explained(
        self, request: web.Request, error: Refused | NotOpen | web.HTTPException
    ) -> web.Response:
        language, pages = self._language(request), self._site.pages
        if isinstance(error, NotOpen):
            self._site.metrics.links.labels(error.gone).inc()
            return page(pages.gone(error.gone, language), error.status)
        if isinstance(error, Refused):
            response = page(pages.refused(error.what, language, back=error.back), error.status)
            if error.status in (408, 413):
                # Nobody waits for the rest.
                response.force_close()
            return response
        what = "method" if error.status == 405 else "not_found"
        response = page(pages.refused(what, language), error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response

    def _language(self, request: web.Request) -> Language:
        return language_of(request.headers.get("Accept-Language", ""), self._site.language)
