"""Discord's limits, and what in a message or form goes beyond them.

One checker for all: ``render`` stays below by construction, and the tests hold every reply
against this. Sources: Discord's component and application command references (August 2026); the
4,000 characters over all texts of a message are what Discord refuses, undocumented. Characters
are Unicode code points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.adapters.discord.parts import (
    Container,
    Display,
    Download,
    Entry,
    Gallery,
    Link,
    Menu,
    Modal,
    Option,
    Page,
    Part,
    Person,
    Pick,
    Press,
    Row,
    Section,
)

PARTS, TEXT = 40, 4_000
ROW, SECTION, GALLERY, FILES = 5, 3, 10, 10
ID, LABEL, URL, DESCRIPTION = 100, 80, 512, 1_024
OPTIONS, OPTION, PLACEHOLDER = 25, 100, 150
TITLE, FIELDS, FIELD_LABEL, FIELD_HINT, VALUE = 45, 5, 45, 100, 4_000

_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


def faults(page: Page) -> list[str]:
    """What Discord would refuse of a message; none where it is fine."""
    parts = list(walk(page.parts))
    found = [fault for part in parts for fault in _of_part(part)]
    found += _size("parts", len(parts), PARTS)
    found += _size("text", sum(len(p.text) for p in parts if isinstance(p, Display)), TEXT, 0)
    found += _repeated("custom_id", (p.id for p in parts if isinstance(p, Press | Menu)))
    return [*found, *_of_files(page, parts)]


def walk(parts: Iterable[Part]) -> Iterator[Part | Press | Link | Menu]:
    """The parts and those inside them: all that Discord counts."""
    for part in parts:
        yield part
        match part:
            case Container():
                yield from walk(part.parts)
            case Row():
                yield from part.items
            case Section():
                yield from part.texts
                yield part.accessory
            case _:
                pass


def _of_part(part: Part | Press | Link | Menu) -> Iterator[str]:
    match part:
        case Display():
            yield from _size("a text", len(part.text.strip()), TEXT)
        case Container():
            yield from _size("a container", len(part.parts), PARTS)
            if any(isinstance(inner, Container) for inner in part.parts):
                yield "a container in a container"
            if part.accent is not None and not 0 <= part.accent <= 0xFFFFFF:
                yield f"accent {part.accent}"
        case Row():
            yield from _of_row(part)
        case Section():
            yield from _size("a section", len(part.texts), SECTION)
        case Gallery():
            yield from _size("a gallery", len(part.images), GALLERY)
            for image in part.images:
                yield from _size("a description", len(image.description.strip()), DESCRIPTION)
        case Press():
            yield from _size("custom_id", len(part.id), ID)
            yield from _size("a label", len(part.label.strip()), LABEL)
        case Link():
            yield from _size("a label", len(part.label.strip()), LABEL)
            yield from _size("url", len(part.url), URL)
            if not re.fullmatch(r"https?://\S+", part.url):
                yield f"url {part.url!r}"
        case Menu():
            yield from _size("custom_id", len(part.id), ID)
            yield from _size("a placeholder", len(part.placeholder), PLACEHOLDER, 0)
            yield from _of_options(part.options)
        case _:
            pass


def _of_row(row: Row) -> Iterator[str]:
    """Buttons, or one menu."""
    menus = sum(isinstance(item, Menu) for item in row.items)
    yield from _size("a row", len(row.items), ROW if not menus else 1)


def _of_options(options: tuple[Option, ...]) -> Iterator[str]:
    yield from _size("options", len(options), OPTIONS)
    yield from _repeated("option", (option.value for option in options))
    for option in options:
        yield from _size("an option's label", len(option.label.strip()), OPTION)
        yield from _size("an option's value", len(option.value), OPTION)


def _of_files(page: Page, parts: Iterable[object]) -> Iterator[str]:
    """Every file is shown by a part, and every part's file is there."""
    shown = [image.file for p in parts if isinstance(p, Gallery) for image in p.images]
    shown += [part.file for part in walk(page.parts) if isinstance(part, Download)]
    names = [file.name for file in page.files]
    yield from _size("files", len(names), FILES, 0)
    yield from _repeated("file", names)
    for name in set(shown) ^ set(names):
        yield f"file {name!r} is not both attached and shown"
    for name in names:
        if not _FILE_NAME.fullmatch(name):
            yield f"file name {name!r}"


def modal_faults(modal: Modal) -> list[str]:
    """What Discord would refuse of a form; none where it is fine."""
    found = [
        *_size("custom_id", len(modal.id), ID),
        *_size("title", len(modal.title.strip()), TITLE),
        *_size("parts", len(modal.fields) + bool(modal.lead), FIELDS),
        *_size("fields", len(modal.fields), FIELDS),
        *(_size("lead", len(modal.lead.text.strip()), TEXT) if modal.lead else ()),
        *_repeated("field", (field.id for field in modal.fields)),
    ]
    return found + [fault for field in modal.fields for fault in _of_field(field)]


def _of_field(field: Entry | Pick | Person) -> Iterator[str]:
    yield from _size("custom_id", len(field.id), ID)
    yield from _size("a label", len(field.label.strip()), FIELD_LABEL)
    yield from _size("a hint", len(field.hint), FIELD_HINT, 0)
    match field:
        case Entry():
            yield from _size("a value", len(field.value), VALUE, 0)
        case Pick():
            yield from _of_options(field.options)
        case Person():
            pass


def _size(what: str, size: int, most: int, least: int = 1) -> list[str]:
    return [] if least <= size <= most else [f"{what}: {size}, allowed {least} to {most}"]


def _repeated(what: str, given: Iterable[str]) -> list[str]:
    return [f"{what} {one!r} is there {n} times" for one, n in Counter(given).items() if n > 1]
