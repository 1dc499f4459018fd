"""Modals: labels, each around one part, and five of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform.judge.components import (
    A_SELECT,
    A_TEXT,
    CHECKBOX,
    CHECKBOX_GROUP,
    CUSTOM_ID,
    FILE_UPLOAD,
    ID,
    LABEL,
    RADIO_GROUP,
    ROW,
    TEXT_DISPLAY,
    TEXT_INPUT,
    every_part,
    judge_ids,
)
from tests.discord_platform.schema import (
    Fault,
    Faults,
    Rule,
    boolean,
    both,
    by_type,
    integer,
    items,
    nullable,
    one_of,
    record,
    repeated,
    text,
    under,
)

PARTS = 5


def _length_ties(value: object, path: str) -> Faults:
    part: dict[str, Any] = value if isinstance(value, dict) else {}
    low, high = part.get("min_length") or 0, part.get("max_length") or 4000
    if low > high:
        yield Fault(under(path, "min_length"), "is above max_length")
    if part.get("value") and len(part["value"]) > high:
        yield Fault(under(path, "value"), "is longer than max_length")


_INPUT: Mapping[str, Rule] = {
    "min_length": nullable(integer(0, 4000)),
    "max_length": nullable(integer(1, 4000)),
    "required": boolean,
    "value": nullable(text(0, 4000)),
    "placeholder": nullable(text(0, 100)),
}
_KEYS: Mapping[str, Rule] = {
    "type": one_of(TEXT_INPUT),
    "custom_id": CUSTOM_ID,
    "style": integer(1, 2),
}
# discord.py says ``label`` inside a label too, as null.
A_TEXT_INPUT = both(record(_KEYS, ID | dict(_INPUT) | {"label": nullable(one_of())}), _length_ties)
AN_OLD_INPUT = both(record({**_KEYS, "label": text(1, 45)}, ID | dict(_INPUT)), _length_ties)

A_CHOICE = record(
    {"label": text(1, 100), "value": text(1, 100)},
    {"description": nullable(text(1, 100)), "default": boolean},
)


def _values_differ(value: object, path: str) -> Faults:
    part: dict[str, Any] = value if isinstance(value, dict) else {}
    for again in repeated([one.get("value") for one in part.get("options", [])]):
        yield Fault(under(path, "options"), f"the value {again!r} occurs twice")


def _group(kind: int, low: int, more: Mapping[str, Rule]) -> Rule:
    fields = {
        "type": one_of(kind),
        "custom_id": CUSTOM_ID,
        "options": items(A_CHOICE, low, 10),
    }
    return both(record(fields, ID | {"required": boolean} | dict(more)), _values_differ)


_counts = {"min_values": integer(0, 10), "max_values": integer(1, 10)}
IN_A_LABEL: Mapping[int, Rule] = {
    TEXT_INPUT: A_TEXT_INPUT,
    **A_SELECT,
    FILE_UPLOAD: record(
        {"type": one_of(FILE_UPLOAD), "custom_id": CUSTOM_ID},
        ID | _counts | {"required": boolean},
    ),
    RADIO_GROUP: _group(RADIO_GROUP, 2, {}),
    CHECKBOX_GROUP: _group(CHECKBOX_GROUP, 1, _counts),
    CHECKBOX: record({"type": one_of(CHECKBOX), "custom_id": CUSTOM_ID}, ID | {"default": boolean}),
}
A_LABEL = record(
    {"type": one_of(LABEL), "label": text(1, 45), "component": by_type(IN_A_LABEL)},
    ID | {"description": nullable(text(0, 100))},
)
AN_OLD_ROW = record(
    {"type": one_of(ROW), "components": items(by_type({TEXT_INPUT: AN_OLD_INPUT}), 1, 1)}, ID
)
A_MODAL = record(
    {
        "title": text(1, 45),
        "custom_id": CUSTOM_ID,
        "components": items(
            by_type({LABEL: A_LABEL, TEXT_DISPLAY: A_TEXT, ROW: AN_OLD_ROW}), 1, PARTS
        ),
    }
)


def judge_modal(value: object, path: str) -> Faults:
    """All that holds for a modal."""
    yield from A_MODAL(value, path)
    parts = list(every_part(value.get("components") if isinstance(value, dict) else []))
    yield from judge_ids(parts, under(path, "components"))
