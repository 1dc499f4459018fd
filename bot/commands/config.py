"""``mailmedic config check``: whether what ``serve`` would start is set up right, and what to mend.

Reading the settings finds what cannot be meant; the platforms themselves are asked about the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.adapters.terminal.context import Context
from bot.adapters.terminal.render import printable
from bot.commands.arguments import Arguments, UsageError
from bot.config import SettingsError

CHECK = "check"

GOOD, BAD, ASIDE = "✓", "✗", "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found, in words. ``ok`` None: there is nothing to judge."""

    ok: bool | None
    text: str


def run(argv: Sequence[str], context: Context) -> int:
    """0 when nothing is wrong, 1 when something is."""
    arguments = Arguments("config", context.say)
    arguments.one("what")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if options.what != CHECK:
        raise UsageError("one_of", option="config", value=options.what, values=CHECK)
    return asyncio.run(_check(context))


async def _check(context: Context) -> int:
    status = 0
    async for line in _lines(context):
        mark = ASIDE if line.ok is None else GOOD if line.ok else BAD
        context.stdout.write(printable(f"{mark} {line.text}") + "\n")
        context.stdout.flush()
        status = 1 if line.ok is False else status
    return status


async def _lines(context: Context) -> AsyncIterator[Line]:
    """What ``serve`` reads, in its order; each part that is wrong is told, and the rest goes on."""
    for part in (_page, _slack, _discord, _store):
        try:
            async for line in part(context):
                yield line
        except SettingsError as wrong:
            yield Line(False, context.say(f"settings.{wrong.code}", **wrong.values))


async def _page(context: Context) -> AsyncIterator[Line]:
    """Where the page listens, and with what checks dial; nothing is opened."""
    from bot.commands.serve import checker_of

    checker_of(context)
    serve = context.settings.serve
    if serve.public_url:
        yield Line(True, context.say("serve.public", url=serve.public_url))
    else:
        yield Line(None, context.say("serve.no_public"))


async def _slack(context: Context) -> AsyncIterator[Line]:
    from bot.adapters.slack.settings import SlackSettings

    settings = SlackSettings.from_env(context.environ)
    if settings is None:
        yield Line(None, context.say("serve.chat.missing", name="Slack"))
        return
    try:
        from bot.adapters.slack.findings import told
        from bot.adapters.slack.run.examine import examine
    except ImportError:
        yield Line(False, context.say("serve.chat.not_installed", name="Slack"))
        return
    for finding in await examine(settings, context.settings.serve.public_url):
        words = told(finding, context.speaker, context.language)
        yield Line(finding.ok, context.say("config.of", name="Slack", words=words))


async def _discord(context: Context) -> AsyncIterator[Line]:
    from bot.adapters.discord.settings import DiscordSettings

    settings = DiscordSettings.from_env(context.environ)
    if settings is None:
        yield Line(None, context.say("serve.chat.missing", name="Discord"))
        return
    from bot.adapters.discord.examine import examine
    from bot.adapters.discord.findings import told

    for finding in await examine(settings, context.settings.serve.public_url):
        words = told(finding, context.speaker, context.language)
        yield Line(finding.ok, context.say("config.of", name="Discord", words=words))


async def _store(context: Context) -> AsyncIterator[Line]:
    """Whether the database can be opened; that brings it up to date, as ``serve`` would."""
    if not _has_a_chat(context):
        return
    from sqlalchemy.exc import SQLAlchemyError

    from bot.helpdesk.outbound.outlets import OutletSettings
    from bot.helpdesk.settings import HelpdeskSettings
    from bot.store.settings import StoreSettings
    from bot.store.store import opened

    HelpdeskSettings.from_env(context.environ)
    OutletSettings.from_env(context.environ)
    try:
        async with opened(StoreSettings.from_env(context.environ).url):
            yield Line(True, context.say("config.store"))
    except (SQLAlchemyError, OSError) as error:
        # Its words may quote the address with a password in it.
        yield Line(False, context.say("config.no_store", reason=type(error).__name__))


def _has_a_chat(context: Context) -> bool:
    from connectors.clock import SystemClock

    try:
        from bot.commands.faces import configured

        return bool(configured(context, SystemClock()))
    except SettingsError:
        return False
