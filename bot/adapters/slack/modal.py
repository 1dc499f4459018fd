"""A form of ours as Slack's modal, and what was typed back out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack import limits, ways
from bot.adapters.slack.escape import cut, label, printable
from bot.adapters.slack.limits import Surface
from bot.adapters.slack.render import Renderer
from bot.core.model import Field, FieldKind, Form, Reply
from knowledge.model import Language

Json = dict[str, Any]

_FIELD = "field:"
"""What a field's block and input are called, before its id: kept when the view is updated."""

_PERSON = re.compile(r"[UW][A-Z0-9]{1,20}")
"""A person's id, as Slack has them: it refuses a form with anything else."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a modal remembers: which form it is, and where the wish for it was uttered.

    ``key`` names what only our memory holds: the address for an answer that only they see.
    """

    form: str = ""
    channel: str = ""
    thread: str = ""
    direct: bool = False
    key: str = ""


def place_of(view: Mapping[str, Any]) -> Place:
    """What a modal of ours remembers; nothing for other views and what cannot be read."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
        texts = {name: str(kept.get(name, "")) for name in ("form", "channel", "thread", "key")}
        return Place(**texts, direct=kept.get("direct") is True)
    except (ValueError, AttributeError):
        return Place()


def modal(reply: Reply, form: Form, place: Place, renderer: Renderer) -> Json:
    """The view of a form; the reply's other blocks stand above its fields."""
    language = reply.language
    others = tuple(block for block in reply.blocks if not isinstance(block, Form))
    blocks = renderer.on(Surface.MODAL, others, language) if others else []
    if len(form.title) > limits.TITLE:
        blocks.insert(0, _whole_title(form.title))
    kept = {
        "form": form.id,
        "channel": place.channel,
        "thread": place.thread,
        "direct": place.direct,
        "key": place.key,
    }
    return {
        "type": "modal",
        "callback_id": ways.FORM,
        "title": _words(form.title, limits.TITLE),
        "submit": _words(form.submit, limits.TITLE),
        "close": _words(renderer.plain("close", language), limits.TITLE),
        "private_metadata": json.dumps(kept),
        "blocks": [*blocks, *(_input(field, renderer, language) for field in form.fields)],
    }


def values_of(view: Mapping[str, Any], person_prefix: str) -> dict[str, str]:
    """What was typed and chosen, by field; a person with ``person_prefix`` before their id."""
    values: dict[str, str] = {}
    for block_id, inputs in (view.get("state") or {}).get("values", {}).items():
        if block_id.startswith(_FIELD) and block_id in inputs:
            values[block_id.removeprefix(_FIELD)] = _value(inputs[block_id], person_prefix)
    return values


def _value(typed: Mapping[str, Any], person_prefix: str) -> str:
    if typed.get("selected_user"):
        return f"{person_prefix}{typed['selected_user']}"
    if typed.get("selected_option"):
        return str(typed["selected_option"]["value"])
    return str(typed.get("value") or "")


def _input(field: Field, renderer: Renderer, language: Language) -> Json:
    block: Json = {
        "type": "input",
        "block_id": _name_of(field),
        "label": _words(field.label, limits.INPUT_LABEL),
        "element": _element(field, renderer.plain("choose", language)),
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = _words(field.hint, limits.INPUT_LABEL)
    return block


def _name_of(field: Field) -> str:
    return cut(f"{_FIELD}{field.id}", limits.LONGEST_ID)


def _element(field: Field, choose: str) -> Json:
    """What is typed into or chosen from. A secret is never filled in for anybody."""
    if field.kind is FieldKind.CHOICE and (options := _options(field)):
        return _select(field, options, choose)
    if field.kind is FieldKind.PERSON:
        person = field.value.rpartition(":")[2]
        return {"type": "users_select", "action_id": _name_of(field)} | (
            {"initial_user": person} if _PERSON.fullmatch(person) else {}
        )
    element: Json = {
        "type": "plain_text_input",
        "action_id": _name_of(field),
        "multiline": field.kind is FieldKind.LINES,
    }
    if field.value.strip() and field.kind is not FieldKind.SECRET:
        element["initial_value"] = cut(printable(field.value), limits.TYPED)
    return element


def _options(field: Field) -> list[Json]:
    """What can be chosen: each value once, and as long as Slack takes it back."""
    labels = {option.message: option.label for option in reversed(field.options)}
    fitting = [
        {"text": _words(labels[value], limits.LABEL), "value": value}
        for value in reversed(labels)
        if value.strip() and len(value) <= limits.OPTION_VALUE
    ]
    return fitting[: limits.OPTIONS]


def _select(field: Field, options: list[Json], choose: str) -> Json:
    few = len(options) <= limits.RADIO_BUTTONS
    element: Json = {"action_id": _name_of(field), "options": options}
    element |= (
        {"type": "radio_buttons"}
        if few
        else {"type": "static_select", "placeholder": _words(choose, limits.PLACEHOLDER)}
    )
    chosen = [option for option in options if option["value"] == field.value]
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _whole_title(title: str) -> Json:
    words = label(title, limits.HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}


def _words(words: str, most: int) -> Json:
    return {"type": "plain_text", "text": label(words, most), "emoji": False}
