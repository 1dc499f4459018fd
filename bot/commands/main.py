"""Finds the command, runs it, and tells what went wrong in one line.

Exit status: 0 all well; 1 the command failed or found nothing; 2 it was called wrongly.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from bot.adapters.terminal.person import Stopped
from bot.commands.arguments import Arguments, UsageError, one_of
from bot.commands.context import Context
from bot.config import Settings, SettingsError
from knowledge.content import ContentError
from knowledge.model import Language

COMMANDS = ("ask", "check", "triage", "discover", "demo", "knowledge")
_CHAT = "chat"  # without a command
OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``mailmedic`` with these arguments and give the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    language = Settings.language_of(os.environ)
    try:
        return _run(words, language)
    except BrokenPipeError:
        # The reader has gone (``| head``): nothing more to say, and no complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(words: list[str], language: Language) -> int:
    bare = Context(Settings(language=language), language)  # speaks when the settings are at fault
    try:
        wanted, words = _take_language(words)
        settings = Settings.from_env(os.environ)
        context = Context(settings, wanted or settings.language)
        bare.language = context.language
        command, rest = _command(words, context)
        module = importlib.import_module(f"bot.commands.{command}")
        status: int = module.run(rest, context)
    except (KeyboardInterrupt, Stopped):
        bare.stderr.write("\n" + bare.say("check.stopped") + "\n")
        return INTERRUPTED
    except UsageError as error:
        return _complain(bare, f"usage.{error.code}", **error.values)
    except SettingsError as error:
        return _complain(bare, f"settings.{error.code}", **error.values)
    except ContentError as error:
        problem = error.problem
        reason = bare.say(f"content.{problem.code}", **dict(problem.values))
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        return _complain(bare, "content.where", where=where, reason=reason)
    return status


def _take_language(words: list[str]) -> tuple[Language | None, list[str]]:
    """``--lang`` may stand before the command or among its options, but not after ``--``."""
    read = one_of(Language, "--lang")
    for at, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang":
            if at + 1 == len(words):
                raise UsageError("needs_value", option=word)
            return Language(read(words[at + 1])), words[:at] + words[at + 2 :]
        if word.startswith("--lang="):
            return Language(read(word.partition("=")[2])), words[:at] + words[at + 1 :]
    return None, words


def _command(words: list[str], context: Context) -> tuple[str, list[str]]:
    if words and not words[0].startswith("-"):
        if words[0] not in COMMANDS:
            known = ", ".join(COMMANDS)
            raise UsageError("unknown_command", command=words[0], commands=known)
        return words[0], words[1:]
    if "--version" in words:
        context.stdout.write(f"mailmedic {version('mailmedic')}\n")
        raise SystemExit(OK)
    if "--help" in words or "-h" in words:
        _help(context)
        raise SystemExit(OK)
    return _CHAT, words


def _help(context: Context) -> None:
    arguments = Arguments("", context.say)
    arguments.flag("--version")
    arguments.option("--lang", metavar="en|ja")
    context.stdout.write(arguments.format_help())
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {context.say(f'commands.{name}')}" for name in COMMANDS]
    context.stdout.write("\n".join(("", context.say("usage.commands"), *lines, "")))


def _complain(context: Context, key: str, **values: str) -> int:
    """One line on standard error."""
    line = " ".join(context.say(key, **values).split())
    context.stderr.write(f"mailmedic: {line}\n")
    return WRONG_USAGE
