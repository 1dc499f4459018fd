"""A password from where it may come: the environment, standard input, or a hidden prompt.

Never an argument: those are seen by everybody on the machine, and kept in histories.
"""

from __future__ import annotations

from bot.adapters.terminal.person import ask_secret
from bot.commands.arguments import UsageError
from bot.commands.context import Context
from connectors.model import Credentials

VARIABLE = "MAILMEDIC_PASSWORD"
# Longer than any token: a whole file piped in by mistake is told, not sent.
_LONGEST = 16_384


def read_password(context: Context, *, from_stdin: bool, is_token: bool, user: str) -> Credentials:
    """The password for this user.

    Raises:
        Stopped: the person would not type it.
        UsageError: it comes from two places, from none, or is empty, too long or of several lines.
    """
    given = context.environ.get(VARIABLE)
    if given is not None and from_stdin:
        raise UsageError("two_passwords", variable=VARIABLE)
    if from_stdin:
        given = context.stdin.read(_LONGEST + 2).removesuffix("\n").removesuffix("\r")
    elif given is None:
        if not context.stdin.isatty():
            raise UsageError("no_password", variable=VARIABLE)
        given = ask_secret(context.say("check.password_prompt", user=user), context.stderr)
    return Credentials(checked(given), is_token=is_token)


def checked(password: str) -> str:
    """The password, if it can be one.

    Raises:
        UsageError: it is empty, too long, or holds a control character.
    """
    if not password:
        raise UsageError("empty_password")
    if len(password) > _LONGEST:
        raise UsageError("long_password")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in password):
        raise UsageError("control_in_password")
    return password
