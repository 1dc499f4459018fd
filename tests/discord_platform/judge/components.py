"""Components: what each may hold, where it may stand, and what holds over a whole message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.discord_platform.schema import (
    Fault,
    Faults,
    Rule,
    anything,
    boolean,
    both,
    by_type,
    integer,
    items,
    nullable,
    one_of,
    record,
    repeated,
    snowflake,
    text,
    under,
)

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
LINK, PREMIUM = 5, 6

PARTS_IN_ALL, TEXT_IN_ALL, OLD_ROWS = 40, 4000, 5

CUSTOM_ID = text(1, 100)
ID = {"type": anything, "id": integer(0, 2**31 - 1)}
EMOJI = record({}, {"id": nullable(snowflake), "name": nullable(text(1, 100)), "animated": boolean})
URL = text(1, 2048, r"(https?|attachment)://.+")
MEDIA = record({"url": URL})


def _button_ties(value: object, path: str) -> Faults:
    button = _dict(value)
    style = button.get("style")
    if style == LINK and ("custom_id" in button or "url" not in button):
        yield Fault(path, "a link button has a url and no custom_id")
    if style != LINK and "url" in button:
        yield Fault(under(path, "url"), "is for link buttons only")
    if style not in (LINK, PREMIUM) and "custom_id" not in button:
        yield Fault(under(path, "custom_id"), "is required")
    if style != PREMIUM and not (button.get("label") or button.get("emoji")):
        yield Fault(path, "a button needs a label or an emoji")


A_BUTTON = both(
    record(
        {"type": one_of(BUTTON), "style": integer(1, 6)},
        ID
        | {
            "label": nullable(text(0, 80)),
            "emoji": nullable(EMOJI),
            "custom_id": CUSTOM_ID,
            "url": text(1, 512, r"(https?|discord)://.+"),
            "sku_id": snowflake,
            "disabled": boolean,
        },
    ),
    _button_ties,
)

OPTION = record(
    {"label": text(1, 100), "value": text(1, 100)},
    {"description": nullable(text(1, 100)), "emoji": nullable(EMOJI), "default": boolean},
)


def _choice_ties(value: object, path: str) -> Faults:
    """Of anything with options: values differ, and how many may be picked fits."""
    chosen = _dict(value)
    options = [_dict(one) for one in _list(chosen.get("options"))]
    for again in repeated([one.get("value") for one in options]):
        yield Fault(under(path, "options"), f"the value {again!r} occurs twice")
    low, high = chosen.get("min_values", 1), chosen.get("max_values", 1)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Fault(under(path, "min_values"), "is above max_values")
    if "options" in chosen and isinstance(high, int) and high > len(options):
        yield Fault(under(path, "max_values"), "is above the number of options")


def _select(kind: int, required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    shared = {
        "placeholder": nullable(text(0, 150)),
        "min_values": integer(0, 25),
        "max_values": integer(1, 25),
        "disabled": boolean,
        "required": boolean,
    }
    fields = {"type": one_of(kind), "custom_id": CUSTOM_ID, **required}
    return both(record(fields, ID | shared | dict(optional)), _choice_ties)


_defaults = {
    "default_values": items(
        record({"id": snowflake, "type": one_of("user", "role", "channel")}), 0, 25
    )
}
A_SELECT: Mapping[int, Rule] = {
    STRING_SELECT: _select(STRING_SELECT, {"options": items(OPTION, 1, 25)}, {}),
    USER_SELECT: _select(USER_SELECT, {}, _defaults),
    ROLE_SELECT: _select(ROLE_SELECT, {}, _defaults),
    MENTIONABLE_SELECT: _select(MENTIONABLE_SELECT, {}, _defaults),
    CHANNEL_SELECT: _select(
        CHANNEL_SELECT, {}, _defaults | {"channel_types": items(integer(0, 16), 0, 20)}
    ),
}


def _row_ties(value: object, path: str) -> Faults:
    kinds = [_dict(one).get("type") for one in _list(_dict(value).get("components"))]
    if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
        yield Fault(path, "a select fills its row")


A_ROW = both(
    record(
        {
            "type": one_of(ROW),
            "components": items(by_type({BUTTON: A_BUTTON, **A_SELECT}), 1, 5),
        },
        ID,
    ),
    _row_ties,
)
A_TEXT = record({"type": one_of(TEXT_DISPLAY), "content": text(1, TEXT_IN_ALL)}, ID)
A_THUMBNAIL = record(
    {"type": one_of(THUMBNAIL), "media": MEDIA},
    ID | {"description": nullable(text(1, 1024)), "spoiler": boolean},
)
A_SECTION = record(
    {
        "type": one_of(SECTION),
        "components": items(by_type({TEXT_DISPLAY: A_TEXT}), 1, 3),
        "accessory": by_type({BUTTON: A_BUTTON, THUMBNAIL: A_THUMBNAIL}),
    },
    ID,
)
A_GALLERY = record(
    {
        "type": one_of(GALLERY),
        "items": items(
            record({"media": MEDIA}, {"description": nullable(text(1, 1024)), "spoiler": boolean}),
            1,
            10,
        ),
    },
    ID,
)
A_FILE = record(
    {"type": one_of(FILE), "file": record({"url": text(1, 2048, r"attachment://.+")})},
    ID | {"spoiler": boolean},
)
A_SEPARATOR = record(
    {"type": one_of(SEPARATOR)}, ID | {"divider": boolean, "spacing": integer(1, 2)}
)
_INSIDE: Mapping[int, Rule] = {
    ROW: A_ROW,
    SECTION: A_SECTION,
    TEXT_DISPLAY: A_TEXT,
    GALLERY: A_GALLERY,
    FILE: A_FILE,
    SEPARATOR: A_SEPARATOR,
}
A_CONTAINER = record(
    {"type": one_of(CONTAINER), "components": items(by_type(_INSIDE), 1, PARTS_IN_ALL)},
    ID | {"accent_color": nullable(integer(0, 0xFFFFFF)), "spoiler": boolean},
)

NEW = items(by_type({**_INSIDE, CONTAINER: A_CONTAINER}), 0, PARTS_IN_ALL)
"""The components of a message with the flag of Components V2."""

OLD = items(by_type({ROW: A_ROW}), 0, OLD_ROWS)
"""And of one without."""


def judge_components(value: object, path: str, *, new: bool) -> Faults:
    """All that holds for the components of one message."""
    yield from (NEW if new else OLD)(value, path)
    parts = list(every_part(value))
    yield from judge_ids(parts, path)
    if not new:
        return
    if len(parts) > PARTS_IN_ALL:
        yield Fault(path, f"{len(parts)} parts, nested ones counted; {PARTS_IN_ALL} are allowed")
    letters = sum(len(str(part.get("content", ""))) for part in parts)
    if letters > TEXT_IN_ALL:
        yield Fault(path, f"{letters} characters over all texts; {TEXT_IN_ALL} are allowed")


def judge_ids(parts: list[dict[str, Any]], path: str) -> Faults:
    """A ``custom_id`` and an ``id`` stand once in a message."""
    for key in ("custom_id", "id"):
        for again in repeated([part[key] for part in parts if part.get(key)]):
            yield Fault(path, f"the {key} {again!r} occurs twice")


def every_part(value: object) -> Iterator[dict[str, Any]]:
    """Every component, nested ones too; a section's accessory and a label's part count."""
    if isinstance(value, list):
        for one in value:
            yield from every_part(one)
    elif isinstance(value, dict):
        yield value
        for key in ("components", "accessory", "component"):
            if key in value:
                yield from every_part(value[key])


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
