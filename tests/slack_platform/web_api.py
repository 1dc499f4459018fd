"""The Web API: who calls, with what, whether they may, and the answer as Slack gives it."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from tests.slack_platform.calls import METHODS, Call, Method
from tests.slack_platform.faults import Cut, Fault, RateLimited, Refuse, Status
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Installation, Person
from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.workspace import Workspace


class Refused(Exception):  # noqa: N818 - says what Slack says
    """``ok: false``. ``extra`` goes with it."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error, self.extra = error, extra


@dataclass(frozen=True)
class Asked:
    """A call by one who may make it. ``workspace`` is None where no bot's token is needed."""

    platform: SlackPlatform
    method: str
    arguments: Json
    place: Workspace | None

    @property
    def workspace(self) -> Workspace:
        """Whose token it was."""
        assert self.place
        return self.place

    def person(self, name: str) -> Person:
        """The person whom an argument names."""
        person = self.workspace.people.get(str(self.arguments.get(name)))
        if person is None:
            raise Refused("user_not_found")
        return person


Answerer = Callable[[Asked], Awaitable[Json]]
OAUTH_HEADER = "x-oauth-scopes"


class WebApi:
    """All methods. ``answerers`` does each one's work."""

    def __init__(self, platform: SlackPlatform, answerers: dict[str, Answerer]) -> None:
        self._platform, self._answerers = platform, answerers

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        name = request.match_info["method"]
        token, arguments = await _read(request)
        self._platform.look_for_secrets(json.dumps(arguments, ensure_ascii=False), name)
        workspace = self._whose(token)
        fault = self._platform.faults.take(name, arguments)
        if isinstance(fault, Cut) and not fault.done:
            return self._cut(request, name, arguments, workspace)
        if (answer := self._failed(name, arguments, workspace, fault)) is not None:
            return answer
        body = await self._answer(name, token, arguments, workspace)
        if isinstance(fault, Cut):
            return self._cut(request, name, arguments, workspace)
        self._note(name, arguments, workspace, str(body.get("error", "")))
        scopes = ",".join(workspace.installation.scopes) if workspace else ""
        headers = {OAUTH_HEADER: scopes} if scopes else {}
        return web.json_response(body, headers=headers)

    def _note(self, name: str, arguments: Json, place: Workspace | None, error: str) -> None:
        now = self._platform.clock.now()
        team = place.id if place else ""
        self._platform.calls.append(Call(name, arguments, team, now, error))
        self._platform.changes.ring()

    def _cut(
        self, request: web.Request, name: str, arguments: Json, place: Workspace | None
    ) -> web.StreamResponse:
        self._note(name, arguments, place, "cut")
        if request.transport:
            request.transport.abort()
        return web.Response()

    def _failed(
        self, name: str, arguments: Json, place: Workspace | None, fault: Fault | None
    ) -> web.Response | None:
        if fault is None and self._platform.enforces_rates and name in METHODS:
            seconds = self._platform.rates.wait(name, place.id if place else "", arguments)
            fault = RateLimited(seconds) if seconds else None
        match fault:
            case RateLimited(seconds):
                self._note(name, arguments, place, "ratelimited")
                body = {"ok": False, "error": "ratelimited"}
                headers = {"Retry-After": str(seconds)}
                return web.json_response(body, status=429, headers=headers)
            case Status(code):
                self._note(name, arguments, place, str(code))
                return web.Response(status=code, text="Server Error")
            case Refuse(error, extra):
                self._note(name, arguments, place, error)
                return web.json_response({"ok": False, "error": error, **extra})
        return None

    async def _answer(
        self, name: str, token: str, arguments: Json, place: Workspace | None
    ) -> Json:
        try:
            if name not in METHODS:
                self._platform.tell(Violation(name, "unknown_method"))
                raise Refused("unknown_method", req_method=name)
            self._allow(METHODS[name], token, place)
            self._judge(name, arguments)
            asked = Asked(self._platform, name, arguments, place)
            return {"ok": True, **await self._answerers[name](asked)}
        except Refused as refused:
            return {"ok": False, "error": refused.error, **refused.extra}

    def _judge(self, name: str, arguments: Json) -> None:
        found = list(METHODS[name].shape(arguments, name))
        for violation in found:
            self._platform.tell(violation)
        if any(one.code in ("missing", "unknown_field") for one in found):
            raise Refused(
                "invalid_arguments", response_metadata={"messages": list(map(str, found))}
            )

    def _allow(self, method: Method, token: str, place: Workspace | None) -> None:
        if method.token in ("none", "client"):
            return
        if method.token == "app":
            if token != self._platform.app.app_token:
                raise Refused("not_allowed_token_type" if token else "not_authed")
            return
        if not token:
            raise Refused("not_authed")
        if place is None:
            raise Refused(self._why_not(token))
        _may_use(place.installation, method, self._platform.clock.now())

    def _whose(self, token: str) -> Workspace | None:
        for workspace in self._platform.workspaces.values():
            if token and workspace.installation.token == token:
                return workspace
        return None

    def _why_not(self, token: str) -> str:
        for workspace in self._platform.workspaces.values():
            if token in workspace.installation.old_tokens:
                return workspace.installation.old_tokens[token]
        return "invalid_auth"


def _may_use(installation: Installation, method: Method, now: float) -> None:
    if installation.revoked:
        raise Refused("token_revoked")
    if installation.expires_at is not None and now > installation.expires_at:
        raise Refused("token_expired")
    if method.scopes and not set(method.scopes) & set(installation.scopes):
        provided = ",".join(installation.scopes)
        raise Refused("missing_scope", needed=method.scopes[0], provided=provided)


async def _read(request: web.Request) -> tuple[str, Json]:
    """The token, and the arguments in whichever of the three ways they came."""
    arguments: Json = {name: _value(value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        sent = await request.json()
        arguments |= sent if isinstance(sent, dict) else {}
    elif request.can_read_body:
        form = await request.post()
        arguments |= {name: _value(value) for name, value in form.items() if isinstance(value, str)}
    token = str(arguments.pop("token", ""))
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer":
        token = given
    elif kind == "Basic":
        user, _, password = base64.b64decode(given).decode().partition(":")
        arguments |= {"client_id": user, "client_secret": password}
    return token, arguments


def _value(value: str) -> object:
    """Forms carry what is no text as JSON."""
    if value[:1] in ("[", "{"):
        try:
            found: object = json.loads(value)
        except ValueError:
            return value
        return found
    return value
