"""Files that came along: texts are read, what is none is only named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.adapters.discord.read import FILES, is_text_file, text_of
from bot.adapters.discord.run.faults import UNREACHABLE
from connectors.clock import Clock

READ_SECONDS = 10.0
"""For all of them together."""


def must_be_fetched(attachments: Sequence[discord.Attachment]) -> bool:
    """Whether there is one worth reading, which takes time."""
    return any(map(_is_text, attachments))


async def read_files(attachments: Sequence[discord.Attachment], clock: Clock) -> Mapping[str, str]:
    """The first few texts by name, and the names of what is none, or too large to be read.

    What cannot be fetched is left out.
    """
    found = {attachment.filename: "" for attachment in attachments if not _is_text(attachment)}
    try:
        async with clock.limit(READ_SECONDS):
            for attachment in [a for a in attachments if _is_text(a)][:FILES]:
                found[attachment.filename] = text_of(await attachment.read())
    except (discord.HTTPException, *UNREACHABLE):
        return found
    return found


def _is_text(attachment: discord.Attachment) -> bool:
    kind = attachment.content_type or ""
    return is_text_file(attachment.filename, kind, attachment.size)
