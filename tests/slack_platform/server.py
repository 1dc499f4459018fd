"""The stand-in as one web application on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.slack_platform.methods import ANSWERERS
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.responses import Responses
from tests.slack_platform.web_api import WebApi


class FileHost:
    """Where files are: to upload the app's, and to get people's with its token."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes, raw or as a form's only file."""
        workspace = self._platform.workspaces[request.match_info["team"]]
        hosted = workspace.files[request.match_info["file"]]
        if request.content_type == "multipart/form-data":
            form = await request.post()
            (part,) = form.values()
            assert isinstance(part, web.FileField)
            hosted.content = part.file.read()
        else:
            hosted.content = await request.read()
        text = hosted.content.decode("utf-8", "replace")
        self._platform.look_for_secrets(text, "upload")
        return web.Response(text=f"OK - {len(hosted.content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file; whoever has no token for it is shown the page to sign in at, as a 200."""
        team, _, file = request.match_info["file"].partition("-")
        workspace = self._platform.workspaces.get(team)
        hosted = workspace.files.get(file) if workspace else None
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (workspace and hosted):
            return web.Response(status=404)
        allowed = "files:read" in workspace.installation.scopes
        if token != workspace.installation.token or not allowed:
            return web.Response(
                text="<!DOCTYPE html><html><body>…</body></html>", content_type="text/html"
            )
        return web.Response(body=hosted.content, content_type=hosted.mimetype)


def application(platform: SlackPlatform) -> web.Application:
    """All routes. Bodies of uploads may be large."""
    host = FileHost(platform)
    app = web.Application(client_max_size=8 * 2**20)
    app.add_routes(
        [
            web.route("*", "/api/{method}", WebApi(platform, ANSWERERS).handle),
            web.get("/link/", platform.sockets.handle),
            web.post("/commands/{key:.+}", Responses(platform).handle),
            web.post("/upload/v1/{team}/{file}", host.upload),
            web.get("/files-pri/{file}/{name}", host.download),
            web.get("/files-pri/download/{file}/{name}", host.download),
        ]
    )
    return app


@asynccontextmanager
async def listening(platform: SlackPlatform) -> AsyncIterator[SlackPlatform]:
    """The stand-in on a port of its own, until the block ends."""
    runner = web.AppRunner(application(platform), shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    platform.address = f"http://127.0.0.1:{port}"
    try:
        yield platform
    finally:
        await platform.end()
        await runner.cleanup()
