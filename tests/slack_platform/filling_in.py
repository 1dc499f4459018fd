"""Filling in a modal by its labels, within what the client lets people type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.slack_platform.records import OpenView
from tests.slack_platform.shapes import Json


def filled(view: OpenView, values: Mapping[str, str]) -> dict[str, dict[str, Json]]:
    """The state of a view: what was typed and chosen, and what stood there already."""
    blocks = [block for block in view.view["blocks"] if block["type"] == "input"]
    unknown = values.keys() - {block["label"]["text"] for block in blocks}
    assert not unknown, f"the form has no field {unknown}, but {view.fields}"
    typed: dict[str, dict[str, Json]] = {}
    for block in blocks:
        label, element = block["label"]["text"], block["element"]
        value = _field(element, values.get(label))
        empty = value.get("value", value.get("selected_option", value.get("selected_user")))
        assert block.get("optional") or empty, f"Slack does not send {label!r} empty"
        typed.setdefault(block["block_id"], {})[element["action_id"]] = value
    return typed


def _field(element: Json, given: str | None) -> Json:
    kind = element["type"]
    if kind in ("static_select", "radio_buttons"):
        chosen = _option(element, given) if given else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind == "users_select":
        return {"type": kind, "selected_user": given or element.get("initial_user")}
    if kind == "checkboxes":
        chosen = [_option(element, given)] if given else element.get("initial_options", [])
        return {"type": kind, "selected_options": chosen}
    value = given if given is not None else element.get("initial_value")
    if value is not None and kind == "plain_text_input":
        most = element.get("max_length", 3000)
        assert len(value) <= most, f"Slack lets nobody type more than {most}"
        assert element.get("multiline") or "\n" not in value, "one line"
    return {"type": kind, "value": value or None}


def _option(element: Json, label: str) -> Json:
    groups: Sequence[Json] = element.get("option_groups", [{"options": element.get("options")}])
    for group in groups:
        for option in group["options"]:
            if option["text"]["text"] == label:
                found: Json = option
                return found
    raise AssertionError(f"no option {label!r}")
