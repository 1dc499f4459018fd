"""To a provider's page and back: signing in where no password is taken."""

from __future__ import annotations

from aiohttp import web

from bot.web.answers import own_form, page, started
from bot.web.links import Gone
from bot.web.refused import NotOpen, Refused
from bot.web.runs import Means
from bot.web.services import SignInService
from bot.web.site import Site
from bot.web.wish import Wish
from connectors.model import Credentials
from connectors.oauth.browser import BrowserSignIn

BACK = "/sign-in/back"
"""Where providers send people back to."""

_LONGEST_CODE = 4096


def sent_away(site: Site, wish: Wish, service: SignInService) -> str:
    """Where to send somebody who wants to sign in."""
    replies = site.knowledge.replies
    back = site.guard.origin + BACK
    sign_in = BrowserSignIn(service.service, service.client, site.post, replies, back)
    state = site.sign_ins.expect(wish, service, sign_in)
    protocols = [target.protocol for target in wish.servers.trusted]
    return sign_in.address(protocols, state, wish.request.address)


class SignInPages:
    """``BACK``."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: web.Request) -> web.Response:
        """Somebody comes back, and is asked for the last yes. Changes nothing yet."""
        state = request.query.get("state", "")
        expected = self._site.sign_ins.look(state)
        if expected is None:
            raise NotOpen(Gone.UNKNOWN)
        if error := request.query.get("error", ""):
            failed = expected.sign_in.refused(error, request.query.get("error_description", ""))
            return page(self._site.pages.no_token(failed, expected.wish.asker.language), 403)
        code = request.query.get("code", "")
        if not code or len(code) > _LONGEST_CODE:
            raise Refused("malformed", 400)
        return page(self._site.pages.back(expected.wish, expected.service, state, code))

    async def begin(self, request: web.Request) -> web.Response:
        """They have said yes: the code becomes a token, and the check begins."""
        fields = await own_form(request, self._site)
        expected = self._site.sign_ins.take(fields.get("state", ""))
        if expected is None:
            raise NotOpen(Gone.USED)
        code = Credentials(fields.get("code", ""))
        means = Means(sign_in=lambda: expected.sign_in.exchange(code))
        return started(self._site, expected.wish, means, fields)
