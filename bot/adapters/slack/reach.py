"""Where an answer goes: in the place, to the asker's eyes there, or to their direct messages."""

from __future__ import annotations

from enum import Enum, auto

from bot.adapters.slack.read import Origin
from bot.core.chat import Way
from bot.core.model import Reply


class Reach(Enum):
    """Who sees an answer, and for how long."""

    PLACE = auto()
    """A message where it was asked: everybody there reads it, it stays and can be changed."""
    WHISPER = auto()
    """Ephemeral: the asker alone, until they reload."""
    DIRECT = auto()
    """Our conversation with the asker: they alone, and it stays."""


def reach(way: Way, origin: Origin, reply: Reply, *, goes_on: bool) -> Reach:
    """Where a reply to something heard goes.

    ``goes_on``: later replies will replace it, so it must be a message that can be changed, and
    that is still there when a check ends. Only to a mention do we speak up in a channel.
    """
    if not origin.channel:
        return Reach.DIRECT
    if origin.direct:
        return Reach.PLACE
    if goes_on:
        return Reach.DIRECT
    if way in (Way.MENTION, Way.WATCHED) and not reply.private:
        return Reach.PLACE
    return Reach.WHISPER
