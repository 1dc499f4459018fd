"""What an answer offers besides: to ask more, to show it to the channel, to keep it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.discord import ids
from bot.adapters.discord.escape import cut
from bot.adapters.discord.parts import Press
from bot.adapters.discord.words import Words

SHARE, KEEP = "share", "keep"
"""What comes before the answer's id in what their buttons stand for."""

_LABEL = 80


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered; ``share`` and ``keep`` are the answer's id, empty where they are not."""

    follow_up: bool = False
    share: str = ""
    keep: str = ""


NONE = Offers()


def buttons(offers: Offers, words: Words) -> tuple[Press, ...]:
    """The buttons of what is offered."""
    named = (
        (words.follow_up, ids.FOLLOW_UP if offers.follow_up else ""),
        (words.share, _of(SHARE, offers.share)),
        (words.keep, _of(KEEP, offers.keep)),
    )
    return tuple(Press(cut(label, _LABEL), id_) for label, id_ in named if id_)


def _of(action: str, answer_id: str) -> str:
    """The id of a button; none for an answer whose own is too long to stand in it."""
    written = f"p:{action}:{answer_id}"
    return written if answer_id and len(written) <= ids.LONGEST else ""
