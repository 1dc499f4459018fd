"""Parts and forms as the library's objects."""

from __future__ import annotations

import io
from typing import Any, assert_never

import discord
from discord import ui

from bot.adapters.discord.embeds import Plain
from bot.adapters.discord.parts import (
    Container,
    Display,
    Divider,
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
from bot.adapters.discord.run.items import Picked, Pressed
from bot.core.model import Weight

_STYLES = {
    Weight.PLAIN: discord.ButtonStyle.secondary,
    Weight.PRIMARY: discord.ButtonStyle.primary,
    Weight.DANGER: discord.ButtonStyle.danger,
}


def view(page: Page) -> ui.LayoutView:
    """The page. The library does not keep it: its buttons say in their ids what they do."""
    built = ui.LayoutView(timeout=None)
    for part in page.parts:
        built.add_item(_part(part))
    # Else it would be kept with a timer for a quarter of an hour wherever it is sent privately.
    built.stop()
    return built


def files(page: Page) -> list[discord.File]:
    """The page's files, with the pictures' words."""
    words = {
        image.file: image.description
        for part in _walk(page)
        if isinstance(part, Gallery)
        for image in part.images
    }
    return [
        discord.File(io.BytesIO(f.content), filename=f.name, description=words.get(f.name))
        for f in page.files
    ]


def embed(plain: Plain) -> discord.Embed:
    """The plain embed."""
    return discord.Embed(title=plain.title or None, description=plain.description)


def _walk(page: Page) -> list[Part]:
    return [
        inner
        for part in page.parts
        for inner in (part.parts if isinstance(part, Container) else (part,))
    ]


def _part(part: Part) -> ui.Item[Any]:
    match part:
        case Display():
            return ui.TextDisplay(part.text)
        case Divider():
            return ui.Separator()
        case Row():
            return ui.ActionRow(*map(_pressed, part.items))
        case Section():
            texts = [ui.TextDisplay[Any](text.text) for text in part.texts]
            return ui.Section(*texts, accessory=_pressed(part.accessory))
        case Gallery():
            return ui.MediaGallery(
                *(
                    discord.MediaGalleryItem(f"attachment://{i.file}", description=i.description)
                    for i in part.images
                )
            )
        case Download():
            return ui.File(f"attachment://{part.file}")
        case Container():
            return ui.Container(*map(_part, part.parts), accent_colour=part.accent)
        case _:
            assert_never(part)


def _pressed(item: Press | Link | Menu) -> ui.Item[Any]:
    match item:
        case Link():
            return ui.Button(label=item.label, url=item.url)
        case Press():
            style = _STYLES[item.weight]
            return Pressed(ui.Button(label=item.label, custom_id=item.id, style=style))
        case Menu():
            options, words = _options(item.options, ""), item.placeholder or None
            return Picked(ui.Select(custom_id=item.id, options=options, placeholder=words))
        case _:
            assert_never(item)


def _options(options: tuple[Option, ...], chosen: str) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=o.label, value=o.value, default=o.value == chosen)
        for o in options
    ]


def modal(form: Modal) -> ui.Modal:
    """The form as the library's."""
    built = ui.Modal(title=form.title, custom_id=form.id, timeout=None)
    if form.lead:
        built.add_item(ui.TextDisplay(form.lead.text))
    for entry in form.fields:
        label = ui.Label[Any](
            text=entry.label, description=entry.hint or None, component=_field(entry)
        )
        built.add_item(label)
    return built


def _field(entry: Entry | Pick | Person) -> ui.Item[Any]:
    match entry:
        case Entry():
            return ui.TextInput(
                custom_id=entry.id,
                style=discord.TextStyle.paragraph if entry.long else discord.TextStyle.short,
                default=entry.value or None,
                required=entry.required,
            )
        case Pick():
            return ui.Select(
                custom_id=entry.id,
                options=_options(entry.options, entry.value),
                required=entry.required,
                min_values=int(entry.required),
            )
        case Person():
            return ui.UserSelect(
                custom_id=entry.id, required=entry.required, min_values=int(entry.required)
            )
        case _:
            assert_never(entry)
