"""``mailmedic triage``: a report or error text read into causes; or many as JSON Lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments, UsageError
from bot.commands.jsonl import Line, language_of_line, run_batch, text_of, write_json
from bot.commands.text import text_or_stdin
from bot.core.contract import triage_json
from bot.core.model import Reply
from bot.core.triage import Triage
from knowledge.causes import Cause


def run(argv: Sequence[str], context: Context) -> int:
    """0 when a cause was found, 1 when none was (or a batch had a bad line)."""
    arguments = Arguments("triage", context.say)
    arguments.words("text")
    arguments.flag("--json")
    arguments.flag("--batch")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if options.batch:
        if options.text:
            raise UsageError("batch_and_text")
        return run_batch(context, lambda line: _line(line, context))
    text = text_or_stdin(options.text, context)
    triage = context.triager.triage(text, context.answerer.language(text, context.language))
    if options.json:
        write_json(context.stdout, triage_json(triage), indent=2)
    else:
        _show(triage, context)
    return 1 if triage.causes[0] is Cause.UNKNOWN else 0


def _line(line: Line, context: Context) -> dict[str, Any]:
    text = text_of(line, "text")
    language = language_of_line(line) or context.answerer.language(text, context.language)
    return triage_json(context.triager.triage(text, language))


def _show(triage: Triage, context: Context) -> None:
    from bot.adapters.terminal.render import show

    show(Reply(context.triager.blocks(triage), triage.language), context.stdout)
