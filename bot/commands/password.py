"""A password from where it may come: the environment, standard input, or a hidden prompt.

Never an argument: those are seen by everybody on the machine, and kept in histories.
"""

from __future__ import annotations

from bot.adapters.terminal.context import Context
from bot.adapters.terminal.person import ask_secret
from bot.adapters.terminal.render import tell
from bot.commands.arguments import UsageError
from bot.core.password import LONGEST, PasswordUnusable, credentials
from connectors.model import Credentials

VARIABLE = "MAILMEDIC_PASSWORD"


def demand_password(context: Context, *, from_stdin: bool) -> None:
    """See to it, before anything is dialled, that a password will come from one place.

    Raises:
        UsageError: it would come from two places, or from none.
    """
    given = VARIABLE in context.environ
    if given and from_stdin:
        raise UsageError("two_passwords", variable=VARIABLE)
    if not (given or from_stdin or context.stdin.isatty()):
        raise UsageError("no_password", variable=VARIABLE)


def read_password(
    context: Context, *, from_stdin: bool, is_token: bool, user: str
) -> Credentials | None:
    """The password for this user; None when the person would rather not log in.

    Raises:
        Stopped: the person would not answer.
        UsageError: it cannot be a password.
    """
    given = context.environ.get(VARIABLE)
    if from_stdin:
        line = context.stdin.buffer.read(4 * LONGEST).decode(errors="surrogateescape")
        given = line.removesuffix("\n").removesuffix("\r")
    elif given is None:
        tell(context.say("check.password_hint"), context.stderr)
        given = ask_secret(context.say("check.password_prompt", user=user), context.stderr)
        if not given:
            return None
    try:
        return credentials(given, is_token=is_token)
    except PasswordUnusable as unusable:
        raise UsageError(unusable.code) from None
