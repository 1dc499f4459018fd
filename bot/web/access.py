"""The access log: who, what kind of page, how it went; no address of a page, which is a secret."""

from __future__ import annotations

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from bot.web.guard import Guard

GUARD = web.AppKey("guard", Guard)


def route_of(request: web.BaseRequest) -> str:
    """The pattern of the request's page (``/check/{link}``), never what stands in it."""
    info = request.match_info if isinstance(request, web.Request) else None
    resource = info.route.resource if info else None
    return resource.canonical if resource else "-"


class AccessLog(AbstractAccessLogger):
    """One line a request: client, method, route, status, bytes, milliseconds."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write the line."""
        self.logger.info(
            "%s %s %s %d %d %.0f ms",
            self._client(request),
            request.method if request.method.isalpha() else "-",
            route_of(request),
            response.status,
            response.body_length,
            time * 1000,
        )

    @property
    def enabled(self) -> bool:
        """Whether anybody reads it."""
        return self.logger.isEnabledFor(20)

    @staticmethod
    def _client(request: web.BaseRequest) -> str:
        peer = request.remote or "-"
        if not isinstance(request, web.Request):
            return peer
        return request.app[GUARD].client(peer, request.headers)
