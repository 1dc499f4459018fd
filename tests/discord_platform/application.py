"""The aiohttp application: REST under ``/api/v10``, the gateway, and the files that were sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.discord_platform import problems
from tests.discord_platform.gateway import Gateway
from tests.discord_platform.requests import Sent, read
from tests.discord_platform.rest import callbacks, channels, commands, identity, webhooks
from tests.discord_platform.rest.routes import Desk, Route
from tests.discord_platform.state import State

ROUTES = (
    *identity.ROUTES,
    *commands.ROUTES,
    *callbacks.ROUTES,
    *webhooks.ROUTES,
    *channels.ROUTES,
)
API = "/api/v10"
LIMIT = 1000
"""Of a bucket: far above what a test sends, since its seconds are not the clock's."""


def application(state: State, desk: Desk, gateway: Gateway) -> web.Application:
    """All of it."""
    app = web.Application(client_max_size=64 * 1024**2)

    async def rest(request: web.Request) -> web.Response:
        return await _rest(request, state, desk)

    async def cdn(request: web.Request) -> web.Response:
        name = request.match_info["tail"]
        state.fetched.append(name.rpartition("/")[2])
        state.changes.happened()
        if state.stalled:
            await state.stalled.wait()
        found = state.cdn.get(name)
        return web.Response(status=404) if found is None else web.Response(body=found)

    app.router.add_route("*", API + "/{tail:.*}", rest)
    app.router.add_get("/attachments/{tail:.*}", cdn)
    app.router.add_get("/gateway", gateway.serve)
    app.router.add_get("/gateway/", gateway.serve)
    app.router.add_get("/resume", gateway.serve)
    app.router.add_get("/resume/", gateway.serve)
    return app


async def _rest(request: web.Request, state: State, desk: Desk) -> web.Response:
    path = request.path.removeprefix(API)
    try:
        sent = await read(request, path, state.clock.seconds())
    except problems.Refusal as refusal:
        state.defects.append(f"{request.method} {path}: {refusal.message}")
        return _json(refusal.status, refusal.body)
    state.sent.append(sent)
    try:
        status, answer = _handled(state, desk, sent)
    except problems.Refusal as refusal:
        status, answer, headers = refusal.status, refusal.body, refusal.headers
        sent.code = refusal.code
    else:
        headers = {}
    sent.status = status
    state.changes.happened()
    if answer is None:
        return web.Response(status=status, headers=_limits(sent))
    return _json(status, answer, _limits(sent) | headers)


def _handled(state: State, desk: Desk, sent: Sent) -> tuple[int, Any]:
    route, arguments = _route(state, sent)
    sent.route = route.template
    if fault := state.faults.take(sent, after=False):
        raise fault
    if route.token and sent.authorization != f"Bot {state.application.token}":
        raise problems.UNAUTHORIZED
    answer = route.handler(desk, sent, arguments)
    if fault := state.faults.take(sent, after=True):
        raise fault
    return answer


def _route(state: State, sent: Sent) -> tuple[Route, Mapping[str, str]]:
    for route in ROUTES:
        if (arguments := route.arguments(sent.method, unquote(sent.path))) is not None:
            return route, arguments
    state.defects.append(f"no such route: {sent.method} {sent.path}")
    raise problems.NO_ROUTE


def _limits(sent: Sent) -> dict[str, str]:
    bucket = f"{abs(hash(sent.method + sent.route)):032x}"[:32]
    return {
        "X-RateLimit-Limit": str(LIMIT),
        "X-RateLimit-Remaining": str(LIMIT - 1),
        "X-RateLimit-Reset": "1795694400.000",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": bucket,
    }


def _json(status: int, answer: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """Without a charset, as Discord answers: a client may look for exactly this type."""
    body = json.dumps(answer, ensure_ascii=False).encode()
    return web.Response(
        status=status, body=body, headers={**(headers or {}), "Content-Type": "application/json"}
    )
