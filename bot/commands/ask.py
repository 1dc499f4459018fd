"""``mailmedic ask``: one question, one answer; or many as JSON Lines."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments, UsageError
from bot.commands.jsonl import Line, language_of_line, run_batch, text_of, write_json
from bot.commands.text import text_or_stdin
from bot.core.contract import answer_json
from knowledge.model import Language


def run(argv: Sequence[str], context: Context) -> int:
    """0 when there was an answer, 1 when there was none (or a batch had a bad line)."""
    arguments = Arguments("ask", context.say)
    arguments.words("question")
    arguments.flag("--json")
    arguments.flag("--batch")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if options.batch:
        if options.question:
            raise UsageError("batch_and_text")
        return run_batch(context, lambda line: _line(line, context))
    question = text_or_stdin(options.question, context)
    language = context.answerer.language_for_person(question, context.language)
    if options.json:
        result = _answer(question, language, context)
        write_json(context.stdout, result, indent=2)
        return 0 if result["answered"] else 1
    answer = context.answerer.answer(question, language)
    from bot.adapters.terminal.render import show

    show(answer.reply, context.stdout)
    return 0 if answer.answered else 1


def _line(line: Line, context: Context) -> dict[str, Any]:
    question = text_of(line, "q")
    wanted = language_of_line(line)
    language = wanted or context.answerer.language(question, context.language)
    return _answer(question, language, context)


def _answer(question: str, language: Language, context: Context) -> dict[str, Any]:
    began = time.perf_counter()
    answer = context.answerer.answer(question, language)
    return answer_json(answer, (time.perf_counter() - began) * 1000)
