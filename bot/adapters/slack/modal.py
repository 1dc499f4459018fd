"""A form of ours as Slack's modal, and what was typed back out of it."""

from __future__ import annotations

import json
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

_INPUT = "value"
"""The action id of a modal's every input: the block's id names the field."""

_FIELD = "field:"
_SHORT = {FieldKind.TEXT, FieldKind.SECRET}


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
        typed = inputs.get(_INPUT)
        if typed is not None and block_id.startswith(_FIELD):
            values[block_id.removeprefix(_FIELD)] = _value(typed, person_prefix)
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
        "block_id": cut(f"{_FIELD}{field.id}", limits.LONGEST_ID),
        "label": _words(field.label, limits.INPUT_LABEL),
        "element": _element(field, renderer.plain("choose", language)),
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = _words(field.hint, limits.INPUT_LABEL)
    return block


def _element(field: Field, choose: str) -> Json:
    """What is typed into or chosen from. A secret is never filled in for anybody."""
    if field.kind is FieldKind.CHOICE and field.options:
        return _select(field, choose)
    if field.kind is FieldKind.PERSON:
        person = field.value.rpartition(":")[2]
        return {"type": "users_select", "action_id": _INPUT} | (
            {"initial_user": person} if person else {}
        )
    element: Json = {
        "type": "plain_text_input",
        "action_id": _INPUT,
        "multiline": field.kind is FieldKind.LINES,
    }
    if field.value and field.kind is not FieldKind.SECRET:
        element["initial_value"] = cut(printable(field.value), limits.TYPED)
    return element


def _select(field: Field, choose: str) -> Json:
    options = [
        {"text": _words(option.label, limits.LABEL), "value": option.message}
        for option in field.options[: limits.OPTIONS]
        if len(option.message) <= limits.OPTION_VALUE
    ]
    few = len(options) <= limits.RADIO_BUTTONS
    element: Json = {"action_id": _INPUT, "options": options}
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
