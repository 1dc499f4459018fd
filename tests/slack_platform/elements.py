"""The parts of blocks that Slack takes: texts, options, buttons, inputs, rich text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.slack_platform.shapes import (
    Found,
    Shape,
    Violation,
    all_of,
    boolean,
    by_type,
    either,
    exactly,
    listed,
    record,
    some,
    text,
    whole,
)

ID = text(255)
URL_MOST, VALUE_MOST, BUTTON_MOST = 3000, 2000, 75
PINGS = re.compile(r"<!(?:channel|here|everyone|subteam\^[^>]*)(?:\|[^>]*)?>|<[@#][A-Z][^>]*>")
"""What a mrkdwn text alarms people with, or names them and channels with."""


def no_ping(value: object, where: str) -> Found:
    """A text in mrkdwn, which holds nothing that Slack would turn into a mention."""
    if isinstance(value, str) and (ping := PINGS.search(value)):
        yield Violation(where, "pings", ping[0])


def url(value: object, where: str) -> Found:
    """An address that can be opened."""
    yield from text(URL_MOST)(value, where)
    if isinstance(value, str) and not re.match(r"(?:https?|mailto):", value):
        yield Violation(where, "invalid_url", value[:40])


def plain(most: int) -> Shape:
    """A plain text object."""
    return record({"type": exactly("plain_text"), "text": text(most)}, {"emoji": boolean})


def mrkdwn(most: int) -> Shape:
    """A text object in Slack's own marks."""
    return record(
        {"type": exactly("mrkdwn"), "text": all_of(text(most), no_ping)}, {"verbatim": boolean}
    )


def worded(most: int) -> Shape:
    """A text object of either kind."""
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


CONFIRM = record(
    {"title": plain(100), "text": worded(300), "confirm": plain(30), "deny": plain(30)},
    {"style": exactly("primary", "danger")},
)


def option(description: bool = True, marks: bool = False) -> Shape:
    """A choice in a menu or group; only radio buttons and checkboxes take marks."""
    label = worded if marks else plain
    extra = {"description": label(75)} if description else {}
    return record({"text": label(75), "value": text(150)}, {**extra, "url": url})


OPTIONS = listed(option(), 1, 100)
GROUPS = listed(record({"label": plain(75), "options": OPTIONS}), 1, 100)
DISPATCH = record(
    {}, {"trigger_actions_on": listed(exactly("on_enter_pressed", "on_character_entered"), 1, 2)}
)
STYLE = record(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    ),
)
SLACK_FILE = either(record({"id": text(60)}), record({"url": url}))


def _element(kind: str, required: Mapping[str, Shape], optional: Mapping[str, Shape]) -> Shape:
    return record({"type": exactly(kind), **required}, optional)


def _interactive(kind: str, required: Mapping[str, Shape], optional: Mapping[str, Shape]) -> Shape:
    """With ``action_id`` always: without it Slack makes one up, which nobody can listen to."""
    return _element(kind, {"action_id": ID, **required}, optional)


def _input(
    kind: str, optional: Mapping[str, Shape], required: Mapping[str, Shape] | None = None
) -> Shape:
    return _interactive(
        kind, required or {}, {"placeholder": plain(150), "focus_on_load": boolean, **optional}
    )


def _image(value: object, where: str) -> Found:
    shape = _element(
        "image", {"alt_text": text(2000)}, {"image_url": url, "slack_file": SLACK_FILE}
    )
    yield from shape(value, where)
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        yield Violation(where, "image_without_source")


def _one_kind_of_options(shape: Shape) -> Shape:
    def judge(value: object, where: str) -> Found:
        yield from shape(value, where)
        if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
            yield Violation(where, "options_or_groups")

    return judge


BUTTON = _interactive(
    "button",
    {"text": plain(BUTTON_MOST)},
    {
        "value": text(VALUE_MOST),
        "url": url,
        "style": exactly("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": text(75),
    },
)
FEEDBACK_BUTTON = record(
    {"text": plain(75), "value": text(VALUE_MOST)}, {"accessibility_label": text(75)}
)
ELEMENTS: dict[str, Shape] = {
    "button": BUTTON,
    "image": _image,
    "feedback_buttons": _interactive(
        "feedback_buttons",
        {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON},
        {},
    ),
    "icon_button": _interactive(
        "icon_button",
        {"icon": exactly("trash"), "text": plain(75)},
        {"value": text(VALUE_MOST), "confirm": CONFIRM, "accessibility_label": text(75),
         "visible_to_user_ids": listed(ID)},
    ),
    "overflow": _interactive("overflow", {"options": listed(option(), 1, 5)}, {"confirm": CONFIRM}),
    "static_select": _one_kind_of_options(
        _input(
            "static_select",
            {"options": OPTIONS, "option_groups": GROUPS, "initial_option": option(),
             "confirm": CONFIRM},
        )
    ),
    "external_select": _input(
        "external_select",
        {"initial_option": option(), "min_query_length": whole, "confirm": CONFIRM},
    ),
    "users_select": _input("users_select", {"initial_user": ID, "confirm": CONFIRM}),
    "conversations_select": _input(
        "conversations_select",
        {"initial_conversation": ID, "default_to_current_conversation": boolean,
         "response_url_enabled": boolean, "confirm": CONFIRM},
    ),
    "radio_buttons": _interactive(
        "radio_buttons",
        {"options": listed(option(marks=True), 1, 10)},
        {"initial_option": option(marks=True), "confirm": CONFIRM, "focus_on_load": boolean},
    ),
    "checkboxes": _interactive(
        "checkboxes",
        {"options": listed(option(marks=True), 1, 10)},
        {"initial_options": listed(option(marks=True), 1, 10), "confirm": CONFIRM,
         "focus_on_load": boolean},
    ),
    "plain_text_input": _input(
        "plain_text_input",
        {"initial_value": text(3000), "multiline": boolean, "min_length": whole,
         "max_length": whole, "dispatch_action_config": DISPATCH},
    ),
    "email_text_input": _input(
        "email_text_input", {"initial_value": text(3000), "dispatch_action_config": DISPATCH}
    ),
    "url_text_input": _input(
        "url_text_input", {"initial_value": text(3000), "dispatch_action_config": DISPATCH}
    ),
    "number_input": _input(
        "number_input",
        {"initial_value": text(30), "min_value": text(30), "max_value": text(30),
         "dispatch_action_config": DISPATCH},
        {"is_decimal_allowed": boolean},
    ),
    "file_input": _interactive(
        "file_input", {}, {"filetypes": listed(text(20)), "max_files": whole}
    ),
}  # fmt: skip
INPUTS = frozenset(ELEMENTS) - {"button", "image", "feedback_buttons", "icon_button", "overflow"}
IN_ACTIONS = INPUTS - {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
} | {"button", "overflow"}
IN_SECTION = IN_ACTIONS | {"image"}


def of(*kinds: str) -> Shape:
    """One of these elements, where Slack takes no others."""
    return by_type({kind: ELEMENTS[kind] for kind in kinds})


RUN: dict[str, Shape] = {
    # A run of rich text may be blank: between two others.
    "text": _element("text", {"text": text(13_200, 0)}, {"style": STYLE}),
    "link": _element("link", {"url": url}, {"text": some(3000), "style": STYLE, "unsafe": boolean}),
    "emoji": _element("emoji", {"name": text(100)}, {"style": STYLE, "unicode": text(30)}),
    "user": _element("user", {"user_id": ID}, {"style": STYLE}),
    "channel": _element("channel", {"channel_id": ID}, {"style": STYLE}),
    "date": _element(
        "date", {"timestamp": whole, "format": text(100)}, {"url": url, "fallback": text(200)}
    ),
}
"""No ``broadcast`` and no ``usergroup``: they ping."""
RUNS = listed(by_type(RUN), 1)
SECTION = _element("rich_text_section", {"elements": RUNS}, {})
RICH_TEXT: dict[str, Shape] = {
    "rich_text_section": SECTION,
    "rich_text_list": _element(
        "rich_text_list",
        {"style": exactly("bullet", "ordered"),
         "elements": listed(by_type({"rich_text_section": SECTION}), 1)},
        {"indent": whole, "offset": whole, "border": whole},
    ),
    "rich_text_preformatted": _element(
        "rich_text_preformatted",
        {"elements": listed(by_type({kind: RUN[kind] for kind in ("text", "link")}), 1)},
        {"border": whole, "language": text(40)},
    ),
    "rich_text_quote": _element("rich_text_quote", {"elements": RUNS}, {"border": whole}),
}  # fmt: skip
