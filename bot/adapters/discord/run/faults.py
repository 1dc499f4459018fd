"""What Discord refuses, and what is done about it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

import aiohttp
import discord

log = logging.getLogger("bot.adapters.discord")

UNKNOWN = 10062
"""An interaction that Discord no longer knows: it was answered too late."""

GONE = frozenset(
    {
        10003,  # unknown channel
        10004,  # unknown server
        10008,  # unknown message: deleted meanwhile
        10015,  # unknown webhook: the token of an interaction is too old
        UNKNOWN,
        40060,  # acknowledged already: delivered or pressed twice
        50027,  # invalid webhook token: more than 15 minutes have passed
    }
)
"""What is left alone: there is nobody any more who waits for this."""

UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)
"""Discord is not there, or the network."""

INVALID = 50035
"""What was sent is not what Discord takes: parts in a message of old, or a limit we do not know."""

ELSEWHERE = frozenset({10008, 10015, 50027})
"""The answer cannot be changed any more, or was dismissed; it can be given elsewhere."""


def is_overloaded(refused: discord.HTTPException) -> bool:
    """Whether the refusal says nothing of what was sent: it can be given elsewhere, later."""
    return refused.status == 429 or refused.status >= 500


@contextmanager
def letting_go(what: str) -> Iterator[None]:
    """Do something that can come too late, and let go where it does.

    Other refusals are logged by their code. Never the address: the interaction's token is in it.
    """
    try:
        yield
    except discord.InteractionResponded:
        log.info("%s: answered already", what)
    except discord.HTTPException as refused:
        level = logging.INFO if refused.code in GONE else logging.WARNING
        log.log(level, "%s: refused, status %s, code %s", what, refused.status, refused.code)
    except UNREACHABLE as error:
        log.warning("%s: Discord cannot be reached, %s", what, type(error).__name__)


def quiet_library() -> None:
    """Keep the library's loggers above DEBUG: there they show tokens and what people typed."""
    for name in ("discord", "discord.http", "discord.gateway", "discord.webhook", "discord.client"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    # It warns of an intent that is left out on purpose.
    logging.getLogger("discord.state").setLevel(logging.ERROR)


def place_of(error: BaseException) -> str:
    """A defect's kind and where it happened; its message may quote what somebody typed."""
    frames = extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
