"""Slack's limits, known in one place: the renderer cuts by them, and every test asks ``faults``.

Shapes are Slack's own documents' matter; here are the numbers, and the rules over a whole message
that no schema tells: sums, repeated ids, empty texts, which block may stand where.
Characters are counted as code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
LONGEST_TEXT = 4_000
"""Of the top-level ``text``: what Slack advises; it cuts at 40,000."""

ALL_TEXTS = 12_000
"""Of all blocks of a message together: a little more was seen to be refused."""

LONGEST_ID = 255
HEADER = 150
LABEL = 75
VALUE = 2_000
URL = 3_000
SECTION = 3_000
CONTEXT_TEXT = 2_000
ALERT = 200
ALTERNATIVE = 2_000
OPTION_VALUE = 150
BUTTONS = 25
OPTIONS = 100
RADIO_BUTTONS = 10
CONTEXT_ELEMENTS = 10
CONTEXT_ACTIONS = 5
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TITLE = 24
METADATA = 3_000
INPUT_LABEL = 2_000
PLACEHOLDER = 150
TYPED = 3_000

_EVERYWHERE = {"header", "section", "context", "actions", "divider", "image", "rich_text"}
ALLOWED = {
    Surface.MESSAGE: _EVERYWHERE | {"table", "alert", "context_actions"},
    Surface.MODAL: _EVERYWHERE | {"input", "alert"},
    Surface.HOME: _EVERYWHERE | {"alert"},
}
"""The blocks that we use, by where Slack takes them."""

_MOST_ELEMENTS = {
    "actions": BUTTONS,
    "context": CONTEXT_ELEMENTS,
    "context_actions": CONTEXT_ACTIONS,
}


def faults_of_message(message: Json) -> list[str]:
    """What Slack would refuse or not show of a message, each by its place; empty when all is well.

    ``message`` has ``text`` and ``blocks``.
    """
    text, blocks = message.get("text"), message.get("blocks", [])
    found = list(_faults_of_blocks(blocks, Surface.MESSAGE))
    if not isinstance(text, str) or not text.strip():
        found.append("text: missing")
    elif len(text) > LONGEST_TEXT:
        found.append(f"text: {len(text)} characters")
    tables = sum(block.get("type") == "table" for block in blocks)
    if tables > 1:
        found.append(f"blocks: {tables} tables")
    if (length := sum(map(len, texts_of(blocks)))) > ALL_TEXTS:
        found.append(f"blocks: {length} characters in all")
    return found


def faults_of_view(view: Json) -> list[str]:
    """What Slack would refuse of a modal or a home tab."""
    surface = Surface(view["type"])
    found = list(_faults_of_blocks(view.get("blocks", []), surface))
    for name in ("title", "submit", "close"):
        if name in view:
            found += _text(view[name], TITLE, name)
    if surface is Surface.MODAL:
        found += [] if "title" in view else ["title: missing"]
        inputs = any(block.get("type") == "input" for block in view.get("blocks", []))
        found += ["submit: missing beside an input"] if inputs and "submit" not in view else []
    found += _length(view.get("private_metadata", ""), METADATA, "private_metadata")
    found += _length(view.get("callback_id", ""), LONGEST_ID, "callback_id")
    return found


def texts_of(node: object) -> Iterator[str]:
    """Every text that is shown of blocks."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ("text", "alt_text", "title") and isinstance(value, str):
                yield value
            else:
                yield from texts_of(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from texts_of(item)


def _faults_of_blocks(blocks: Sequence[Json], surface: Surface) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"blocks: {len(blocks)}"
    if not blocks:
        yield "blocks: none"
    yield from _repeated([b["block_id"] for b in blocks if "block_id" in b], "block_id")
    yield from _repeated(list(_action_ids(blocks)), "action_id")
    for number, block in enumerate(blocks):
        place = f"blocks[{number}].{block.get('type')}"
        if block.get("type") not in ALLOWED[surface]:
            yield f"{place}: not on {surface}"
        yield from _length(block.get("block_id", "-"), LONGEST_ID, f"{place}.block_id")
        yield from _block(block, place)


def _block(block: Json, place: str) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from _text(block["text"], HEADER, place)
            yield from _kind(block["text"], "plain_text", place)
        case "section":
            yield from _text(block["text"], SECTION, place)
        case "alert":
            yield from _text(block["text"], ALERT, place)
        case "image":
            yield from _length(block.get("alt_text", ""), ALTERNATIVE, f"{place}.alt_text", least=1)
            yield from _length(block.get("image_url", "-"), URL, f"{place}.image_url", least=1)
            if ("image_url" in block) == ("slack_file" in block):
                yield f"{place}: not one source"
        case "rich_text":
            yield from _rich(block["elements"], place)
        case "table":
            yield from _table(block, place)
        case "input":
            yield from _input(block, place)
        case "actions" | "context" | "context_actions" as kind:
            count = len(block["elements"])
            if not 1 <= count <= _MOST_ELEMENTS[kind]:
                yield f"{place}: {count} elements"
            for at, element in enumerate(block["elements"]):
                yield from _element(element, f"{place}[{at}]")


def _element(element: Json, place: str) -> Iterator[str]:
    yield from _length(element.get("action_id", "-"), LONGEST_ID, f"{place}.action_id", least=1)
    match element.get("type"):
        case "mrkdwn" | "plain_text":
            yield from _text(element, CONTEXT_TEXT, place)
        case "button":
            yield from _button(element, place)
            if element.get("style", "primary") not in ("primary", "danger"):
                yield f"{place}.style: {element['style']}"
        case "feedback_buttons":
            for name in ("positive_button", "negative_button"):
                yield from _button(element[name], f"{place}.{name}")
        case "static_select":
            yield from _text(element["placeholder"], PLACEHOLDER, f"{place}.placeholder")
            yield from _options(element, OPTIONS, place)
        case "radio_buttons":
            yield from _options(element, RADIO_BUTTONS, place)
        case "plain_text_input":
            yield from _length(element.get("initial_value", ""), TYPED, f"{place}.initial_value")
            if "placeholder" in element:
                yield from _text(element["placeholder"], PLACEHOLDER, f"{place}.placeholder")
        case "users_select":
            pass
        case other:
            yield f"{place}: {other}"


def _button(button: Json, place: str) -> Iterator[str]:
    yield from _text(button["text"], LABEL, f"{place}.text")
    yield from _length(button.get("value", ""), VALUE, f"{place}.value")
    yield from _length(button.get("url", ""), URL, f"{place}.url")
    if "accessibility_label" in button:
        label = button["accessibility_label"]
        yield from _length(label, LABEL, f"{place}.accessibility_label", least=1)


def _options(element: Json, most: int, place: str) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= most:
        yield f"{place}: {len(options)} options"
    for option in options:
        yield from _text(option["text"], LABEL, f"{place}.option")
        yield from _length(option["value"], OPTION_VALUE, f"{place}.option.value", least=1)
    yield from _repeated([option["value"] for option in options], f"{place}.option.value")
    chosen = element.get("initial_option")
    if chosen is not None and chosen not in options:
        yield f"{place}.initial_option: not among the options"


def _input(block: Json, place: str) -> Iterator[str]:
    yield from _text(block["label"], INPUT_LABEL, f"{place}.label")
    yield from _kind(block["label"], "plain_text", f"{place}.label")
    if "hint" in block:
        yield from _text(block["hint"], INPUT_LABEL, f"{place}.hint")
    yield from _element(block["element"], f"{place}.element")


def _table(block: Json, place: str) -> Iterator[str]:
    rows = block["rows"]
    if not 1 <= len(rows) <= TABLE_ROWS:
        yield f"{place}: {len(rows)} rows"
    if len({len(row) for row in rows}) > 1:
        yield f"{place}: rows of different lengths"
    for number, row in enumerate(rows):
        if not 1 <= len(row) <= TABLE_COLUMNS:
            yield f"{place}[{number}]: {len(row)} columns"
        for cell in row:
            if cell["type"] == "rich_text":
                yield from _rich(cell["elements"], f"{place}[{number}]")
            else:
                yield from _length(cell["text"], SECTION, f"{place}[{number}]", least=1)
    if len(block.get("column_settings", ())) > TABLE_COLUMNS:
        yield f"{place}.column_settings"


def _rich(parts: Sequence[Json], place: str) -> Iterator[str]:
    if not parts:
        yield f"{place}: empty"
    for part in parts:
        match part["type"]:
            case "text":
                yield from _length(part["text"], ALL_TEXTS, place, least=1)
            case "link":
                yield from _length(part["text"], ALL_TEXTS, place, least=1)
                yield from _length(part["url"], URL, f"{place}.url", least=1)
            case _:
                yield from _rich(part["elements"], f"{place}.{part['type']}")


def _action_ids(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("action_id"), str):
            yield node["action_id"]
        for value in node.values():
            yield from _action_ids(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _action_ids(item)


def _repeated(ids: Sequence[str], place: str) -> Iterator[str]:
    if len(set(ids)) != len(ids):
        yield f"{place}: repeated"


def _text(text: Json, most: int, place: str) -> Iterator[str]:
    yield from _length(text["text"], most, place, least=1)


def _kind(text: Json, kind: str, place: str) -> Iterator[str]:
    if text["type"] != kind:
        yield f"{place}: {text['type']}"


def _length(text: str, most: int, place: str, *, least: int = 0) -> Iterator[str]:
    if len(text) > most:
        yield f"{place}: {len(text)} characters"
    if len(text) < least:
        yield f"{place}: empty"
