"""``mailmedic demo``: a mail server on this machine, to try checks on."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments, number
from bot.core.model import Block, Bullets, Code, Heading, Note, Reply, Span, Style, Text
from bot.demo import DemoFailed, Ready
from bot.demo import run as serve

_FIRST_PORT_MOST = 65_000  # the demonstration takes a few dozen ports from its first on


def run(argv: Sequence[str], context: Context) -> int:
    """0 when it was stopped, 1 when it could not start or ended by itself."""
    arguments = Arguments("demo", context.say)
    port = number(1024, _FIRST_PORT_MOST, "--port")
    arguments.option("--port", port, metavar="PORT", default=0, words="demo_port")
    arguments.option("--ready-file", Path, metavar="FILE")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    try:
        status = serve(
            lambda ready: _announce(ready, context),
            first_port=options.port,
            ready_file=options.ready_file,
        )
    except DemoFailed as failed:
        context.stderr.write(f"mailmedic: {context.say(f'demo.{failed.code}', **failed.values)}\n")
        return 1
    key = "demo.ended" if status else "demo.stopped"
    context.stderr.write("\n" + context.say(key) + "\n")
    return status


def _announce(ready: Ready, context: Context) -> None:
    from bot.adapters.terminal.render import show

    setting = "set {}={}" if os.name == "nt" else "export {}={}"
    quote = str if os.name == "nt" else shlex.quote
    settings = "\n".join(setting.format(n, quote(v)) for n, v in ready.environment.items())
    blocks = (
        Heading(_plain("title", context), 1),
        Text(_plain("intro", context, password=ready.accounts[0].password)),
        Text(_plain("settings", context)),
        Code(settings),
        Text(_plain("accounts", context)),
        *account_lines(ready, context),
        Note(_plain("stop", context)),
    )
    show(Reply(blocks, context.language), context.stdout)
    context.stdout.flush()


def account_lines(ready: Ready, context: Context) -> tuple[Block, ...]:
    """Each account: the line with which to try it, and what is wrong there."""
    return (
        Bullets(
            tuple(
                (
                    Span(f"mailmedic check {account.address}", Style.CODE),
                    Span("", Style.BREAK),
                    *_plain(f"account.{account.fault}", context),
                )
                for account in ready.accounts
            )
        ),
    )


def _plain(key: str, context: Context, **values: str) -> tuple[Span, ...]:
    return (Span(context.say(f"demo.{key}", **values)),)
