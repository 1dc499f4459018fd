"""A form as Discord's modal: at most five parts, each with a short label."""

from __future__ import annotations

from bot.adapters.discord import ids
from bot.adapters.discord.escape import cut, units
from bot.adapters.discord.parts import Display, Entry, Modal, Option, Person, Pick
from bot.adapters.discord.text import LONGEST, Read, pieces
from bot.core.model import Field, FieldKind, Form, Reply

PARTS, TITLE, LABEL, HINT, VALUE = 5, 45, 45, 100, 4_000
OPTIONS, OPTION = 25, 100
_TEXT_VALUE = 300


def modal(form: Form, lead: Display | None = None, *, own: bool = False) -> Modal:
    """The form as a modal; ``own`` for one of this face.

    Discord has room for five parts: where there are more fields, those that must be filled in
    come first, then the others in their order. The lead is left out where there is no room.
    """
    fields = form.fields
    if len(fields) > PARTS:
        wanted = sorted(fields, key=lambda field: not field.required)[:PARTS]
        fields = tuple(field for field in fields if field in wanted)
    id_ = ids.own_modal(form.id) if own else ids.modal(form.id)
    title = cut(form.title.strip() or form.id, TITLE)
    return Modal(id_, title, tuple(map(_field, fields)), lead if len(fields) < PARTS else None)


def lead(reply: Reply) -> Display | None:
    """What a reply says before its form: why it is asked, and who sees what is typed."""
    texts: list[str] = []
    for block in reply.blocks:
        if isinstance(block, Form):
            break
        if isinstance(block, Read):
            texts += pieces(block)
    return _first(texts)


def _first(texts: list[str]) -> Display | None:
    """As much as stays readable above a form."""
    kept: list[str] = []
    for text in texts:
        if units("\n".join((*kept, text))) > LONGEST:
            break
        kept.append(text)
    return Display("\n".join(kept)) if kept else None


def _field(field: Field) -> Entry | Pick | Person:
    label, hint = cut(field.label.strip() or field.id, LABEL), cut(field.hint, HINT)
    if len(field.label) > LABEL and not hint:
        hint = cut(field.label, HINT)
    if field.kind is FieldKind.PERSON:
        return Person(field.id, label, hint, field.required)
    if field.kind is FieldKind.CHOICE and (options := _options(field)):
        return Pick(field.id, label, options, hint, field.value, field.required)
    long = field.kind is FieldKind.LINES
    # A secret is typed in clear here: Discord has no field that hides it. The words that ask
    # for it say so, and by default they point to a page of ours.
    value = "" if field.kind is FieldKind.SECRET else field.value[: VALUE if long else _TEXT_VALUE]
    return Entry(field.id, label, hint, value, long, field.required)


def _options(field: Field) -> tuple[Option, ...]:
    """The options by what they stand for, which is what comes back; those that fit."""
    named = {
        option.message: cut(option.label.strip() or option.message, OPTION)
        for option in field.options
        if 1 <= len(option.message) <= OPTION
    }
    return tuple(Option(label, value) for value, label in named.items() if label.strip())[:OPTIONS]
