"""``mailmedic serve``: the check page, and the chats that are configured."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.adapters.terminal.context import Context
from bot.adapters.terminal.render import show
from bot.commands.addresses import read_address, resolver_of
from bot.commands.arguments import Arguments
from bot.config import Listen, SettingsError
from bot.core.check_talk import Checker, CheckRequest
from bot.core.model import Reply
from connectors.budget import Budget
from connectors.clock import SystemClock
from connectors.lookup.dns import Resolver
from connectors.policy import Policy
from connectors.wire.contexts import CaFileUnusable, Contexts

if TYPE_CHECKING:
    from bot.commands.faces import Platform
    from bot.web.desk import Desk

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def run(argv: Sequence[str], context: Context) -> int:
    """0 when it was told to end, 1 when it could not start."""
    arguments = Arguments("serve", context.say)
    arguments.option("--try", read_address, metavar="ADDRESS")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=context.stderr)
    try:
        return asyncio.run(_serve(checker_of(context), getattr(options, "try") or "", context))
    except KeyboardInterrupt:
        _tell(context, "stopped")
        return 0


def checker_of(context: Context) -> Checker:
    """Dials what the settings allow: whoever asks from a chat is not at this machine.

    Raises:
        SettingsError: they cannot be meant so.
    """
    settings, knowledge = context.settings, context.knowledge
    _refuse_clear_listening(context)
    contexts = Contexts()
    try:
        contexts.verifying(settings.ca_file)
    except CaFileUnusable as unusable:
        raise SettingsError("ca_file", value=str(unusable.path)) from unusable
    policy = Policy.public(knowledge.providers, settings.serve.allowed_networks)
    resolver, clock = Resolver(resolver_of(None, context) or None), SystemClock()
    return Checker(knowledge, resolver, policy, clock, contexts, Budget(clock))


def _refuse_clear_listening(context: Context) -> None:
    """Passwords must not cross a network in clear, on the last stretch either."""
    serve = context.settings.serve
    if not (serve.listen.is_loopback or serve.tls or serve.trusted_proxies):
        raise SettingsError("clear_listen", value=_written(serve.listen))


async def _serve(checker: Checker, address: str, context: Context) -> int:
    from bot.commands.faces import configured
    from bot.commands.service import service, told_to_end
    from bot.web.server import PortTaken, TlsUnusable

    def tell(key: str, **values: str) -> None:
        _tell(context, key, **values)

    platforms = configured(context, checker.clock)
    end = told_to_end()
    try:
        async with service(platforms, checker, context, tell) as desk:
            _announce(desk.origin, platforms, context)
            if address:
                await _try(address, desk, context)
            await end.wait()
            _tell(context, "ending")
    except PortTaken as taken:
        words = context.say("serve.port_taken", address=_written(taken.listen))
        context.stderr.write(f"mailmedic: {words}\n")
        return 1
    except TlsUnusable:
        raise SettingsError("tls_unusable") from None
    _tell(context, "stopped")
    return 0


def _announce(origin: str, platforms: Sequence[Platform], context: Context) -> None:
    from bot.commands.faces import missing

    serve = context.settings.serve
    _tell(context, "listening", address=_written(serve.listen) if serve.public_url else origin)
    if serve.public_url:
        _tell(context, "public", url=serve.public_url)
    else:
        _tell(context, "no_public")
    if serve.metrics_listen:
        _tell(context, "metrics", address=f"http://{_written(serve.metrics_listen)}")
    for name in missing(platforms):
        _tell(context, "chat.missing", name=name.capitalize())
    _tell(context, "stop")


async def _try(address: str, desk: Desk, context: Context) -> None:
    """A check page for somebody at this terminal, who plays the chat."""
    from bot.web.links import LINK_SECONDS
    from bot.web.wish import Asker, Ending

    language = context.language
    asker = Asker(
        "terminal", "terminal", context.say("serve.person"), context.say("serve.place"), language
    )

    async def deliver(ending: Ending) -> None:
        _tell(context, "result")
        _show(desk.told(ending, language), context)

    _tell(context, "trying", address=address)
    taken = await desk.take(asker, CheckRequest(address), deliver, page=True)
    if taken.url:
        _tell(context, "try_link", address=address, minutes=str(int(LINK_SECONDS // 60)))
        context.stdout.write(taken.url + "\n")
        context.stdout.flush()
    else:
        _show(taken.reply, context)


def _show(reply: Reply, context: Context) -> None:
    show(reply, context.stdout)
    context.stdout.flush()


def _tell(context: Context, key: str, **values: str) -> None:
    context.stderr.write(context.say(f"serve.{key}", **values) + "\n")
    context.stderr.flush()


def _written(listen: Listen) -> str:
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    return f"{host}:{listen.port}"
