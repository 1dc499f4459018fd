"""A reply as a message of Discord's Components V2: pure, without the library.

Everything stands in one container, whose colour says how it stands; the words say it too. What
does not fit on one page waits behind a button that shows the next.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.discord import controls, ids
from bot.adapters.discord.body import Body, Pictures, packed
from bot.adapters.discord.controls import Group
from bot.adapters.discord.escape import cut
from bot.adapters.discord.offers import NONE, Offers
from bot.adapters.discord.offers import buttons as offered
from bot.adapters.discord.parts import (
    Container,
    Display,
    Divider,
    Download,
    Gallery,
    Inner,
    Page,
    Press,
    Row,
)
from bot.adapters.discord.words import Words
from bot.core.model import Attachment, Mood, Reply

TEXT = 3_900
"""UTF-16 units of text on a page; Discord takes 4,000 characters."""
PARTS = 40 - 6
"""Parts on a page, without the container, the lines and the last row."""

_ACCENTS = {Mood.NONE: None, Mood.OK: 0x2E8B57, Mood.WARNING: 0xD9A400, Mood.FAILED: 0xC0392B}
_EMPTY = Display("…")


def no_pictures(*_: object) -> None:
    """Pictures for whoever has none: their drawings are shown."""


def render(
    reply: Reply,
    words: Words,
    pictures: Pictures = no_pictures,
    *,
    key: str = "",
    page: int = 0,
    offers: Offers = NONE,
) -> Page:
    """One page of a reply; the last one where there are fewer.

    ``key`` is under which the reply is kept, for what its buttons come back to. ``offers`` are
    the buttons that this face adds.
    """
    body = Body(reply, pictures)
    pressed = controls.pages(controls.groups(reply, words, key))
    text = max(sum(group.text for group in groups) for groups in pressed)
    most = max(sum(group.count for group in groups) for groups in pressed)
    read = packed(body.parts, room=TEXT - text, most=PARTS - most)
    pages = max(len(read), len(pressed))
    at = min(page, pages - 1)
    shown = read[at] if at < len(read) else ()
    row = _last_row(reply, words, key, at + 1, pages, offers)
    inner = _lined(shown, pressed[min(at, len(pressed) - 1)], row)
    return Page((Container(inner, _ACCENTS[reply.mood]),), _files_of(shown, body))


def _lined(shown: tuple[Inner, ...], groups: Iterable[Group], row: Row | None) -> tuple[Inner, ...]:
    """What is read, a line, what is pressed."""
    pressed = [part for group in groups for part in group.parts]
    pressed += [row] if row else []
    line = (Divider(),) if shown and pressed else ()
    return (*shown, *line, *pressed) or (_EMPTY,)


def _last_row(
    reply: Reply, words: Words, key: str, number: int, pages: int, offers: Offers
) -> Row | None:
    buttons: list[Press] = []
    if number < pages:
        more = cut(words.more(number + 1, pages), controls.LABEL)
        buttons.append(Press(more, ids.more(key, number, reply.topic)))
    buttons += offered(offers, words)
    return Row(tuple(buttons)) if buttons else None


def _files_of(shown: Iterable[Inner], body: Body) -> tuple[Attachment, ...]:
    names: list[str] = []
    for part in shown:
        if isinstance(part, Gallery):
            names += [image.file for image in part.images]
        elif isinstance(part, Download):
            names.append(part.file)
    return tuple(body.files[name] for name in names)
