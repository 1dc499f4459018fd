"""The page behind a link, and what its buttons begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.core.password import PasswordUnusable
from bot.web.answers import demand_budget, elsewhere, own_form, page, started
from bot.web.guard import origin_of, policy
from bot.web.pages import entry_of
from bot.web.refused import Refused, opened
from bot.web.runs import WITHOUT_LOGIN, Means
from bot.web.sign_in_pages import sent_away
from bot.web.site import Site
from bot.web.typed import read_typed
from bot.web.wish import Wish

_LONGEST_USER = 320


class CheckPages:
    """``/check/{link}``."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: web.Request) -> web.Response:
        """The form. Looking at it changes nothing, however often."""
        link = request.match_info["link"]
        return self._form(opened(self._site.links.look(link)), link)

    async def begin(self, request: web.Request) -> web.Response:
        """The form was sent: the link is used up, and the check begins."""
        link = request.match_info["link"]
        fields = await own_form(request, self._site)
        wish = opened(self._site.links.look(link))
        match fields.get("act"):
            case "look":
                demand_budget(self._site, wish, login=False)
                wish = opened(self._site.links.take_look(link))
                return started(self._site, wish, WITHOUT_LOGIN, fields)
            case "login":
                return self._log_in(link, wish, fields)
            case "sign-in":
                return self._sign_in(link, wish)
            case _:
                raise Refused("malformed", 400)

    def _log_in(self, link: str, wish: Wish, fields: Mapping[str, str]) -> web.Response:
        if entry_of(wish) != "password":
            raise Refused("malformed", 400)
        user = fields.get("user", "").strip()
        if error := _user_error(wish, user):
            return self._form(wish, link, error=error, user=user[:_LONGEST_USER])
        try:
            app_password = wish.servers.app_password
            typed = read_typed(fields.get("password", ""), app_password=app_password)
        except PasswordUnusable as unusable:
            return self._form(wish, link, error=unusable.code, user=user)
        demand_budget(self._site, wish, login=True)
        wish = _with_user(self._taken(link), user)
        return started(self._site, wish, Means(typed.credentials, remarks=typed.remarks), fields)

    def _sign_in(self, link: str, wish: Wish) -> web.Response:
        service = self._site.browser_service(wish)
        if service is None:
            raise Refused("malformed", 400)
        demand_budget(self._site, wish, login=True)
        return elsewhere(sent_away(self._site, self._taken(link), service))

    def _taken(self, link: str) -> Wish:
        wish = opened(self._site.links.take(link))
        self._site.metrics.links.labels("used").inc()
        return wish

    def _form(self, wish: Wish, link: str, *, error: str = "", user: str = "") -> web.Response:
        service = self._site.browser_service(wish)
        left = self._site.links.seconds_left(link)
        html = self._site.pages.form(wish, left, service, error=error, user=user)
        response = page(html, 422 if error else 200)
        if service:
            # Browsers hold a form to its policy all along the redirects.
            targets = (origin_of(service.service.authorization),)
            response.headers["Content-Security-Policy"] = policy(targets)
        return response


def _user_error(wish: Wish, user: str) -> str:
    if not wish.servers.lacks_user:
        return ""
    if not user:
        return "empty_user"
    return "" if user.isprintable() and len(user) <= _LONGEST_USER else "user"


def _with_user(wish: Wish, user: str) -> Wish:
    return replace(wish, servers=wish.servers.with_user(user)) if user else wish
