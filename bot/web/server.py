"""Listens, serves and ends: the sockets around the applications."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.config import Listen, ServeSettings
from bot.core.check_talk import Checker
from bot.core.explain import Explainer
from bot.web.access import AccessLog
from bot.web.application import application, metrics_application
from bot.web.assets import Assets
from bot.web.desk import Desk
from bot.web.form import BODY_SECONDS
from bot.web.guard import Guard
from bot.web.links import CheckLinks
from bot.web.metrics import Metrics
from bot.web.pages import Pages
from bot.web.runs import Runs
from bot.web.services import Services
from bot.web.sign_ins import SignIns
from bot.web.site import Site
from connectors.oauth.transport import HttpPost
from knowledge.model import Language
from knowledge.speak import Speaker

HEADER_SECONDS = 15.0
"""For the head of a request, and for an idle line: whoever is slower is cut off."""

LINGER_SECONDS = 2.0
"""For reading on after a refusal, so that a browser sees our answer before the line closes."""

SHUTDOWN_SECONDS = 5.0
"""For answers that are under way when we are told to end."""

MOST_HEADERS = 64
MOST_WAITING = 128  # connections that nobody has accepted yet


class TlsUnusable(Exception):  # noqa: N818 - says what was found
    """Certificate and key cannot be used."""


class PortTaken(Exception):  # noqa: N818 - says what was found
    """Somebody else listens there, or the address is not ours."""

    def __init__(self, listen: Listen) -> None:
        super().__init__(f"{listen.host}:{listen.port}")
        self.listen = listen


@asynccontextmanager
async def serving(
    settings: ServeSettings,
    checker: Checker,
    speaker: Speaker,
    *,
    language: Language,
    ca_file: Path | None = None,
    routes: Iterable[web.AbstractRouteDef] = (),
    header_seconds: float = HEADER_SECONDS,
    body_seconds: float = BODY_SECONDS,
) -> AsyncIterator[Desk]:
    """Serve beside the block, and end with it; the desk takes wishes from chats meanwhile.

    ``routes`` are served besides our own pages: requests of the chats' companies.

    Raises:
        TlsUnusable: nothing was opened.
        PortTaken: nothing is served.
    """
    tls = _tls(settings)
    listening = _socket(settings.listen)
    origin = settings.public_url or _local(listening, tls is not None)
    knowledge = checker.knowledge
    assets, metrics = Assets(), Metrics()
    runs = Runs(checker, Explainer(knowledge, speaker), metrics, ca_file)
    links = CheckLinks(checker.clock)
    services = Services(knowledge, settings)
    site = Site(
        knowledge=knowledge,
        pages=Pages(knowledge, speaker, assets),
        assets=assets,
        links=links,
        runs=runs,
        services=services,
        sign_ins=SignIns(checker.clock),
        metrics=metrics,
        guard=Guard(origin, settings.trusted_proxies),
        post=HttpPost(lambda: checker.contexts.verifying(ca_file)),
        language=language,
        own_metrics_port=settings.metrics_listen is not None,
        body_seconds=body_seconds,
    )
    desk = Desk(checker, speaker, settings.password_entry, links, runs, services, site.post, origin)
    runners = [_runner(application(site, routes), header_seconds)]
    try:
        await _open(runners[0], listening, tls)
        if settings.metrics_listen:
            runners.append(_runner(metrics_application(site), header_seconds))
            await _open(runners[1], _socket(settings.metrics_listen), None)
        yield desk
    finally:
        # Checks first: their ends are what watching browsers wait for.
        await runs.close()
        for runner in runners:
            await runner.cleanup()


def _runner(app: web.Application, header_seconds: float) -> web.AppRunner:
    quiet = logging.getLogger("bot.web.http")
    quiet.addFilter(_without_words)
    return web.AppRunner(
        app,
        access_log_class=AccessLog,
        access_log=logging.getLogger("bot.web.access"),
        logger=quiet,
        # The library counts it from the connection's first moment, too.
        keepalive_timeout=header_seconds,
        lingering_time=LINGER_SECONDS,
        shutdown_timeout=SHUTDOWN_SECONDS,
        max_headers=MOST_HEADERS,
        auto_decompress=False,
    )


def _without_words(record: logging.LogRecord) -> bool:
    """Keep of the library's own log lines what happened, not what was sent.

    It quotes a request that it cannot read, and that may be a form with a wrong length.
    """
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    record.msg = f"request not served: {type(error).__name__}"
    record.args, record.exc_info, record.exc_text = (), None, None
    return True


async def _open(
    runner: web.AppRunner, listening: socket.socket, tls: ssl.SSLContext | None
) -> None:
    await runner.setup()
    await web.SockSite(runner, listening, ssl_context=tls, backlog=MOST_WAITING).start()


def _socket(listen: Listen) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            listen.host, listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, proto)
    except OSError as error:
        raise PortTaken(listen) from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        opened.close()
        raise PortTaken(listen) from error
    opened.setblocking(False)
    return opened


def _local(listening: socket.socket, secure: bool) -> str:
    """Where this machine reaches us when nobody has told a public address."""
    host, port = listening.getsockname()[:2]
    host = f"[{host}]" if ":" in host else host
    return f"{'https' if secure else 'http'}://{host}:{port}"


def _tls(settings: ServeSettings) -> ssl.SSLContext | None:
    if settings.tls is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(*settings.tls)
    except (ssl.SSLError, OSError) as error:
        raise TlsUnusable from error
    return context
