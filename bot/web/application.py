"""Which page for which request."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from bot.web import pictures
from bot.web.access import GUARD
from bot.web.answers import Answers
from bot.web.assets import FOLDER
from bot.web.check_pages import CheckPages
from bot.web.metrics import CONTENT_TYPE
from bot.web.refused import Refused
from bot.web.result_pages import ResultPages
from bot.web.sign_in_pages import BACK, SignInPages
from bot.web.site import Site


def application(site: Site, routes: Iterable[web.AbstractRouteDef] = ()) -> web.Application:
    """The application that serves a site. ``routes`` are the chats' own ways in."""
    answers, inside = Answers(site), Inside(site)
    checks, results, sign_ins = CheckPages(site), ResultPages(site), SignInPages(site)
    app = web.Application(middlewares=[answers.middleware()], client_max_size=16 * 1024)
    app[GUARD] = site.guard
    app.on_response_prepare.append(answers.dress)
    app.add_routes(
        [
            web.get("/check/{link}", checks.show),
            web.post("/check/{link}", checks.begin),
            web.get("/result/{run}", results.show),
            web.get("/result/{run}/steps", results.steps),
            web.get("/result/{run}/settings.txt", results.card),
            web.get(BACK, sign_ins.show),
            web.post(BACK, sign_ins.begin),
            web.get(f"{FOLDER}/{{name}}", inside.asset),
            web.get(pictures.PATH, pictures.show),
            *routes,
            web.get("/healthz", inside.health),
            web.get("/readyz", inside.health),
        ]
    )
    if not site.own_metrics_port:
        app.router.add_get("/metrics", inside.metrics)
    return app


def metrics_application(site: Site) -> web.Application:
    """The application of the port that is for monitoring only."""
    inside = Inside(site)
    app = web.Application()
    app[GUARD] = site.guard
    for path in ("/healthz", "/readyz"):
        app.router.add_get(path, inside.health)
    app.router.add_get("/metrics", inside.metrics)
    return app


class Inside:
    """What is no page: files, health and numbers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def asset(self, request: web.Request) -> web.Response:
        """A file whose name changes with it, so it may be kept for ever."""
        asset = self._site.assets.get(request.match_info["name"])
        if asset is None:
            raise Refused("not_found", 404)
        response = web.Response(body=asset.content, content_type=asset.type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    async def health(self, _request: web.Request) -> web.Response:
        """The process is there, and its knowledge is read."""
        return web.Response(text="ok\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        """The numbers."""
        self._site.metrics.links_open.set(self._site.links.open)
        response = web.Response(body=self._site.metrics.text())
        response.headers["Content-Type"] = CONTENT_TYPE
        return response
