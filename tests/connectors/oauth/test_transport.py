"""Forms go to authorization servers within bounds, and to nobody else."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from connectors.oauth.model import Unreachable
from connectors.oauth.transport import ANSWER_BYTES, HttpPost
from connectors.wire.contexts import Contexts
from knowledge.causes import Cause
from tests.servers.certificates import Certificates
from tests.servers.daemon import free_ports

PLANTED = "planted-token-8c1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, context: ssl.SSLContext) -> AsyncIterator[str]:
    """One page over TLS."""
    app = web.Application()
    app.router.add_post("/token", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        yield f"https://127.0.0.1:{runner.addresses[0][1]}/token"
    finally:
        await runner.cleanup()


@pytest.fixture
def post(certificates: Certificates) -> HttpPost:
    """Ours, trusting the tests' authority."""
    return HttpPost(lambda: Contexts().verifying(certificates.ca_file))


async def test_a_form_and_its_answer(post: HttpPost, certificates: Certificates) -> None:
    """As a form, and whatever the status."""

    async def handler(request: web.Request) -> web.Response:
        assert request.content_type == "application/x-www-form-urlencoded"
        fields = await request.post()
        return web.json_response({"got": fields["device_code"]}, status=400)

    async with serving(handler, certificates.good) as url:
        answer = await post(url, {"device_code": "a&b=ü"})
    assert answer.status == 400
    assert answer.body == b'{"got": "a&b=\\u00fc"}'


async def test_a_redirect_is_not_followed(post: HttpPost, certificates: Certificates) -> None:
    """It could lead a code anywhere."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "https://elsewhere.example/"})

    async with serving(handler, certificates.good) as url:
        assert (await post(url, {})).status == 307


async def test_an_answer_without_end(post: HttpPost, certificates: Certificates) -> None:
    """Of which a bounded part is read."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" " * 10_000)
        return response

    async with serving(handler, certificates.good) as url:
        assert len((await post(url, {})).body) == ANSWER_BYTES


@pytest.mark.parametrize(
    ("which", "cause"),
    [
        ("self_signed", Cause.TLS_CERTIFICATE_INVALID),
        ("expired", Cause.TLS_CERTIFICATE_INVALID),
        ("other_name", Cause.TLS_CERTIFICATE_INVALID),
        ("untrusted", Cause.TLS_CERTIFICATE_INVALID),
    ],
)
async def test_a_certificate_that_is_not_good(
    post: HttpPost, certificates: Certificates, which: str, cause: Cause
) -> None:
    """Nothing is sent to somebody who cannot show who they are."""
    seen = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(await request.text())
        return web.Response()

    async with serving(handler, getattr(certificates, which)) as url:
        with pytest.raises(Unreachable) as unreachable:
            await post(url, {"code": PLANTED})
    assert unreachable.value.cause is cause
    assert seen == []


async def test_nobody_listens(post: HttpPost, caplog: pytest.LogCaptureFixture) -> None:
    """And nothing of the form is told."""
    caplog.set_level(logging.DEBUG)
    (port,) = free_ports(1)
    with pytest.raises(Unreachable) as unreachable:
        await post(f"https://127.0.0.1:{port}/token", {"code": PLANTED})
    assert unreachable.value.cause is Cause.NET_CANNOT_CONNECT
    assert PLANTED not in caplog.text + repr(unreachable.value)


async def test_it_hangs_up(post: HttpPost, certificates: Certificates) -> None:
    """In the middle of an answer."""

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async with serving(handler, certificates.good) as url:
        with pytest.raises(Unreachable):
            await post(url, {})
