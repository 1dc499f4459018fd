"""Files that came along: texts are read, pictures only named, in which nothing is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.adapters.discord.read import FILES, is_picture, is_text_file, text_of
from bot.adapters.discord.run.faults import UNREACHABLE
from connectors.clock import Clock

READ_SECONDS = 10.0
"""For all of them together."""


def must_be_fetched(attachments: Sequence[discord.Attachment]) -> bool:
    """Whether there is one worth reading, which takes time."""
    return any(map(_is_text, attachments))


async def read_files(attachments: Sequence[discord.Attachment], clock: Clock) -> Mapping[str, str]:
    """The first few texts by name, and the pictures' names. What cannot be read is left out."""
    found = {a.filename: "" for a in attachments if is_picture(a.filename, a.content_type or "")}
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
