"""What a Discord message is made of (Components V2), as plain data.

``render`` builds it, ``limits`` judges it, ``run.build`` turns it into the library's objects.
Source: Discord's component reference, as of August 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model import Attachment, Weight


@dataclass(frozen=True, slots=True)
class Display:
    """Text in Discord's Markdown, escaped already."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that comes back to us; ``id`` is its ``custom_id``."""

    label: str
    id: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a page. It has no ``custom_id`` and never comes back."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a menu; ``value`` comes back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of which one entry is picked."""

    id: str
    options: tuple[Option, ...]
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons, or one menu."""

    items: tuple[Press | Link | Menu, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Text with a button beside it."""

    texts: tuple[Display, ...]
    accessory: Press | Link


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that is attached to the same message, and its words."""

    file: str
    description: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures, one beside the other."""

    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is attached to the same message."""

    file: str


Inner = Display | Divider | Row | Section | Gallery | Download


@dataclass(frozen=True, slots=True)
class Container:
    """A box around parts; ``accent`` colours its edge (0xRRGGBB)."""

    parts: tuple[Inner, ...]
    accent: int | None = None


Part = Inner | Container


@dataclass(frozen=True, slots=True)
class Page:
    """One message: its parts, and the files that they show."""

    parts: tuple[Part, ...]
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line or paragraph to type in a form. Discord hides nothing that is typed."""

    id: str
    label: str
    hint: str = ""
    value: str = ""
    long: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """One of several options in a form."""

    id: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    value: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the server, picked in a form."""

    id: str
    label: str
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Modal:
    """A form; ``id`` comes back with what was typed. ``lead`` is text above the fields."""

    id: str
    title: str
    fields: tuple[Entry | Pick | Person, ...]
    lead: Display | None = None
