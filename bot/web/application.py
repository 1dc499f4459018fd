"""The HTTP side: which page for which request, and what every answer carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.core.password import PasswordUnusable
from bot.web.access import GUARD, route_of
from bot.web.assets import FOLDER, Assets
from bot.web.body import BODY_SECONDS, read_form
from bot.web.guard import Guard, origin_of, policy
from bot.web.language import language_of
from bot.web.links import CheckLinks, Gone
from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.web.pages import Pages, entry_of
from bot.web.refused import Refused
from bot.web.run import Run
from bot.web.runs import WITHOUT_LOGIN, Means, Runs
from bot.web.services import Services, SignInService, Way
from bot.web.sign_ins import SignIns
from bot.web.stream import stream_steps
from bot.web.typed import read_typed
from bot.web.wish import Wish
from connectors.model import Credentials
from connectors.oauth.browser import BrowserSignIn
from connectors.oauth.model import Post
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import utc_today

REFRESH_SECONDS = 2
"""Between two looks at a running check by a browser without JavaScript."""

HEARTBEAT_SECONDS = 15.0
"""Between two signs of life to a watching browser: proxies cut silent lines after a minute."""

BACK = "/sign-in/back"
"""Where providers send people back to."""

_LONGEST_USER = 320

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Site:
    """What the handlers work with. ``guard`` knows where people reach us."""

    knowledge: Knowledge
    pages: Pages
    assets: Assets
    links: CheckLinks
    runs: Runs
    services: Services
    sign_ins: SignIns
    metrics: Metrics
    guard: Guard
    post: Post
    language: Language
    own_metrics_port: bool = False
    body_seconds: float = BODY_SECONDS


def application(site: Site) -> web.Application:
    """The application that serves a site."""
    handlers = _Handlers(site)
    app = web.Application(middlewares=[handlers.answering()], client_max_size=16 * 1024)
    app[GUARD] = site.guard
    app.on_response_prepare.append(handlers.dress)
    app.add_routes(
        [
            web.get("/check/{link}", handlers.form),
            web.post("/check/{link}", handlers.begin),
            web.get("/result/{run}", handlers.result),
            web.get("/result/{run}/steps", handlers.steps),
            web.get("/result/{run}/settings.txt", handlers.card),
            web.get(BACK, handlers.back),
            web.post(BACK, handlers.begin_signed_in),
            web.get(f"{FOLDER}/{{name}}", handlers.asset),
            web.get("/healthz", handlers.health),
            web.get("/readyz", handlers.health),
        ]
    )
    if not site.own_metrics_port:
        app.router.add_get("/metrics", handlers.metrics)
    return app


def metrics_application(site: Site) -> web.Application:
    """The application of the port that is for monitoring only."""
    handlers = _Handlers(site)
    app = web.Application()
    app[GUARD] = site.guard
    for path in ("/healthz", "/readyz"):
        app.router.add_get(path, handlers.health)
    app.router.add_get("/metrics", handlers.metrics)
    return app


class _Handlers:
    def __init__(self, site: Site) -> None:
        self._site = site

    # Around every request

    def answering(self) -> Middleware:
        """The middleware: guards, and a page of ours for whatever goes wrong."""

        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                if not self._is_inside(request) and not self._site.guard.is_ours(request.host):
                    raise Refused("not_found", 421)
                return await handler(request)
            except Refused as refused:
                return self._refusal(request, refused)
            except web.HTTPException as error:
                if error.status < 400:
                    raise
                what = "method" if error.status == 405 else "not_found"
                return self._refusal(request, Refused(what, error.status), error.headers)
            except (asyncio.CancelledError, ConnectionError):
                raise
            except Exception as error:
                # Neither its words nor its frames: they may hold what was typed.
                log.error("%s broke: %s", route_of(request), type(error).__name__)
                return self._refusal(request, Refused("defect", 500))

        return answer

    async def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give an answer what every answer carries."""
        response.headers.update(self._site.guard.headers)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", policy())
        self._site.metrics.requests.labels(route_of(request), response.status).inc()

    # Pages

    async def form(self, request: web.Request) -> web.Response:
        """The page behind a link. Looking at it changes nothing, however often."""
        link = request.match_info["link"]
        wish = self._site.links.look(link)
        if isinstance(wish, Gone):
            return self._gone(request, wish)
        return self._form(wish, link)

    async def begin(self, request: web.Request) -> web.Response:
        """The form was sent: the link is used up, and the check begins."""
        self._demand_own_origin(request)
        link = request.match_info["link"]
        wish = self._site.links.look(link)
        if isinstance(wish, Gone):
            return self._gone(request, wish)
        fields = await read_form(request, self._site.body_seconds)
        if not self._site.runs.has_room:
            raise Refused("busy", 503, back=True)
        match fields.get("act"):
            case "look":
                return self._look(request, link, fields)
            case "login":
                return self._log_in(request, link, wish, fields)
            case "sign-in":
                return self._sign_in(request, link, wish)
            case _:
                raise Refused("malformed", 400)

    async def result(self, request: web.Request) -> web.Response:
        """The page of a check: under way, or ended."""
        run = self._run(request)
        if run is None:
            return self._gone(request, "result")
        path = f"/result/{request.match_info['run']}"
        if run.ending is not None:
            return _page(self._site.pages.ended(run, path))
        live = "live" in request.query
        response = _page(self._site.pages.running(run, path, live=live))
        if not live:
            response.headers["Refresh"] = f"{REFRESH_SECONDS}; url={path}"
        return response

    async def steps(self, request: web.Request) -> web.StreamResponse:
        """The steps of a check as they happen (server-sent events, HTML §9.2)."""
        run = self._run(request)
        if run is None:
            # 204 tells a browser not to come back.
            return web.Response(status=204)
        return await stream_steps(request, run, HEARTBEAT_SECONDS)

    async def card(self, request: web.Request) -> web.Response:
        """The settings that work, as a file."""
        run = self._run(request)
        text = self._site.pages.card(run, utc_today()) if run else None
        if text is None:
            return self._gone(request, "result")
        response = web.Response(text=text, content_type="text/plain", charset="utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="mail-settings.txt"'
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Somebody comes back from a provider's page. Changes nothing yet."""
        state = request.query.get("state", "")
        expected = self._site.sign_ins.look(state)
        if expected is None:
            return self._gone(request, Gone.UNKNOWN)
        if error := request.query.get("error", ""):
            failed = expected.sign_in.refused(error, request.query.get("error_description", ""))
            page = self._site.pages.no_token(failed, expected.wish.asker.language)
            return _page(page, 403)
        code = request.query.get("code", "")
        if not code or len(code) > 4096:
            raise Refused("malformed", 400)
        return _page(self._site.pages.back(expected.wish, expected.service, state, code))

    async def begin_signed_in(self, request: web.Request) -> web.Response:
        """They have said yes: the code becomes a token, and the check begins."""
        self._demand_own_origin(request)
        fields = await read_form(request, self._site.body_seconds)
        if not self._site.runs.has_room:
            raise Refused("busy", 503, back=True)
        expected = self._site.sign_ins.take(fields.get("state", ""))
        if expected is None:
            return self._gone(request, Gone.USED)
        code = Credentials(fields.get("code", ""))
        means = Means(sign_in=lambda: expected.sign_in.exchange(code))
        return self._started(expected.wish, means, fields)

    # What is no page

    async def asset(self, request: web.Request) -> web.Response:
        """A file whose name changes with it, so it may be kept for ever."""
        asset = self._site.assets.get(request.match_info["name"])
        if asset is None:
            raise Refused("not_found", 404)
        response = web.Response(body=asset.content, content_type=asset.type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    async def health(self, request: web.Request) -> web.Response:
        """The process is there, and its knowledge is read."""
        self._demand_direct(request)
        return web.Response(text="ok\n")

    async def metrics(self, request: web.Request) -> web.Response:
        """The numbers."""
        self._demand_direct(request)
        self._site.metrics.links_open.set(self._site.links.open)
        response = web.Response(body=self._site.metrics.text())
        response.headers["Content-Type"] = CONTENT_TYPE
        return response

    # Beginning a check

    def _look(self, request: web.Request, link: str, fields: Mapping[str, str]) -> web.Response:
        wish = self._site.links.take_look(link)
        if isinstance(wish, Gone):
            return self._gone(request, wish)
        return self._started(wish, WITHOUT_LOGIN, fields)

    def _log_in(
        self, request: web.Request, link: str, wish: Wish, fields: Mapping[str, str]
    ) -> web.Response:
        if entry_of(wish) != "password":
            raise Refused("malformed", 400)
        user = fields.get("user", "").strip()
        if error := _user_error(wish, user):
            return self._form(wish, link, error=error, user=user[:_LONGEST_USER])
        try:
            typed = read_typed(fields.get("password", ""), app_password=wish.servers.app_password)
        except PasswordUnusable as unusable:
            return self._form(wish, link, error=unusable.code, user=user)
        taken = self._site.links.take(link)
        if isinstance(taken, Gone):
            return self._gone(request, taken)
        self._site.metrics.links.labels("used").inc()
        means = Means(typed.credentials, remarks=typed.remarks)
        return self._started(_with_user(taken, user), means, fields)

    def _sign_in(self, request: web.Request, link: str, wish: Wish) -> web.Response:
        service = self._browser_service(wish)
        if service is None:
            raise Refused("malformed", 400)
        taken = self._site.links.take(link)
        if isinstance(taken, Gone):
            return self._gone(request, taken)
        self._site.metrics.links.labels("used").inc()
        sign_in = BrowserSignIn(
            service.service,
            service.client,
            self._site.post,
            self._site.knowledge.replies,
            self._site.guard.origin + BACK,
        )
        state = self._site.sign_ins.expect(taken, service, sign_in)
        protocols = [target.protocol for target in taken.servers.trusted]
        return _elsewhere(sign_in.address(protocols, state, taken.request.address))

    def _started(self, wish: Wish, means: Means, fields: Mapping[str, str]) -> web.Response:
        run = self._site.runs.start(wish, means)
        return _elsewhere(f"/result/{run}" + ("?live=1" if fields.get("live") == "1" else ""))

    def _form(self, wish: Wish, link: str, *, error: str = "", user: str = "") -> web.Response:
        service = self._browser_service(wish)
        left = self._site.links.seconds_left(link)
        page = self._site.pages.form(wish, left, service, error=error, user=user)
        response = _page(page, 422 if error else 200)
        if service:
            # Browsers hold a form to its policy all along the redirects.
            targets = (origin_of(service.service.authorization),)
            response.headers["Content-Security-Policy"] = policy(targets)
        return response

    def _browser_service(self, wish: Wish) -> SignInService | None:
        """The service that people can sign in to from the page, where there is one."""
        service = self._site.services.of(wish.servers.provider)
        return service if service and service.way is Way.BROWSER else None

    # What went wrong

    def _demand_own_origin(self, request: web.Request) -> None:
        if not self._site.guard.is_same_origin(request.headers):
            raise Refused("origin", 403)

    def _demand_direct(self, request: web.Request) -> None:
        if not self._site.guard.is_direct(request.headers):
            raise Refused("not_found", 404)

    @staticmethod
    def _is_inside(request: web.Request) -> bool:
        """Monitoring asks by whatever name it knows."""
        return request.path in ("/healthz", "/readyz", "/metrics")

    def _run(self, request: web.Request) -> Run | None:
        return self._site.runs.find(request.match_info["run"])

    def _gone(self, request: web.Request, gone: Gone | str) -> web.Response:
        self._site.metrics.links.labels(str(gone)).inc()
        page = self._site.pages.gone(gone, self._language(request))
        return _page(page, 404 if gone is Gone.UNKNOWN else 410)

    def _refusal(
        self, request: web.Request, refused: Refused, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        language = self._language(request)
        response = _page(self._site.pages.refused(refused.what, language, back=refused.back))
        response.set_status(refused.status)
        if headers and "Allow" in headers:
            response.headers["Allow"] = headers["Allow"]
        if refused.status in (408, 413):
            # Nobody waits for the rest.
            response.force_close()
        return response

    def _language(self, request: web.Request) -> Language:
        return language_of(request.headers.get("Accept-Language", ""), self._site.language)


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def _elsewhere(address: str) -> web.Response:
    """See Other (RFC 9110 §15.4.4): a reload of what comes there sends no form again."""
    return web.Response(status=303, headers={"Location": address})


def _user_error(wish: Wish, user: str) -> str:
    if not wish.servers.lacks_user:
        return ""
    if not user:
        return "empty_user"
    return "" if user.isprintable() and len(user) <= _LONGEST_USER else "user"


def _with_user(wish: Wish, user: str) -> Wish:
    return replace(wish, servers=wish.servers.with_user(user)) if user else wish
