"""Finds the command, runs it, and tells what went wrong in one line.

Exit status: 0 all well; 1 the command failed or found nothing; 2 it was called wrongly.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.terminal.context import Context
from bot.adapters.terminal.defect import tell_defect
from bot.adapters.terminal.person import Stopped, Terminated
from bot.adapters.terminal.render import printable
from bot.commands.arguments import UsageError, one_of
from bot.config import Settings, SettingsError
from knowledge.content import ContentError
from knowledge.model import Language

COMMANDS = (
    *("ask", "check", "triage", "discover", "serve", "config", "discord", "cases", "demo"),
    "knowledge",
)
_CHAT = "chat"  # without a command
FAILED, WRONG_USAGE, INTERRUPTED, TERMINATED = 1, 2, 130, 143

log = logging.getLogger(__name__)

DEBUG = "MAILMEDIC_DEBUG"
"""The variable with which developers see logs and tracebacks, on standard error."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``mailmedic`` with these arguments and give the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    language = Settings.language_of(os.environ)
    bare = Context(Settings(language=language), language)  # speaks when the settings are at fault
    bare.ready_streams()
    if bare.environ.get(DEBUG):
        logging.basicConfig(level=logging.DEBUG, stream=bare.stderr)
    try:
        status = _run(words, bare)
        bare.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (``| head``): nothing more to say.
        status = _without_output(bare)
    except OSError as error:
        log.debug("refused by the system", exc_info=error)
        status = _refused(error, bare)
    return status


def _refused(error: OSError, context: Context) -> int:
    """Tell what the system refused: a file by its name, our output, or what we cannot name."""
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        _complain(context, "usage.file_refused", file=os.fsdecode(error.filename), reason=reason)
        return FAILED
    try:
        # What could not be written is still there: it fails again where the output is at fault.
        context.stdout.flush()
    except OSError:
        _complain(context, "usage.output", reason=reason)
        return _without_output(context)
    _complain(context, "usage.system", reason=reason)
    return FAILED


def _without_output(context: Context) -> int:
    """Give up standard output, so that nothing complains at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), context.stdout.fileno())
    return FAILED


def _run(words: list[str], bare: Context) -> int:
    try:
        wanted, words = _take_language(words)
        bare.language = wanted or bare.language
        settings = Settings.from_env(bare.environ)
        # Without the overlay, which may be what is at fault.
        bare.settings = replace(bare.settings, cache=settings.cache)
        context = Context(settings, wanted or settings.language)
        bare.language = context.language
        command, rest = _command(words)
        module = importlib.import_module(f"bot.commands.{command}")
        status: int = module.run(rest, context)
    except (KeyboardInterrupt, Stopped) as end:
        bare.stderr.write("\n" + bare.say("check.stopped") + "\n")
        return TERMINATED if isinstance(end, Terminated) else INTERRUPTED
    except UsageError as error:
        return _complain(bare, f"usage.{error.code}", **error.values)
    except SettingsError as error:
        return _complain(bare, f"settings.{error.code}", **error.values)
    except ContentError as error:
        problem = error.problem
        reason = bare.say(f"content.{problem.code}", **dict(problem.values))
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        return _complain(bare, "content.where", where=where, reason=reason)
    except OSError:
        raise
    except Exception as error:
        tell_defect(error, bare)
        return FAILED
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


def _command(words: list[str]) -> tuple[str, list[str]]:
    if not words or words[0].startswith("-"):
        return _CHAT, words
    if words[0] not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise UsageError("unknown_command", command=words[0], commands=known)
    return words[0], words[1:]


def _complain(context: Context, key: str, **values: str) -> int:
    """One line on standard error."""
    line = " ".join(context.say(key, **values).split())
    context.stderr.write(f"mailmedic: {printable(line)}\n")
    return WRONG_USAGE
