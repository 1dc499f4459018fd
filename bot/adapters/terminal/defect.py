"""Tells of a defect of ours in one line; the traceback is for developers who ask for it."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from bot.adapters.terminal.context import Context

log = logging.getLogger(__name__)


def tell_defect(error: Exception, context: Context) -> None:
    """One line on standard error: what it was and where. Never its message, which may quote."""
    log.debug("defect", exc_info=error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    line = context.say("usage.defect", error=type(error).__name__, where=where)
    context.stderr.write(f"mailmedic: {line}\n")
