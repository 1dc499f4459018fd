"""The page of a check, under way or ended, and what can be taken from it."""

from __future__ import annotations

from aiohttp import web

from bot.web.answers import page
from bot.web.refused import NotOpen
from bot.web.run import Run
from bot.web.site import Site
from bot.web.stream import stream_steps
from knowledge.speak import utc_today

REFRESH_SECONDS = 2
"""Between two looks at a running check by a browser without JavaScript."""

HEARTBEAT_SECONDS = 15.0
"""Between two signs of life to a watching browser: proxies cut silent lines after a minute."""


class ResultPages:
    """``/result/{run}``."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: web.Request) -> web.Response:
        """The page; while the check runs, it follows by script or renews itself."""
        run = self._demanded(request)
        path = f"/result/{request.match_info['run']}"
        if run.ending is not None:
            return page(self._site.pages.ended(run, path))
        live = "live" in request.query
        response = page(self._site.pages.running(run, path, live=live))
        if not live:
            response.headers["Refresh"] = f"{REFRESH_SECONDS}; url={path}"
        return response

    async def steps(self, request: web.Request) -> web.StreamResponse:
        """The steps of a check as they happen (server-sent events, HTML §9.2)."""
        run = self._found(request)
        if run is None:
            # 204 tells a browser not to come back.
            return web.Response(status=204)
        return await stream_steps(request, run, HEARTBEAT_SECONDS)

    async def card(self, request: web.Request) -> web.Response:
        """The settings that work, as a file."""
        text = self._site.pages.card(self._demanded(request), utc_today())
        if text is None:
            raise NotOpen("result")
        response = web.Response(text=text, content_type="text/plain", charset="utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="mail-settings.txt"'
        return response

    def _demanded(self, request: web.Request) -> Run:
        run = self._found(request)
        if run is None:
            raise NotOpen("result")
        return run

    def _found(self, request: web.Request) -> Run | None:
        return self._site.runs.find(request.match_info["run"])
