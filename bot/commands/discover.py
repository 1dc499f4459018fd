"""``mailmedic discover``: the servers of an address, and who says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.adapters.terminal.context import Context
from bot.commands.addresses import read_address, read_resolver, resolver_of
from bot.commands.arguments import Arguments, UsageError, file, number, one_of
from bot.commands.jsonl import write_json
from bot.config import SettingsError
from bot.core.check_contract import discovery_json
from bot.core.explain_discovery import explain_discovery
from bot.core.model import Reply
from connectors.lookup.discover import DISCOVERY_SECONDS, discover
from connectors.lookup.dns import Resolver
from connectors.lookup.model import SourceName
from connectors.wire.contexts import CaFileUnusable, Contexts

_LONGEST_SECONDS = 600


def run(argv: Sequence[str], context: Context) -> int:
    """0 when a server was found, 1 when none was."""
    arguments = Arguments("discover", context.say)
    arguments.one("address")
    arguments.option("--resolver", read_resolver, metavar="IP[:PORT]")
    arguments.option("--ca-file", file("--ca-file"), metavar="FILE")
    arguments.option("--timeout", number(1, _LONGEST_SECONDS, "--timeout"), metavar="SECONDS")
    arguments.option("--source", one_of(SourceName, "--source"), metavar="NAME", repeat=True)
    arguments.flag("--json")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if not options.address:
        raise UsageError("no_address_to_discover")
    ca_file = options.ca_file or context.settings.ca_file
    contexts = Contexts()
    try:
        if ca_file is not None:
            contexts.verifying(
                ca_file
            )  # a file that cannot be used is told before anybody is asked
        discovery = asyncio.run(
            discover(
                read_address(options.address),
                providers=context.knowledge.providers,
                resolver=Resolver(resolver_of(options.resolver, context) or None),
                sources=frozenset(map(SourceName, options.source)) or None,
                deadline=float(options.timeout or DISCOVERY_SECONDS),
                context=partial(contexts.verifying, ca_file),
            )
        )
    except CaFileUnusable as unusable:
        raise SettingsError("ca_file", value=str(unusable.path)) from unusable
    if options.json:
        write_json(context.stdout, discovery_json(discovery), indent=2)
    else:
        from bot.adapters.terminal.render import show

        blocks = explain_discovery(discovery, context.speaker, context.language)
        show(Reply(blocks, context.language), context.stdout)
    return 0 if discovery.servers else 1
