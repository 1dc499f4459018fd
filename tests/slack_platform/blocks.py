"""Block Kit as Slack takes it: each block's fields and lengths, and what holds over them all.

Written from the reference, apart from the product's own checker, so that one can be wrong alone.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack_platform.elements import (
    ELEMENTS,
    ID,
    IN_ACTIONS,
    IN_SECTION,
    INPUTS,
    RICH_TEXT,
    SLACK_FILE,
    mrkdwn,
    of,
    plain,
    url,
    worded,
)
from tests.slack_platform.shapes import (
    Found,
    Shape,
    Violation,
    anything,
    boolean,
    by_type,
    exactly,
    listed,
    record,
    some,
    text,
    whole,
)


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
MARKDOWN_SUM, BLOCKS_SUM, DATA_TABLE_SUM = 12_000, 13_200, 20_000
TABLE_ROWS, TABLE_COLUMNS = 100, 20
ONLY_IN_MESSAGES = ("markdown", "table", "data_table", "context_actions", "task_card", "plan")
RICH = record(
    {"type": exactly("rich_text"), "elements": listed(by_type(RICH_TEXT), 1)}, {"block_id": ID}
)


CELL = by_type(
    {
        "raw_text": record({"type": exactly("raw_text"), "text": some(3000)}),
        "raw_number": record({"type": exactly("raw_number"), "value": anything, "text": text(300)}),
        "rich_text": RICH,
    }
)
ROW = listed(CELL, 1, TABLE_COLUMNS)


def _block(
    kind: str, required: dict[str, Shape], optional: dict[str, Shape] | None = None
) -> Shape:
    return record({"type": exactly(kind), **required}, {"block_id": ID, **(optional or {})})


def _image(value: object, where: str) -> Found:
    yield from _block(
        "image",
        {"alt_text": text(2000)},
        {"image_url": url, "slack_file": SLACK_FILE, "title": plain(2000)},
    )(value, where)
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        yield Violation(where, "image_without_source")


def _section(value: object, where: str) -> Found:
    yield from _block(
        "section",
        {},
        {
            "text": worded(3000),
            "fields": listed(worded(2000), 1, 10),
            "accessory": of(*IN_SECTION),
            "expand": boolean,
        },
    )(value, where)
    if isinstance(value, dict) and not {"text", "fields"} & value.keys():
        yield Violation(where, "section_without_text")


def _table(value: object, where: str) -> Found:
    yield from _block(
        "table",
        {"rows": listed(ROW, 1, TABLE_ROWS)},
        {
            "column_settings": listed(
                record({}, {"align": exactly("left", "center", "right"), "is_wrapped": boolean}),
                0,
                TABLE_COLUMNS,
            )
        },
    )(value, where)
    rows = value.get("rows") if isinstance(value, dict) else None
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        yield Violation(where, "ragged_table")


BLOCKS: dict[str, Shape] = {
    "section": _section,
    "divider": _block("divider", {}),
    "image": _image,
    "header": _block("header", {"text": plain(150)}, {"level": whole}),
    "markdown": _block("markdown", {"text": text(MARKDOWN_SUM)}),
    "rich_text": RICH,
    "table": _table,
    "data_table": _block("data_table", {"rows": listed(anything, 2, 201)}, {"caption": text(150)}),
    "alert": _block(
        "alert",
        {"text": worded(200)},
        {"level": exactly("default", "info", "warning", "error", "success")},
    ),
    "actions": _block("actions", {"elements": listed(of(*IN_ACTIONS), 1, 25)}),
    "context": _block(
        "context",
        {
            "elements": listed(
                by_type(
                    {
                        "image": ELEMENTS["image"],
                        "plain_text": plain(3000),
                        "mrkdwn": mrkdwn(3000),
                    }
                ),
                1,
                10,
            )
        },
    ),
    "context_actions": _block(
        "context_actions", {"elements": listed(of("feedback_buttons", "icon_button"), 1, 5)}
    ),
    "input": _block(
        "input",
        {"label": plain(2000), "element": of(*INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}
BLOCK = by_type(BLOCKS)


def judge_blocks(blocks: object, where: str, surface: Surface) -> Found:
    """Everything that is wrong with the blocks of a message or view."""
    if not isinstance(blocks, list):
        yield Violation(where, "no_list")
        return
    yield from listed(BLOCK, 1, MOST_BLOCKS[surface])(blocks, where)
    known = [block for block in blocks if isinstance(block, dict)]
    yield from _places(known, where, surface)
    yield from _repeated(known, where)
    yield from _sums(known, where, surface)
    yield from _sdk(known, where)


def _places(blocks: list[dict[str, object]], where: str, surface: Surface) -> Found:
    for block in blocks:
        if surface is not Surface.MESSAGE and block.get("type") in ONLY_IN_MESSAGES:
            yield Violation(where, "not_in_views", str(block["type"]))
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield Violation(where, "two_tables")


def _repeated(blocks: list[dict[str, object]], where: str) -> Found:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for block_id, times in ids.items():
        if times > 1:
            yield Violation(where, "repeated_block_id", str(block_id))
    for number, block in enumerate(blocks):
        actions = Counter(_action_ids(block))
        for action_id, times in actions.items():
            if times > 1:
                yield Violation(f"{where}/{number}", "repeated_action_id", action_id)


def _action_ids(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _action_ids(one)
    elif isinstance(part, dict):
        if isinstance(part.get("action_id"), str):
            yield part["action_id"]
        for one in part.values():
            yield from _action_ids(one)


def texts_in(part: object, fields: tuple[str, ...] = ("text",)) -> Iterator[str]:
    """Every text in blocks, in reading order."""
    if isinstance(part, list):
        for one in part:
            yield from texts_in(one, fields)
    elif isinstance(part, dict):
        for name, one in part.items():
            if isinstance(one, str):
                if name in fields:
                    yield one
            else:
                yield from texts_in(one, fields)


def _sums(blocks: list[dict[str, object]], where: str, surface: Surface) -> Found:
    markdown = sum(
        len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown"
    )
    if markdown > MARKDOWN_SUM:
        yield Violation(where, "markdown_too_long", f"{markdown} > {MARKDOWN_SUM}")
    total = sum(map(len, texts_in(blocks)))
    if surface is Surface.MESSAGE and total > BLOCKS_SUM:
        yield Violation(where, "msg_blocks_too_long", f"{total} > {BLOCKS_SUM}")
    tables = [block for block in blocks if block.get("type") == "data_table"]
    if sum(map(len, texts_in(tables))) > DATA_TABLE_SUM:
        yield Violation(where, "data_table_too_long")


def _sdk(blocks: list[dict[str, object]], where: str) -> Found:
    """What Slack's own library for Python makes of them, for those that it knows."""
    for number, block in enumerate(blocks):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = Block.parse(block)
                if parsed is not None:
                    parsed.to_dict()
        except (SlackObjectFormationError, TypeError, KeyError, ValueError, AttributeError) as bad:
            yield Violation(f"{where}/{number}", "slack_sdk", f"{type(bad).__name__}: {bad}"[:200])
