"""The part of a reply that is read: blocks in order, put together to as few parts as can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import assert_never

from bot.adapters.discord.escape import cut, units
from bot.adapters.discord.parts import Display, Download, Gallery, Image, Inner, Link, Row, Section
from bot.adapters.discord.text import pieces
from bot.core.model import (
    Attachment,
    Block,
    Bullets,
    Choices,
    Code,
    Facts,
    Feedback,
    Form,
    Heading,
    Note,
    Picture,
    Reply,
    Steps,
    Style,
    Text,
)
from knowledge.model import Language

Pictures = Callable[[str, Language], bytes | None]
"""The PNG of a picture of ours in a language, None where there is none."""

LABEL, DESCRIPTION, URL, FILE_NAME = 80, 1_000, 512, 60


class Body:
    """A reply's parts that are read, and the files that they need."""

    def __init__(self, reply: Reply, pictures: Pictures) -> None:
        self._reply = reply
        self._pictures = pictures
        self.files: dict[str, Attachment] = {}
        self.parts: list[Inner] = []
        for block in reply.blocks:
            for part in self._block(block):
                self._add(part)
        for file in reply.files:
            self.parts.append(Download(self._attach(file)))

    def _add(self, part: Inner) -> None:
        """A button that opens a page stands beside the words before it."""
        before = self.parts[-1] if self.parts else None
        if isinstance(part, Row) and isinstance(before, Display) and not _is_heading(before):
            (link,) = part.items
            if isinstance(link, Link):
                self.parts[-1] = Section((before,), link)
                return
        self.parts.append(part)

    def _block(self, block: Block) -> Iterator[Inner]:
        match block:
            case Text() if link := _lone_link(block):
                yield Row((link,))
            case Heading() | Text() | Bullets() | Steps() | Facts() | Code() | Note():
                yield from map(Display, pieces(block))
            case Picture():
                yield from self._picture(block)
            case Choices() | Form() | Feedback():
                return  # these are pressed, not read: ``controls``
            case _:
                assert_never(block)

    def _picture(self, picture: Picture) -> Iterator[Inner]:
        """The picture with its words; the drawing, and then the words, where it is missing."""
        image = self._pictures(picture.name, self._reply.language)
        if image is None:
            yield from map(Display, pieces(Code(picture.drawing or picture.alternative)))
            return
        name = self._attach(Attachment(f"{picture.name}.{self._reply.language}.png", image))
        words = cut(picture.alternative.strip() or picture.name, DESCRIPTION)
        yield Gallery((Image(name, words),))

    def _attach(self, file: Attachment) -> str:
        """Keep the file under a name that Discord leaves as it is."""
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", file.name).strip(".-")[-FILE_NAME:] or "file"
        while name in self.files:
            name = f"{len(self.files)}-{name}"
        self.files[name] = Attachment(name, file.content)
        return name


def packed(parts: list[Inner], *, room: int, most: int) -> list[tuple[Inner, ...]]:
    """The parts on pages of at most ``room`` UTF-16 units of text and ``most`` parts each.

    A heading does not end a page.
    """
    pages: list[list[Inner]] = [[]]
    for part in parts:
        joined = _joined([*pages[-1], part])
        if pages[-1] and (_text_of(joined) > room or _count(joined) > most):
            carried = [pages[-1].pop()] if _is_heading(pages[-1][-1]) else []
            pages = [*filter(None, pages), carried]
        pages[-1].append(part)
    return [tuple(_joined(page)) for page in pages]


def _joined(parts: list[Inner]) -> list[Inner]:
    """Neighbouring texts as one part."""
    found: list[Inner] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, Display) and isinstance(last, Display):
            gap = "\n" if _is_heading(last) else "\n\n"
            found[-1] = Display(last.text + gap + part.text)
        else:
            found.append(part)
    return found


def _is_heading(part: Inner) -> bool:
    """Whether the part is, or ends with, a heading."""
    return isinstance(part, Display) and part.text.rpartition("\n")[2].startswith("#")


def _text_of(parts: list[Inner]) -> int:
    texts = (text for part in parts for text in _texts(part))
    return sum(units(text.text) for text in texts)


def _texts(part: Inner) -> tuple[Display, ...]:
    if isinstance(part, Section):
        return part.texts
    return (part,) if isinstance(part, Display) else ()


def _count(parts: list[Inner]) -> int:
    """Parts, nested ones included."""
    found = 0
    for part in parts:
        inner = part.items if isinstance(part, Row) else ()
        beside = len(part.texts) + 1 if isinstance(part, Section) else 0
        found += 1 + len(inner) + beside
    return found


def _lone_link(block: Text) -> Link | None:
    """A paragraph that is nothing but a link is a button."""
    if len(block.spans) != 1 or block.spans[0].style is not Style.LINK:
        return None
    span = block.spans[0]
    fits = len(span.href) <= URL and re.fullmatch(r"https?://[^\s<>]+", span.href)
    return Link(cut(span.text, LABEL), span.href) if fits and span.text.strip() else None
