"""``mailmedic knowledge``: lint (is it whole?), stats (how much is there?), score (how good?).

``calendar`` says what of it will change, and what has not been looked up for long; ``gaps`` what
people asked in vain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments, UsageError
from knowledge.calendar import Change, What, changes
from knowledge.lint import lint
from knowledge.model import Language

_TASKS = ("lint", "stats", "score", "calendar", "gaps")


def run(argv: Sequence[str], context: Context) -> int:
    """0 when all is well, 1 when lint found something."""
    arguments = Arguments("knowledge", context.say)
    arguments.one("task")
    arguments.words("file")
    arguments.flag("--json")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    if options.task == "score":
        from bot.commands import score

        return score.run(options.file, options.json, context)
    if options.task == "gaps":
        from bot.commands import gaps

        return gaps.run(options.file, options.json, context)
    for extra in (*options.file, *(["--json"] if options.json else ())):
        raise UsageError("too_many", option=extra, command="mailmedic knowledge")
    if options.task == "lint":
        return _lint(context)
    if options.task == "stats":
        return _stats(context)
    if options.task == "calendar":
        return _calendar(context, datetime.now(UTC).date())
    raise UsageError("one_of", option="knowledge", value=options.task, values=", ".join(_TASKS))


def _lint(context: Context) -> int:
    problems = lint(context.knowledge, datetime.now(UTC).date())
    for problem in problems:
        reason = context.say(f"content.{problem.code}", **dict(problem.values))
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        context.stdout.write(context.say("content.where", where=where, reason=reason) + "\n")
    key = "problems" if problems else "no_problems"
    context.stdout.write(context.say(f"stats.{key}", count=str(len(problems))) + "\n")
    return 1 if problems else 0


def _stats(context: Context) -> int:
    knowledge = context.knowledge
    counts = {
        "topics": len(knowledge.topic_ids),
        "questions": sum(
            len(topic.questions)
            for topic_id in knowledge.topic_ids
            for language in Language
            if (topic := knowledge.topic(topic_id, language)) is not None
        ),
        "replies": len(knowledge.replies.rows),
        "sources": len(knowledge.sources),
        **{f"rows.{k}": n for k, n in Counter(r.kind for r in knowledge.rows.values()).items()},
    }
    width = max(len(str(count)) for count in counts.values())
    for key, count in counts.items():
        label = context.say(f"stats.{key}")
        context.stdout.write(f"{count:>{width}}  {label}\n")
    return 0


def _calendar(context: Context, today: date) -> int:
    rows = changes(context.knowledge, today)
    coming = [row for row in rows if row.what is not What.UNCHECKED]
    unchecked = [row for row in rows if row.what is What.UNCHECKED]
    for found, some, none in (
        (coming, "coming", "nothing"),
        (unchecked, "unchecked", "all_checked"),
    ):
        context.stdout.write(context.say(f"calendar.{some if found else none}") + "\n")
        context.stdout.writelines(_line(context, row) for row in found)
    return 0


def _line(context: Context, change: Change) -> str:
    return (
        context.say(
            f"calendar.row.{change.what}",
            day=change.day.isoformat(),
            about=change.about,
            name=change.names.get(context.language, ""),
            words=change.words.get(context.language, ""),
        ).rstrip()
        + "\n"
    )
