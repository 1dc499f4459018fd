"""The checker of Slack's limits: a message that is just within, and one that is just outside."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.limits import faults_of_message, faults_of_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def prose(text: str) -> Json:
    part = {"type": "text", "text": text}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [part]}]}


def button(action: str = "pick:1", text: str = "OK", value: str = "x") -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), "value": value}


def buttons(count: int) -> Json:
    return {"type": "actions", "elements": [button(f"pick:{n}") for n in range(count)]}


def table(rows: int, columns: int = 2) -> Json:
    cell = {"type": "raw_text", "text": "993"}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def alert(length: int) -> Json:
    return {"type": "alert", "level": "warning", "text": plain("あ" * length)}


def image(length: int) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "絵" * length}


def context(count: int, length: int = 5) -> Json:
    return {"type": "context", "elements": [plain("注" * length)] * count}


def message(*blocks: Json, text: str = "text") -> Json:
    return {"text": text, "blocks": list(blocks)}


def select(count: int, value: str = "") -> Json:
    options = [{"text": plain("one"), "value": f"{value}{n}"} for n in range(count)]
    return {
        "type": "static_select",
        "action_id": "a",
        "options": options,
        "placeholder": plain("選んでください"),
    }


@pytest.mark.parametrize(
    ("within", "outside"),
    [
        (message(*[prose("a")] * 50), message(*[prose("a")] * 51)),
        (message(prose("あ" * 12_000)), message(prose("あ" * 12_001))),
        (message(prose("a"), text="🎉" * 4_000), message(prose("a"), text="🎉" * 4_001)),
        (message(prose("a"), text="."), message(prose("a"), text=" ")),
        (message(buttons(25)), message(buttons(26))),
        (message(buttons(1)), message(buttons(0))),
        (message(table(100)), message(table(101))),
        (message(table(1, 20)), message(table(1, 21))),
        (message(table(2)), message(table(2), table(2))),
        (message(alert(200)), message(alert(201))),
        (message(alert(1)), message(alert(0))),
        (message(image(2_000)), message(image(2_001))),
        (message(image(1)), message(image(0))),
        (message(image(1)), message(image(1) | {"slack_file": {"id": "F1"}})),
        (message(context(10)), message(context(11))),
        (message(context(1, 2_000)), message(context(1, 2_001))),
        (message(prose("a")), message(prose(""))),
        (
            message({"type": "header", "text": plain("件" * 150)}),
            message({"type": "header", "text": plain("件" * 151)}),
        ),
        (
            message({"type": "actions", "elements": [button(text="字" * 75)]}),
            message({"type": "actions", "elements": [button(text="字" * 76)]}),
        ),
        (
            message({"type": "actions", "elements": [button(value="v" * 2_000)]}),
            message({"type": "actions", "elements": [button(value="v" * 2_001)]}),
        ),
        (
            message({"type": "actions", "elements": [button("a" * 255)]}),
            message({"type": "actions", "elements": [button("a" * 256)]}),
        ),
        (
            message({"type": "actions", "elements": [button("a"), button("b")]}),
            message({"type": "actions", "elements": [button("a"), button("a")]}),
        ),
        (
            message(prose("a") | {"block_id": "1"}, prose("b") | {"block_id": "2"}),
            message(prose("a") | {"block_id": "1"}, prose("b") | {"block_id": "1"}),
        ),
        (
            message({"type": "actions", "elements": [button() | {"style": "danger"}]}),
            message({"type": "actions", "elements": [button() | {"style": "plain"}]}),
        ),
        (
            message({"type": "actions", "elements": [select(100)]}),
            message({"type": "actions", "elements": [select(101)]}),
        ),
        (
            message({"type": "actions", "elements": [select(1, "v" * 149)]}),
            message({"type": "actions", "elements": [select(1, "v" * 150)]}),
        ),
        (message(prose("a")), message({"type": "input"} | {"label": plain("a")} | {"element": {}})),
        (message(prose("a")), message({"type": "marquee"})),
    ],
)
def test_messages_at_the_limit(within: Json, outside: Json) -> None:
    """What is just within has no fault; one more has one."""
    assert faults_of_message(within) == []
    assert faults_of_message(outside)


def typed(action: str = "field:a") -> Json:
    element = {"type": "plain_text_input", "action_id": action}
    return {"type": "input", "block_id": action, "label": plain("Address"), "element": element}


def view(*blocks: Json, **more: object) -> Json:
    base = {"type": "modal", "title": plain("Check"), "submit": plain("Go"), "blocks": list(blocks)}
    return base | more


def without(view: Json, name: str) -> Json:
    return {key: value for key, value in view.items() if key != name}


@pytest.mark.parametrize(
    ("within", "outside"),
    [
        (view(typed()), view(typed(), title=plain("あ" * 25))),
        (view(typed(), submit=plain("あ" * 24)), view(typed(), submit=plain("あ" * 25))),
        (view(typed(), close=plain("あ" * 24)), view(typed(), close=plain("あ" * 25))),
        (view(typed()), without(view(typed()), "submit")),
        (without(view(prose("a")), "submit"), without(view(prose("a")), "title")),
        (view(*[prose("a")] * 100), view(*[prose("a")] * 101)),
        (view(typed()), view(table(2))),
        (view(typed("a"), typed("b")), view(typed("a"), typed("a"))),
        (
            view(typed(), private_metadata="m" * 3_000),
            view(typed(), private_metadata="m" * 3_001),
        ),
        ({"type": "home", "blocks": [prose("a")]}, {"type": "home", "blocks": [table(1)]}),
        ({"type": "home", "blocks": [prose("a")]}, {"type": "home", "blocks": []}),
        ({"type": "home", "blocks": [prose("a")]}, {"type": "home", "blocks": [typed()]}),
    ],
)
def test_views_at_the_limit(within: Json, outside: Json) -> None:
    """What is just within has no fault; one more has one."""
    assert faults_of_view(within) == []
    assert faults_of_view(outside)


def test_places_are_named() -> None:
    """A fault says where it is, for whoever reads a failed test."""
    assert faults_of_message(message(prose("a"), alert(300)))[0].startswith("blocks[1].alert")
