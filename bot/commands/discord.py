"""``mailmedic discord invite``: the links that install the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.adapters.discord.invite import for_person, for_server
from bot.adapters.discord.settings import DiscordSettings, application_id
from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments, UsageError

INVITE = "invite"
NO_APPLICATION = 1


def run(argv: Sequence[str], context: Context) -> int:
    """0 with the links; 1 when it is not known whose."""
    arguments = Arguments("discord", context.say)
    arguments.one("link")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if options.link != INVITE:
        raise UsageError("one_of", option="discord", value=options.link, values=INVITE)
    application = application_id(context.environ) or _asked(context)
    if not application:
        missing = context.say("discord.invite.no_application")
        context.stderr.write(f"mailmedic: {missing}\n")
        return NO_APPLICATION
    for key, link in (("server", for_server(application)), ("person", for_person(application))):
        context.stdout.write(f"{context.say(f'discord.invite.{key}')}\n  {link}\n")
    return 0


def _asked(context: Context) -> int:
    """The id of the token's application, as Discord tells it; 0 where there is no token."""
    from bot.adapters.discord.examine import application_of

    settings = DiscordSettings.from_env(context.environ)
    return asyncio.run(application_of(settings)) if settings else 0
