"""The libraries' loggers, made to say what happened and never what was said.

At DEBUG they print whole envelopes and calls, modal values among them; at INFO a body with a bad
signature; in errors what a server answered. Of all that the kind of event is enough.
"""

from __future__ import annotations

import logging

_LIBRARIES = ("slack_bolt", "slack_sdk")

QUIET = logging.getLogger("bot.adapters.slack.library")
"""The logger that the libraries are given where they take one."""


def make_quiet() -> None:
    """Hold every logger of the libraries above DEBUG, whatever the root's level is."""
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    for logger in (QUIET, *map(logging.getLogger, _LIBRARIES)):
        if _without_words not in logger.filters:
            logger.addFilter(_without_words)
    QUIET.setLevel(logging.WARNING)


def _without_words(record: logging.LogRecord) -> bool:
    """Keep where it was said and which error it was about."""
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    kind = f": {type(error).__name__}" if error else ""
    record.msg = f"{record.module}.{record.funcName}{kind}"
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    return True
