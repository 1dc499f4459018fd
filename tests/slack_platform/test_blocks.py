"""The judge of blocks refuses what Slack refuses, each thing by its own name."""

from __future__ import annotations

import copy

import pytest

from tests.slack_platform.blocks import BLOCKS, Surface, judge_blocks
from tests.slack_platform.elements import ELEMENTS, RICH_TEXT
from tests.slack_platform.shapes import Json
from tests.slack_platform.toy import buttons


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def rich(*runs: Json) -> Json:
    part = {"type": "rich_text_section", "elements": list(runs)}
    return {"type": "rich_text", "elements": [part]}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def asking(element: Json) -> Json:
    return {"type": "input", "block_id": "i", "label": plain("L"), "element": element}


def select(options: int, label: str = "o") -> Json:
    one = {"text": plain(label), "value": "v"}
    return {"type": "static_select", "action_id": "s", "options": [one] * options}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Yes"), "value": "y"},
    "negative_button": {"text": plain("No"), "value": "n"},
}
GOOD: dict[str, list[Json]] = {
    "section": [section("hello")],
    "fields": [{"type": "section", "fields": [plain("あ" * 2000)]}],
    "Japanese at the limit": [section("あ" * 3000)],
    "beyond the basic plane, at the limit": [section("🐕" * 3000)],
    "header": [{"type": "header", "text": plain("あ" * 150)}],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "rich text": [rich({"type": "text", "text": "bold", "style": {"bold": True}})],
    "a blank run": [rich({"type": "text", "text": " "})],
    "table": [table(100, 20)],
    "alert": [{"type": "alert", "text": plain("x" * 200), "level": "warning"}],
    "buttons": buttons("One", "Two"),
    "feedback": [{"type": "context_actions", "elements": [FEEDBACK]}],
    "context": [{"type": "context", "elements": [plain("small")]}],
    "image": [{"type": "image", "alt_text": "a picture", "slack_file": {"id": "F1"}}],
    "divider": [{"type": "divider"}],
    "an escaped mention": [section("&lt;!channel&gt; &lt;@U1&gt;")],
}
BAD: dict[str, tuple[str, list[Json]]] = {
    "nothing": ("wrong_count", []),
    "51 blocks": ("wrong_count", [{"type": "divider"}] * 51),
    "an unknown block": ("unknown_type", [{"type": "marquee"}]),
    "an unknown field": ("unknown_field", [section("x", colour="red")]),
    "an empty section": ("empty", [section("")]),
    "a blank section": ("empty", [section("  ")]),
    "a section of nothing": ("section_without_text", [{"type": "section"}]),
    "a long section": ("too_long", [section("あ" * 3001)]),
    "a long field": ("too_long", [{"type": "section", "fields": [plain("x" * 2001)]}]),
    "11 fields": ("wrong_count", [{"type": "section", "fields": [plain("x")] * 11}]),
    "a header in marks": (
        "not_one_of",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    ),
    "a long header": ("too_long", [{"type": "header", "text": plain("x" * 151)}]),
    "markdown in sum": (
        "markdown_too_long",
        [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}],
    ),
    "all in sum": ("msg_blocks_too_long", [section("x" * 2700)] * 5),
    "101 rows": ("wrong_count", [table(101, 1)]),
    "21 columns": ("wrong_count", [table(1, 21)]),
    "two tables": ("two_tables", [table(1, 1), table(1, 1)]),
    "a ragged table": (
        "ragged_table",
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}], []]}],
    ),
    "an empty cell": ("empty", [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}]),
    "a long alert": ("too_long", [{"type": "alert", "text": plain("x" * 201)}]),
    "an unknown level": ("not_one_of", [{"type": "alert", "text": plain("x"), "level": "loud"}]),
    "26 buttons": ("wrong_count", buttons(*map(str, range(26)))),
    "a long label": ("too_long", buttons("x" * 76)),
    "an unnamed button": (
        "missing",
        [{"type": "actions", "elements": [{"type": "button", "text": plain("x")}]}],
    ),
    "a repeated action": (
        "repeated_action_id",
        [{"type": "actions", "elements": buttons("a")[0]["elements"] * 2}],
    ),
    "a repeated block": ("repeated_block_id", buttons("a") * 2),
    "a button in a context": (
        "unknown_type",
        [{"type": "context", "elements": buttons("a")[0]["elements"]}],
    ),
    "11 in a context": ("wrong_count", [{"type": "context", "elements": [plain("x")] * 11}]),
    "six context actions": (
        "wrong_count",
        [{"type": "context_actions", "elements": [FEEDBACK] * 6}],
    ),
    "an image without words": ("missing", [{"type": "image", "slack_file": {"id": "F1"}}]),
    "an image from nowhere": ("image_without_source", [{"type": "image", "alt_text": "x"}]),
    "101 options": ("wrong_count", [asking(select(101))]),
    "a long option": ("too_long", [asking(select(1, "x" * 76))]),
    "no options": (
        "options_or_groups",
        [asking({"type": "static_select", "action_id": "s"})],
    ),
    "a password field": ("unknown_type", [asking({"type": "password", "action_id": "p"})]),
    "everybody": ("pings", [section("<!channel> look")]),
    "those who are there": ("pings", [section("<!here|here> look")]),
    "a group": ("pings", [section("<!subteam^S1> look")]),
    "somebody": ("pings", [section("<@U1> look")]),
    "a broadcast": ("unknown_type", [rich({"type": "broadcast", "range": "here"})]),
    "a group in rich text": ("unknown_type", [rich({"type": "usergroup", "usergroup_id": "S1"})]),
    "a script": ("invalid_url", [rich({"type": "link", "url": "javascript:alert(1)"})]),
    "no list": ("no_list", {"type": "divider"}),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("blocks", GOOD.values(), ids=GOOD)
def test_good_blocks(blocks: list[Json]) -> None:
    """What Slack takes passes, at its limits too, counted in code points."""
    assert list(judge_blocks(blocks, "m", Surface.MESSAGE)) == []


@pytest.mark.parametrize(("code", "blocks"), BAD.values(), ids=BAD)
def test_bad_blocks(code: str, blocks: list[Json]) -> None:
    """What Slack refuses is refused, for the reason that it is."""
    assert code in [one.code for one in judge_blocks(blocks, "m", Surface.MESSAGE)]


@pytest.mark.parametrize("surface", [Surface.MODAL, Surface.HOME])
@pytest.mark.parametrize("name", ["markdown", "table", "feedback"])
def test_some_blocks_are_for_messages(surface: Surface, name: str) -> None:
    """A view takes no table, and so on."""
    found = [one.code for one in judge_blocks(GOOD[name], "v", surface)]
    assert "not_in_views" in found


def test_views_take_more_blocks() -> None:
    """A hundred, and no more."""
    many = [{"type": "divider"}] * 100
    assert list(judge_blocks(many, "v", Surface.HOME)) == []
    assert list(judge_blocks([*many, {"type": "divider"}], "v", Surface.HOME))


def test_slacks_own_library_is_asked_too() -> None:
    """A limit of its models that our table forgot would still be found."""
    block = copy.deepcopy(buttons("x")[0])
    block["elements"][0]["style"] = "gold"
    found = [one.code for one in judge_blocks([block], "m", Surface.MESSAGE)]
    assert {"not_one_of", "slack_sdk"} <= set(found)


@pytest.mark.parametrize("table", [BLOCKS, ELEMENTS, RICH_TEXT], ids=["blocks", "elements", "rich"])
def test_no_shape_takes_what_it_does_not_know(table: dict[str, object]) -> None:
    """Every row of the tables is closed."""
    for kind, shape in table.items():
        found = [one.code for one in shape({"type": kind, "no_such_field": 1}, "x")]  # type: ignore[operator]
        assert "unknown_field" in found, kind
